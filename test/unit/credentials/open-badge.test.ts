import { describe, expect, it } from 'vitest';
import type { Credential } from '../../../schemas/types.generated.ts';
import { badge, certificate, onlyBadge, scored } from './fixtures.ts';
import { expand } from './json-ld.ts';

const OB = 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#';
const VC = 'https://www.w3.org/2018/credentials#';

const bare = (given: Partial<Credential>): Credential =>
  certificate({ name: null, certificate_ref: null, course_id: null, ...given });

describe('an Open Badges 3.0 credential', () => {
  it.each([
    ['a badge', badge(), []],
    ['a certificate with a score', certificate(), [scored(certificate(), 85)]],
    ['one of which little is known', bare({}), []],
  ])('fits the published contexts, every property of it: %s', async (_, credential, scores) => {
    const [expanded, ...others] = await expand(await onlyBadge([credential], {}, scores));
    expect(others).toEqual([]);
    expect(expanded).toMatchObject({
      '@id': `urn:uuid:${credential.event_id}`,
      '@type': [`${VC}VerifiableCredential`, `${OB}OpenBadgeCredential`],
      [`${VC}issuer`]: [{ '@id': 'https://lms.example/' }],
      [`${VC}validFrom`]: [{ '@value': '2026-01-01T00:00:00.000Z' }],
    });
    const [subject] = expanded![`${VC}credentialSubject`] as [Record<string, unknown>];
    expect(subject).toHaveProperty([`${OB}achievement`]);
  });

  it('is refused where a property is of no context', async () => {
    await expect(expand({ ...(await onlyBadge([badge()])), shoe_size: 42 })).rejects.toThrow(/[Ss]afe mode/);
  });

  it('says of a badge what the topic says', async () => {
    const written = await onlyBadge([badge()]);
    expect(written).toMatchObject({
      '@context': [
        'https://www.w3.org/ns/credentials/v2',
        'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
      ],
      type: ['VerifiableCredential', 'OpenBadgeCredential'],
      name: 'Data Hero',
      issuer: { id: 'https://lms.example/', type: ['Profile'] },
      validFrom: '2026-01-01T00:00:00.000Z',
      validUntil: '2027-01-01T00:00:00.000Z',
      credentialSubject: {
        achievement: {
          id: 'https://lms.example/badge-classes/7',
          achievementType: 'Badge',
          name: 'Data Hero',
          description: 'Three data courses passed',
          criteria: { id: 'https://lms.example/badges/7/criteria' },
          image: { id: 'https://lms.example/badges/7.png', type: 'Image' },
        },
      },
    });
  });

  it('says of a certificate where its document is, and until when', async () => {
    const { evidence } = await onlyBadge([certificate()]);
    expect(evidence).toMatchObject([
      { id: 'urn:uuid:ec531277-b57b-4c15-8d91-d292c5b2b8f8' },
      {
        id: 'https://lms.example/certificates/4711.pdf',
        narrative: 'The issuer keeps the document until 2027-01-01.',
      },
    ]);
  });

  it('has what the specification requires of an achievement, however little is known', async () => {
    const { credentialSubject } = await onlyBadge([bare({})]);
    expect(credentialSubject).toMatchObject({
      achievement: {
        name: 'https://lms.example/certificates/4711',
        description: 'https://lms.example/certificates/4711',
        criteria: { narrative: 'As set by the issuer.' },
      },
    });
  });

  it('links its score to a result of the achievement, which is the same for all who have earned it', async () => {
    const of = async (given: Partial<Credential>) => {
      const credential = certificate(given);
      const { credentialSubject } = await onlyBadge([credential], {}, [scored(credential, 85)]);
      return credentialSubject as {
        readonly achievement: { readonly resultDescription: readonly { readonly id: string }[] };
        readonly result: readonly object[];
      };
    };
    const ada = await of({});
    const [description] = ada.achievement.resultDescription;
    expect(ada.result).toMatchObject([{ resultDescription: description!.id, value: '85' }]);
    const bob = await of({ member_id: 'E-2', event_id: '5f0c1fd9-6a3d-5d1f-8f0c-0a5f2f6f0009' });
    expect(bob.achievement.resultDescription).toEqual(ada.achievement.resultDescription);
  });

  it('names everything by URIs, though the sources may use IRIs', async () => {
    const written = JSON.stringify(
      await onlyBadge([
        bare({ credential_id: 'https://lms.example/prüfungen/7', issuer: 'https://lms.example/über-uns' }),
      ]),
    );
    expect(written).toContain('"id":"https://lms.example/pr%C3%BCfungen/7"');
    expect(written).toContain('"issuer":{"id":"https://lms.example/%C3%BCber-uns"');
  });

  it('claims no proof and no status', async () => {
    const written = await onlyBadge([badge()]);
    expect(written).not.toHaveProperty('proof');
    expect(written).not.toHaveProperty('credentialStatus');
  });

  it('names its subject by one pseudonym, which changes with the secret and does not tell the member', async () => {
    const subjectOf = async (credential: Credential) =>
      JSON.stringify((await onlyBadge([credential])).credentialSubject);
    const of = async (credential: Credential) => (JSON.parse(await subjectOf(credential)) as { id: string }).id;
    expect(await of(badge())).toBe(await of(certificate()));
    expect(await of(badge())).not.toBe(await of(badge({ member_id: 'E-2' })));
    expect(await of(badge())).toMatch(/^urn:uuid:[0-9a-f-]{36}$/);
    expect(JSON.stringify(await onlyBadge([badge()]))).not.toContain('E-1');
  });

  it('may name the wallet of the member', async () => {
    const { credentialSubject } = await onlyBadge([badge()], { subjectOf: () => 'did:example:wallet' });
    expect(credentialSubject).toMatchObject({ id: 'did:example:wallet' });
  });
});
