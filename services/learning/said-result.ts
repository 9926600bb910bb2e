import type { ActivityKind, Mappings } from '../../mappings/index.ts';
import { activityKindOf } from './activity-kind.ts';
import type { Result, Statement } from './xapi/types.ts';

/** Whether a result says that the activity is completed, passed or failed, or has a score. That it is not completed says nothing new. */
export const saysResult = (result: Result | undefined): boolean =>
  result !== undefined && (result.completion === true || result.success !== undefined || result.score !== undefined);

/** Kinds of which a rule that ignores them means their results, too: what is answered, tried or played is no course. */
const WITHOUT_RESULT: ReadonlySet<ActivityKind | null> = new Set(['question', 'attempt', 'media']);

/**
 * What to add to the name under which an ignored statement is counted, so that a result which no rule reads is seen: that an activity is
 * completed, or, where its kind is unknown, passed or failed. Empty where there is none.
 */
export const unreadResult = (statement: Statement, mappings: Pick<Mappings, 'activityKind'>): string => {
  const { result } = statement;
  if (result === undefined || (result.completion !== true && result.success === undefined)) return '';
  const kind = activityKindOf(statement, mappings);
  if (WITHOUT_RESULT.has(kind)) return '';
  return result.completion === true || kind === null ? '/with-result' : '';
};
