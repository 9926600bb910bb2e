import { isIri } from '../../mappings/iri.ts';
import type { Credential } from '../../schemas/types.generated.ts';
import { uuidV5 } from '../../services/people/ids.ts';
import { toUri } from './uri.ts';

/** Contexts of an Open Badges 3.0 credential, in the order that the specification asks for (Open Badges 3.0, B.1). */
export const CONTEXTS = [
  'https://www.w3.org/ns/credentials/v2',
  'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
] as const;

/** An Open Badges 3.0 credential as JSON-LD: `AchievementCredential`, without a proof. */
export interface OpenBadge {
  readonly '@context': readonly string[];
  readonly id: string;
  readonly type: readonly string[];
  readonly [property: string]: unknown;
}

export interface OpenBadgeOptions {
  /** IRI that stands for a member; gives the member away to nobody who does not know it. */
  readonly subjectOf: (member_id: string) => string;
  /** Score from 0 to 100 that the statement of a credential told; null when none. */
  readonly scoreOf: (statement_id: string) => number | null;
}

const DAY_MS = 24 * 60 * 60 * 1000;

const time = (at_ms: number): string => new Date(at_ms).toISOString();

/** Leaves out what is not known: JSON-LD has no use for null. */
const known = (properties: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== null && value !== undefined));

const criteriaOf = (credential: Credential, criteria_url: string | null): object => {
  if (criteria_url !== null) return { id: toUri(criteria_url), type: 'Criteria' };
  const narrative =
    credential.course_id === null ? 'As set by the issuer.' : `Finishing the course ${credential.course_id}.`;
  return { type: 'Criteria', narrative };
};

/** Identifies the achievement, which all who have earned it share. */
const achievementId = ({ credential_id, badge_awarded }: Credential): string =>
  toUri(badge_awarded[0]?.badge_id ?? credential_id);

const achievementOf = (credential: Credential, score: number | null): object => {
  const { kind, credential_id, badge_awarded } = credential;
  const [award] = badge_awarded;
  const name = credential.name ?? award?.name ?? credential_id;
  return known({
    id: achievementId(credential),
    type: ['Achievement'],
    achievementType: kind === 'badge' ? 'Badge' : 'Certificate',
    name,
    description: award?.description ?? name,
    criteria: criteriaOf(credential, award?.criteria_url ?? null),
    image: award?.image_url == null ? null : { id: toUri(award.image_url), type: 'Image' },
    resultDescription: score === null ? null : [resultDescriptionOf(credential)],
  });
};

/** A part of the achievement, so the same in all credentials of it (B.1.16, B.1.17). */
const resultDescriptionId = (credential: Credential): string =>
  `urn:uuid:${uuidV5(`result-description|${achievementId(credential)}`)}`;

const resultDescriptionOf = (credential: Credential): object => ({
  id: resultDescriptionId(credential),
  type: ['ResultDescription'],
  name: 'Score',
  resultType: 'Percent',
  valueMin: '0',
  valueMax: '100',
});

/** How long the source promises to keep the document, from the day of issue. */
const retention = (days: number | null, issued_at: number): string =>
  days === null
    ? 'How long the issuer keeps the document is not known.'
    : `The issuer keeps the document until ${time(issued_at + days * DAY_MS).slice(0, 10)}.`;

const evidenceOf = ({ certificate_ref, statement_id, issued_at }: Credential): readonly object[] => {
  const statement = {
    id: `urn:uuid:${statement_id}`,
    type: ['Evidence'],
    name: 'xAPI statement',
    narrative: 'The learning record that told of the achievement.',
  };
  if (certificate_ref === null) return [statement];
  const document = {
    id: toUri(certificate_ref.url),
    type: ['Evidence'],
    name: 'Certificate document',
    genre: 'Certificate',
    narrative: retention(certificate_ref.retention_days, issued_at),
  };
  return [statement, document];
};

/**
 * A credential that stands as an Open Badges 3.0 credential (VC Data Model 2.0). It carries no proof, since only the issuer has the
 * key to sign it, and no status, since whoever is in doubt asks the topic: what was revoked is not exported.
 * @returns null when the issuer is not named by an IRI, without which nobody could sign it
 */
export const toOpenBadge = (credential: Credential, { subjectOf, scoreOf }: OpenBadgeOptions): OpenBadge | null => {
  const { event_id, issuer, issued_at, expires_at, member_id, statement_id } = credential;
  if (issuer === null || !isIri(issuer)) return null;
  const score = scoreOf(statement_id);
  const result = { type: ['Result'], resultDescription: resultDescriptionId(credential), value: String(score) };
  return {
    '@context': [...CONTEXTS],
    id: `urn:uuid:${event_id}`,
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    ...known({
      name: credential.name ?? credential.badge_awarded[0]?.name ?? credential.credential_id,
      issuer: { id: toUri(issuer), type: ['Profile'] },
      validFrom: time(issued_at),
      validUntil: expires_at === null ? null : time(expires_at),
      awardedDate: time(issued_at),
      credentialSubject: known({
        id: toUri(subjectOf(member_id)),
        type: ['AchievementSubject'],
        achievement: achievementOf(credential, score),
        result: score === null ? null : [result],
      }),
      evidence: evidenceOf(credential),
    }),
  };
};
