import type { RegistrationStanding } from '../../../schemas/types.generated.ts';
import type { Told } from '../drafts.ts';
import type { Verdict } from './verdicts.ts';

/** A verdict as the registration remembers it; null: the statement does not count. */
export const standingOf = (verdict: Verdict): RegistrationStanding | null => {
  if (verdict.kind !== 'counts') return null;
  const { satisfaction } = verdict;
  if (satisfaction === null) return { satisfied: null, since: null, passed_before: false };
  if (!satisfaction.satisfied) return { satisfied: false, since: null, passed_before: false };
  return satisfaction;
};

/**
 * What a statement leads to that counts. One that does not satisfy its activity completes nothing; a pass stays a pass.
 * @param told what it leads to by itself
 */
export const judged = (told: Told, { satisfied, since, passed_before }: RegistrationStanding): Told => {
  const { completion, skills } = told;
  if (satisfied === null || completion === null) return told;
  if (!satisfied) return completion.success === true ? told : { ...told, completion: null, skills: [] };
  const completed_at = since ?? completion.completed_at;
  return {
    ...told,
    completion: { ...completion, learning_completed: true, completed_at },
    // The pass was evidence of the skills already.
    skills: passed_before ? [] : skills.map((skill) => ({ ...skill, observed_at: completed_at })),
  };
};
