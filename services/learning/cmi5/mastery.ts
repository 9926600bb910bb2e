import type { Rejected } from '../../runtime/service.ts';
import type { LearningErrorCode } from '../error-codes.ts';
import type { Cmi5Fact } from './fact.ts';

const rejected = (code: LearningErrorCode, reason: string): Rejected => ({
  kind: 'rejected',
  code,
  reason,
  path: '$.result.score.scaled',
});
const BELOW = rejected(
  'cmi5_mastery_score',
  'expected a scaled score of at least the masteryScore where the verb is passed (cmi5 9.3.4)',
);
const NOT_BELOW = rejected(
  'cmi5_mastery_score',
  'expected a scaled score below the masteryScore where the verb is failed (cmi5 9.3.5)',
);

/**
 * A verb that contradicts its score: an LMS must void such a statement (cmi5 6.3), so it does not count.
 * @param mastery_score of the statement, else of the launch; null: none is set
 */
export const masteryFault = (
  { role, scaled }: Pick<Cmi5Fact, 'role' | 'scaled'>,
  mastery_score: number | null,
): Rejected | null => {
  if (scaled === null || mastery_score === null) return null;
  if (role === 'passed' && scaled < mastery_score) return BELOW;
  if (role === 'failed' && scaled >= mastery_score) return NOT_BELOW;
  return null;
};
