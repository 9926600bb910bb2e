import type { LearningRule } from './types.ts';

/**
 * Whether an activity counts as completed. What the statement says goes before what its verb implies.
 * @param said `learning_completed` of the completion field map: `result.completion`, or null where the statement is silent
 */
export const isCompleted = (rule: LearningRule, said: boolean | null): boolean =>
  rule.completed === 'false' ? false : (said ?? rule.completed === 'true');

/**
 * Whether an activity counts as passed; null when neither statement nor verb says so.
 * @param said `success` of the completion field map: `result.success`, or null where the statement is silent
 */
export const successOf = (rule: LearningRule, said: boolean | null): boolean | null => {
  if (said !== null) return said;
  return rule.success === 'from_result' ? null : rule.success === 'true';
};
