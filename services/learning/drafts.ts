import type { Completion, Credential, SkillEvidence } from '../../schemas/types.generated.ts';
import type { Coordinates, OutputRecord } from '../runtime/service.ts';

/** A record as it will be published, but for who it is about and what caused it. */
export type Draft<T> = Omit<T, keyof Learner | 'origin' | keyof typeof NO_WITHDRAWAL>;

/** Who a record is about: the member, and who that would be but for a merge of workers. */
export type Learner = Pick<Completion, 'member_id' | 'known_as'>;

/** A statement adds to what is known; taking back is what the voiding service does. */
const NO_WITHDRAWAL = { withdraws: null, voided_by: null } as const;

/** What a statement leads to, but for who the learner is. */
export interface Drafts {
  readonly completion: Draft<Completion> | null;
  readonly skills: readonly Draft<SkillEvidence>[];
  readonly credentials: readonly Draft<Credential>[];
}

/** Output records of one member. */
export const publish = (
  { completion, skills, credentials }: Drafts,
  { member_id, known_as }: Learner,
  origin: Coordinates,
): readonly OutputRecord[] => {
  const records: OutputRecord[] = [];
  if (completion) {
    records.push({
      topic: 'marketplace.completion',
      key: member_id,
      value: { ...completion, ...NO_WITHDRAWAL, member_id, known_as, origin },
    });
  }
  for (const skill of skills) {
    const value = { ...skill, ...NO_WITHDRAWAL, member_id, known_as, origin };
    records.push({ topic: 'marketplace.skill', key: member_id, value });
  }
  for (const credential of credentials) {
    const value = { ...credential, ...NO_WITHDRAWAL, member_id, known_as, origin };
    records.push({ topic: 'marketplace.credential', key: member_id, value });
  }
  return records;
};
