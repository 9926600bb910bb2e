import type { Completion, Credential, SkillEvidence } from '../../schemas/types.generated.ts';
import type { Coordinates, KnownLearner, OutputRecord } from '../runtime/service.ts';

/** A record as it will be published, but for who it is about and what caused it. */
export type Draft<T> = Omit<T, keyof KnownLearner | 'origin' | keyof typeof NO_WITHDRAWAL>;

/** A statement adds to what is known; taking back is what the voiding service does, and a cmi5 registration. */
const NO_WITHDRAWAL = { withdraws: null, voided_by: null } as const;

/** What a statement leads to, but for who the learner is. */
export interface Drafts {
  readonly completion: Draft<Completion> | null;
  readonly skills: readonly Draft<SkillEvidence>[];
  readonly credentials: readonly Draft<Credential>[];
}

/** What a statement of a known learner leads to. */
export interface Told {
  readonly completion: Completion | null;
  readonly skills: readonly SkillEvidence[];
  readonly credentials: readonly Credential[];
}

export const NOTHING_TOLD: Told = { completion: null, skills: [], credentials: [] };

/** Makes drafts those of one member. */
export const toldOf = (
  { completion, skills, credentials }: Drafts,
  { member_id, known_as }: KnownLearner,
  origin: Coordinates,
): Told => {
  const known = { ...NO_WITHDRAWAL, member_id, known_as, origin };
  return {
    completion: completion && { ...completion, ...known },
    skills: skills.map((skill) => ({ ...skill, ...known })),
    credentials: credentials.map((credential) => ({ ...credential, ...known })),
  };
};

/** The records to publish, in the order in which consumers are used to them. */
export const outputsOf = ({ completion, skills, credentials }: Told): readonly OutputRecord[] => {
  const records: OutputRecord[] = [];
  if (completion) records.push({ topic: 'marketplace.completion', key: completion.member_id, value: completion });
  for (const value of skills) records.push({ topic: 'marketplace.skill', key: value.member_id, value });
  for (const value of credentials) records.push({ topic: 'marketplace.credential', key: value.member_id, value });
  return records;
};
