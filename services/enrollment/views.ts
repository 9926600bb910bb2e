import type { ResolvedEnrollment } from '../../schemas/types.generated.ts';
import type { Evidence, LearnedCompletion } from './evidence.ts';

/**
 * What enrollment and learning say of a member in a course at this moment. A period of enrollment begins with the first
 * active change after an end, and ends with a completion or drop; the current period is the one of the newest change.
 */
export interface Views {
  /** The newest change: what the enrollment says. */
  readonly newest: ResolvedEnrollment | null;
  /** End of the period before the current one. */
  readonly previous_end: ResolvedEnrollment | null;
  /** The newest completion of the current period that stands: what learning says. */
  readonly completion: LearnedCompletion | null;
  /** The newest completion that stands and is of no enrollment, or of an earlier time than the current one. */
  readonly stray: LearnedCompletion | null;
  /** The newest completion of the current period that was taken back. */
  readonly taken_back: LearnedCompletion | null;
  /** Event ids of all completions that were taken back. */
  readonly withdrawn: readonly string[];
}

interface Period {
  /** Null when it has no active change: its beginning is not known. */
  readonly began_at: number | null;
  readonly previous_end: ResolvedEnrollment | null;
}

const currentPeriod = (changes: Evidence['changes']): Period => {
  let began_at: number | null = null;
  let previous_end: ResolvedEnrollment | null = null;
  let end: ResolvedEnrollment | null = null;
  for (const change of changes.toReversed()) {
    if (change.enrollment_state !== 'active') {
      end = change;
      continue;
    }
    if (end !== null) [previous_end, end, began_at] = [end, null, change.changed_at];
    began_at ??= change.changed_at;
  }
  return { began_at, previous_end };
};

/**
 * Whether a completion is of the current period. Who completed before being enrolled for the first time may have done so in
 * an enrollment that we never heard of: that counts when the enrollment says completed too, and does not end one that is
 * still active.
 */
const isOfPeriod = (
  completion: ResolvedEnrollment,
  newest: ResolvedEnrollment,
  { began_at, previous_end }: Period,
): boolean => {
  if (began_at === null || completion.changed_at >= began_at) return true;
  return previous_end === null && newest.enrollment_state !== 'active';
};

/** Whether a revocation that names no completion takes this one back. */
const withdrawsEarlier = (revocation: LearnedCompletion, told: LearnedCompletion): boolean =>
  revocation.completion.withdraws_earlier &&
  revocation.source === told.source &&
  revocation.changed_at >= told.changed_at;

/** What follows from the evidence, whatever order it came in. */
export const viewsOf = ({ changes, completions }: Evidence): Views => {
  const [newest = null] = changes;
  const period = currentPeriod(changes);
  const isCurrent = (completion: ResolvedEnrollment): boolean =>
    newest !== null && isOfPeriod(completion, newest, period);
  const learned = completions as readonly LearnedCompletion[];
  const asserted = learned.filter(({ completion }) => completion.asserted);
  const isWithdrawn = (told: LearnedCompletion): boolean =>
    told.completion.withdrawn || learned.some((revocation) => withdrawsEarlier(revocation, told));
  const standing = asserted.filter((told) => !isWithdrawn(told));
  const withdrawn = asserted.filter(isWithdrawn);
  return {
    newest,
    previous_end: period.previous_end,
    completion: standing.find(isCurrent) ?? null,
    stray: standing.find((completion) => !isCurrent(completion)) ?? null,
    taken_back: withdrawn.find(isCurrent) ?? null,
    withdrawn: withdrawn.map(({ completion }) => completion.completion_event_id),
  };
};
