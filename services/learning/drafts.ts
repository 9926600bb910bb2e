import type { Completion, Credential, Score, SkillEvidence } from '../../schemas/types.generated.ts';
import { memberRecord } from '../marketplace/member-record.ts';
import { uuidV5 } from '../people/ids.ts';
import type { Coordinates, KnownLearner, OutputRecord } from '../runtime/service.ts';

/** A record as it will be published, but for who it is about and what caused it. */
export type Draft<T> = Omit<T, keyof KnownLearner | 'origin' | keyof typeof NO_WITHDRAWAL>;

/** A statement adds to what is known; taking back is what the voiding service does, and a cmi5 registration. */
const NO_WITHDRAWAL = { withdraws: null, voided_by: null } as const;

/** Event id of what a statement completes. */
export const completionId = (statement_id: string): string => uuidV5(`completion|${statement_id}`);

/** What a statement leads to, but for who the learner is. */
export interface Drafts {
  readonly completion: Draft<Completion> | null;
  readonly score: Draft<Score> | null;
  readonly skills: readonly Draft<SkillEvidence>[];
  readonly credentials: readonly Draft<Credential>[];
}

/** What a statement of a known learner leads to. */
export interface Told {
  readonly completion: Completion | null;
  readonly score: Score | null;
  readonly skills: readonly SkillEvidence[];
  readonly credentials: readonly Credential[];
}

export const NOTHING_TOLD: Told = { completion: null, score: null, skills: [], credentials: [] };

/** Makes drafts those of one member. */
export const toldOf = (
  { completion, score, skills, credentials }: Drafts,
  { member_id, known_as }: KnownLearner,
  origin: Coordinates,
): Told => {
  const known = { ...NO_WITHDRAWAL, member_id, known_as, origin };
  return {
    completion: completion && { ...completion, ...known },
    score: score && { ...score, ...known },
    skills: skills.map((skill) => ({ ...skill, ...known })),
    credentials: credentials.map((credential) => ({ ...credential, ...known })),
  };
};

/** The records to publish, in the order in which consumers are used to them. */
export const outputsOf = ({ completion, score, skills, credentials }: Told): readonly OutputRecord[] => {
  const records: OutputRecord[] = [];
  if (completion) records.push(memberRecord('marketplace.completion', completion));
  if (score) records.push(memberRecord('marketplace.score', score));
  for (const skill of skills) records.push(memberRecord('marketplace.skill', skill));
  for (const credential of credentials) records.push(memberRecord('marketplace.credential', credential));
  return records;
};
