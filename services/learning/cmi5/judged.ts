import type { Completion, RegistrationStanding, Score, SkillEvidence } from '../../../schemas/types.generated.ts';
import { evidenceOf } from '../../marketplace/evidence.ts';
import { completionId, type Told } from '../drafts.ts';
import type { Verdict } from './verdicts.ts';

/** A verdict as the registration remembers it; null: the statement does not count. */
export const standingOf = (verdict: Verdict): RegistrationStanding | null => {
  if (verdict.kind !== 'counts') return null;
  const { satisfaction } = verdict;
  if (satisfaction === null) return { satisfied: null, since: null, passed_before: false };
  if (!satisfaction.satisfied) return { satisfied: false, since: null, passed_before: false };
  return satisfaction;
};

/** Skills as evidence of what the statement led to. */
const shownBy = (
  skills: readonly SkillEvidence[],
  completion: Completion | null,
  score: Score | null,
): readonly SkillEvidence[] =>
  skills.map((skill) => ({
    ...skill,
    evidence: evidenceOf(skill.evidence.statement_id, completion, score),
    observed_at: completion?.completed_at ?? skill.observed_at,
  }));

/** A pass completes the activity where moveOn says so: cmi5 sends nothing else of it. */
const completionBy = ({
  score,
  grading_scale: _,
  attempt: __,
  assessed_at,
  event_id: score_event_id,
  ...activity
}: Score): Completion => ({
  ...activity,
  event_id: completionId(activity.statement_id),
  learning_completed: true,
  completed_at: assessed_at,
  score_event_id,
  waived_reason: null,
});

/**
 * What a statement leads to that counts. One that does not satisfy its activity completes nothing; a pass stays a pass.
 * @param told what it leads to by itself
 */
export const judged = (told: Told, { satisfied, since, passed_before }: RegistrationStanding): Told => {
  const { score, skills } = told;
  if (satisfied === null) return told;
  if (!satisfied)
    return { ...told, completion: null, skills: score?.success === true ? shownBy(skills, null, score) : [] };
  const completed = told.completion ?? (score && completionBy(score));
  if (completed === null) return told;
  const completion = { ...completed, completed_at: since ?? completed.completed_at };
  // The pass was evidence of the skills already.
  return { ...told, completion, skills: passed_before ? [] : shownBy(skills, completion, score) };
};
