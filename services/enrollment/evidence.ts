import type { EnrollmentJournal, EnrollmentState, ResolvedEnrollment } from '../../schemas/types.generated.ts';

/** What is known of a member in a course, newest first. */
export type Evidence = Pick<EnrollmentJournal, 'changes' | 'completions'>;

/** A completion on its way to its standing. */
export type LearnedCompletion = ResolvedEnrollment & {
  readonly completion: NonNullable<ResolvedEnrollment['completion']>;
};

/** So many changes, and so many completions, are kept of one member in one course; an entry has about 400 bytes. */
export const KEPT_MAX = 32;

/** What stands when a course was left in two ways at the same millisecond: having finished says most. */
const RANK: Record<EnrollmentState, number> = { active: 0, dropped: 1, completed: 2 };

const idOf = ({ event_id, completion }: ResolvedEnrollment): string => completion?.completion_event_id ?? event_id;

/**
 * Total order of changes, and of completions: by the time at the source, then by state, then by id. So the same evidence
 * stands in the same order whenever it arrived.
 * @returns below zero when `a` is newer, zero only for the same one
 */
const newestFirst = (a: ResolvedEnrollment, b: ResolvedEnrollment): number => {
  if (a.changed_at !== b.changed_at) return b.changed_at - a.changed_at;
  if (a.enrollment_state !== b.enrollment_state) return RANK[b.enrollment_state] - RANK[a.enrollment_state];
  return idOf(a) > idOf(b) ? -1 : Number(idOf(a) < idOf(b));
};

/**
 * Drops what says least once there is too much: the oldest that repeats the state of both its neighbours, such as one more
 * "in progress"; else the oldest.
 */
const shed = (entries: readonly ResolvedEnrollment[]): readonly ResolvedEnrollment[] => {
  if (entries.length <= KEPT_MAX) return entries;
  const state = (index: number) => entries[index]?.enrollment_state;
  const repeat = entries.findLastIndex((_, i) => state(i - 1) === state(i) && state(i + 1) === state(i));
  return entries.toSpliced(repeat < 0 ? -1 : repeat, 1);
};

/**
 * Puts together what is known of one change or completion: a completion that was taken back stays so, even when its first word
 * comes later.
 * @returns `known` itself when the other says nothing new
 */
const merged = (known: ResolvedEnrollment, next: ResolvedEnrollment): ResolvedEnrollment => {
  if (known.completion === null || next.completion === null) return known;
  const asserted = known.completion.asserted || next.completion.asserted;
  const withdrawn = known.completion.withdrawn || next.completion.withdrawn;
  if (asserted === known.completion.asserted && withdrawn === known.completion.withdrawn) return known;
  // A withdrawal does not repeat all that the completion said.
  const told = next.completion.asserted ? next : known;
  return { ...told, completion: { ...told.completion!, asserted, withdrawn } };
};

const insert = (
  entries: readonly ResolvedEnrollment[],
  next: ResolvedEnrollment,
): readonly ResolvedEnrollment[] | null => {
  const known = entries.find((entry) => idOf(entry) === idOf(next));
  const entry = known === undefined ? next : merged(known, next);
  if (entry === known) return null;
  return shed([...entries.filter((other) => other !== known), entry].sort(newestFirst));
};

/** Adds a change or a completion. @returns null when it says nothing new */
export const addEvidence = ({ changes, completions }: Evidence, next: ResolvedEnrollment): Evidence | null => {
  const entries = insert(next.completion === null ? changes : completions, next);
  if (entries === null) return null;
  return next.completion === null ? { changes: entries, completions } : { changes, completions: entries };
};
