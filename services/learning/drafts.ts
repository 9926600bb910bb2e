import type { Completion, Credential, SkillEvidence } from '../../schemas/types.generated.ts';
import type { Coordinates, OutputRecord } from '../runtime/service.ts';

/** A record as it will be published, but for who it is about and what caused it. */
export type Draft<T> = Omit<T, 'member_id' | 'origin'>;

/** What a statement leads to, but for who the learner is. */
export interface Drafts {
  readonly completion: Draft<Completion> | null;
  readonly skills: readonly Draft<SkillEvidence>[];
  readonly credentials: readonly Draft<Credential>[];
}

/** Output records of one member. */
export const publish = (
  { completion, skills, credentials }: Drafts,
  member_id: string,
  origin: Coordinates,
): readonly OutputRecord[] => {
  const records: OutputRecord[] = [];
  if (completion) {
    records.push({
      topic: 'marketplace.completion',
      key: member_id,
      value: { ...completion, member_id, origin },
    });
  }
  for (const skill of skills) {
    records.push({ topic: 'marketplace.skill', key: member_id, value: { ...skill, member_id, origin } });
  }
  for (const credential of credentials) {
    records.push({ topic: 'marketplace.credential', key: member_id, value: { ...credential, member_id, origin } });
  }
  return records;
};
