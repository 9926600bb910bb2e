import { describe, expect, it } from 'vitest';
import type { SkillNews } from '../../../schemas/types.generated.ts';
import { uuidV5 } from '../../../services/people/ids.ts';
import { EVIDENCE_MAX } from '../../../services/profile/evidence.ts';
import { createRunner, evidence, KEY, profileOf, profiles, revocation, SKILL, tell } from './fixtures.ts';

describe('a skill profile', () => {
  it('says what the evidence says, and which evidence changed it', () => {
    expect(profileOf(evidence('e1', { expires_at: 900 }))).toEqual({
      event_id: uuidV5(`skill-profile|${KEY}|${uuidV5('skill-news|evidence|e1')}`),
      member_id: 'E1',
      framework: 'ESCO',
      skill_uri: SKILL,
      label: 'SQL',
      status: 'current',
      level: 'basic',
      confidence: 0.5,
      evidence_count: 1,
      last_evidence_at: 100,
      last_evidence_id: 'e1',
      expires_at: 900,
      origin: { topic: 'marketplace.skill', partition: 0, offset: 0 },
    });
  });
  it('has the highest level, whatever is more confident or newer', () => {
    const profile = profileOf(
      evidence('e1', { level: 'advanced', confidence: 0.2, observed_at: 1 }),
      evidence('e2', { level: 'basic', confidence: 0.9, observed_at: 2 }),
    );
    expect(profile).toMatchObject({ level: 'advanced', confidence: 0.2, evidence_count: 2, last_evidence_id: 'e2' });
  });
  it.each([
    ['one that is listed above one that is not', ['basic', 'wizard'], 'basic'],
    ['any above none', ['wizard', null], 'wizard'],
  ])('prefers %s', (_what, [a, b], level) => {
    expect(profileOf(evidence('e1', { level: a! }), evidence('e2', { level: b! }))).toMatchObject({ level });
  });
  it('has the greatest confidence of its level, and its latest expiry', () => {
    const profile = profileOf(
      evidence('e1', { confidence: 0.4, expires_at: 900 }),
      evidence('e2', { confidence: 0.8, expires_at: 500 }),
    );
    expect(profile).toMatchObject({ confidence: 0.8, expires_at: 900 });
  });
  it('is not written anew when nothing of it changes', () => {
    const runner = createRunner();
    tell(runner, evidence('e1'));
    expect(tell(runner, evidence('e1'))).toMatchObject({ rule: 'no-change', records: [] });
    const before = runner.written.length;
    tell(runner, revocation('unknown'));
    expect(runner.written.slice(before).map(({ topic }) => topic)).toEqual(['skill.news', 'skill.evidence']);
  });
  it('keeps its evidence in the partition of the member', () => {
    const runner = createRunner();
    const verdict = runner.feed('marketplace.skill', { key: 'E1', value: evidence('e1') });
    const [told] = verdict.kind === 'published' ? verdict.records : [];
    expect(told).toMatchObject({ topic: 'skill.news', key: 'E1' });
    runner.feed('skill.news', { key: 'E1', value: told!.value as SkillNews, partition: 4 });
    expect(runner.written.slice(1)).toMatchObject([
      { topic: 'skill.evidence', key: KEY, partition: 4 },
      { topic: 'skill.member', key: 'E1' },
      { topic: 'marketplace.skill-profile', key: KEY },
    ]);
    expect(runner.written[3]).not.toHaveProperty('partition');
  });
});

describe('withdrawn evidence', () => {
  it('does not count any more', () =>
    expect(profileOf(evidence('e1', { level: 'advanced' }), evidence('e2'), revocation('e1'))).toMatchObject({
      level: 'basic',
      evidence_count: 1,
      last_evidence_id: 'e2',
    }));
  it('does not count when its withdrawal comes first', () =>
    expect(profileOf(revocation('e1'), evidence('e1'))).toBeUndefined());
  it('does not come back when it is told again', () =>
    expect(profileOf(evidence('e1'), revocation('e1'), evidence('e1'))).toBeUndefined());
  it('leaves a tombstone when it was all there was', () => {
    const runner = createRunner();
    tell(runner, evidence('e1'));
    tell(runner, revocation('e1'));
    expect(runner.written.at(-1)).toEqual({
      topic: 'marketplace.skill-profile',
      key: KEY,
      value: null,
      tombstone: 'revoked',
    });
  });
  it('can be corrected by other evidence', () =>
    expect(
      profileOf(evidence('e1'), evidence('e2', { assertion: 'corrected', withdraws: 'e1', level: 'advanced' })),
    ).toMatchObject({ level: 'advanced', evidence_count: 1 }));
});

describe('evidence that expires', () => {
  const LATER = 600;
  it('leaves the level to what has not', () => {
    const runner = createRunner();
    tell(runner, evidence('e1', { level: 'advanced', expires_at: 500 }));
    tell(runner, evidence('e2'));
    runner.runDue(LATER);
    expect(profiles(runner).get(KEY)).toMatchObject({
      status: 'current',
      level: 'basic',
      evidence_count: 1,
      event_id: uuidV5(`skill-profile|${KEY}|expired|500`),
      origin: null,
    });
  });
  it('is told of as expired when there is no other', () => {
    const runner = createRunner();
    tell(runner, evidence('e1', { level: 'advanced', expires_at: 500 }));
    runner.runDue(LATER);
    expect(profiles(runner).get(KEY)).toMatchObject({ status: 'expired', level: 'advanced', expires_at: 500 });
    runner.runDue(LATER);
    expect(runner.written.filter(({ topic }) => topic === 'marketplace.skill-profile')).toHaveLength(2);
  });
  it('does not count when it comes late', () => {
    const runner = createRunner();
    tell(runner, evidence('e1', { expires_at: 500 }));
    tell(runner, evidence('e2'));
    runner.runDue(LATER);
    tell(runner, evidence('e3', { level: 'advanced', expires_at: 550 }));
    runner.runDue(LATER);
    expect(profiles(runner).get(KEY)).toMatchObject({ level: 'basic', evidence_count: 1 });
  });
});

it('keeps so much evidence of a skill, and refuses more', () => {
  const runner = createRunner();
  for (let i = 0; i < EVIDENCE_MAX; i++) tell(runner, evidence(`e${i}`));
  expect(tell(runner, evidence('one more'))).toMatchObject({ kind: 'rejected', code: 'evidence_overflow' });
  expect(tell(runner, revocation('e7'))).toMatchObject({ kind: 'published' });
  expect(profiles(runner).get(KEY)).toMatchObject({ evidence_count: EVIDENCE_MAX - 1 });
});
