import { describe, expect, it } from 'vitest';
import type { Credential } from '../../../schemas/types.generated.ts';
import { badge, certificate, day, exported, onlyBadge, scored } from './fixtures.ts';

const outcomes = async (...given: Parameters<typeof exported>): Promise<readonly string[]> =>
  (await exported(...given)).map((one) => (one.kind === 'badge' ? one.badge.id : one.reason));

const revocation = (given: Partial<Credential>): Credential =>
  badge({ event_id: 'revocation', assertion: 'revoked', badge_awarded: [], issuer: null, ...given });

const BADGE = `urn:uuid:${badge().event_id}`;

describe('a credential that was revoked', () => {
  it.each([
    ['by the record that took it back', revocation({ withdraws: badge().event_id, issued_at: day(0) })],
    ['by its source, which names none', revocation({ issued_at: day(5) })],
  ])('is not exported, not even with all: %s', async (_, revoked) => {
    expect(await outcomes([badge(), revoked])).toEqual(['revoked']);
    expect(await outcomes([revoked, badge()], { all: true })).toEqual(['revoked']);
  });

  it('is exported again when it was issued anew', async () => {
    const again = badge({ event_id: 'again', issued_at: day(6) });
    expect(await outcomes([badge(), revocation({ issued_at: day(5) }), again])).toEqual(['revoked', 'urn:uuid:again']);
  });

  it('is not one of somebody else, of another source, or of another class', async () => {
    for (const other of [{ member_id: 'E-2' }, { source: 'other' }, { credential_id: 'urn:x:other' }]) {
      expect(await outcomes([badge(), revocation({ issued_at: day(5), ...other })])).toEqual([BADGE]);
    }
  });

  it('does not stand in the way of the one before it', async () => {
    const renewal = badge({ event_id: 'renewal', issued_at: day(5) });
    const taken_back = revocation({ withdraws: 'renewal', issued_at: day(5) });
    expect(await outcomes([badge(), renewal, taken_back])).toEqual([BADGE, 'revoked']);
  });
});

describe('a credential that was renewed', () => {
  it.each([
    ['a badge of the same class', badge(), badge({ event_id: 'new', issued_at: day(5) })],
    [
      'a certificate with another id for the same course',
      certificate(),
      certificate({ event_id: 'new', credential_id: 'https://lms.example/certificates/4712', issued_at: day(5) }),
    ],
    [
      'another class that takes its place',
      badge(),
      badge({ event_id: 'new', credential_id: 'urn:x:advanced', issued_at: day(5), renews: badge().credential_id }),
    ],
  ])('gives way to the new one: %s', async (_, before, after) => {
    expect(await outcomes([before, after])).toEqual(['superseded', 'urn:uuid:new']);
    expect(await outcomes([after, before])).toEqual(['urn:uuid:new', 'superseded']);
    expect(await outcomes([before, after], { all: true })).toEqual([`urn:uuid:${before.event_id}`, 'urn:uuid:new']);
  });

  it('is not one of somebody else, and an earlier one renews nothing', async () => {
    const early = badge({
      event_id: 'early',
      credential_id: 'urn:x:advanced',
      issued_at: day(-5),
      renews: badge().credential_id,
    });
    expect(
      await outcomes([badge(), badge({ event_id: 'theirs', member_id: 'E-2', issued_at: day(5) }), early]),
    ).toEqual([BADGE, 'urn:uuid:theirs', 'urn:uuid:early']);
  });
});

describe('the choice', () => {
  it('leaves out what has expired at that moment', async () => {
    expect(await outcomes([badge({ expires_at: day(10) })])).toEqual(['expired']);
    expect(await outcomes([badge({ expires_at: day(10) })], { at_ms: day(10) - 1 })).toEqual([BADGE]);
    expect(await outcomes([badge({ expires_at: day(10) })], { all: true })).toEqual([BADGE]);
  });

  it('is by member and by credential', async () => {
    const records = [badge(), certificate(), badge({ member_id: 'E-2', event_id: 'theirs' })];
    expect(await outcomes(records, { member_id: 'E-2' })).toEqual(['urn:uuid:theirs']);
    expect(await outcomes(records, { credential_id: certificate().credential_id })).toHaveLength(1);
  });

  it('counts a record once, though a replay published it again', async () => {
    expect(await outcomes([badge(), badge()])).toEqual([BADGE]);
  });

  it('leaves out whose issuer has no IRI, for nobody could sign it', async () => {
    expect(await outcomes([badge({ issuer: 'lms' }), certificate({ issuer: null })])).toEqual([
      'issuer_unknown',
      'issuer_unknown',
    ]);
  });
});

describe('a score', () => {
  it('is a result when the statement of the credential told one', async () => {
    const { credentialSubject } = await onlyBadge([certificate()], {}, [scored(certificate(), 85.5)]);
    expect(credentialSubject).toMatchObject({
      achievement: { resultDescription: [{ resultType: 'Percent', valueMin: '0', valueMax: '100' }] },
      result: [{ value: '85.5' }],
    });
  });

  it('is none when the score was taken back, or is of another statement', async () => {
    const taken_back = { ...scored(certificate(), 85), assertion: 'revoked', score: null } as const;
    for (const scores of [[scored(certificate(), 85), taken_back], [scored(badge(), 85)]]) {
      const { credentialSubject } = await onlyBadge([certificate()], {}, scores);
      expect(credentialSubject).not.toHaveProperty('result');
    }
  });
});
