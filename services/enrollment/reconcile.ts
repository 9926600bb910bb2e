import type {
  Enrollment,
  EnrollmentDrift,
  EnrollmentJournal,
  ResolvedEnrollment,
} from '../../schemas/types.generated.ts';
import type { Outcome, OutputRecord } from '../runtime/service.ts';
import { driftOf } from './drift.ts';
import { addEvidence, type Evidence } from './evidence.ts';
import { standingKey, standingOf } from './standing.ts';
import { viewsOf } from './views.ts';

type JournalDrift = EnrollmentJournal['drift'];

const NOTHING_KNOWN: Evidence = { changes: [], completions: [] };

const write = {
  journal: (key: string, value: EnrollmentJournal): OutputRecord => ({ topic: 'enrollment.journal', key, value }),
  standing: (key: string, value: Enrollment): OutputRecord => ({ topic: 'marketplace.enrollment', key, value }),
  drift: (key: string, value: EnrollmentDrift): OutputRecord => ({ topic: 'marketplace.enrollment-drift', key, value }),
  driftEnded: (key: string): OutputRecord => ({
    topic: 'marketplace.enrollment-drift',
    key,
    value: null,
    tombstone: 'ended',
  }),
};

/** Coming back is a standing like any other: the newest change decides, whatever it follows. */
const ruleOf = (next: ResolvedEnrollment, before: Enrollment | null, after: Enrollment | null): string => {
  if (after === null || after.event_id === before?.event_id) {
    return next.completion === null ? 'older-than-current' : 'completion-noted';
  }
  if (after.rule === 'completed-by-learning') return after.rule;
  const isBack = before !== null && before.enrollment_state !== 'active' && after.enrollment_state === 'active';
  return isBack && next.completion === null ? 're-enrolled' : `enrollment-${after.enrollment_state}`;
};

const isOpen = (drift: JournalDrift): boolean => drift !== null && drift.due_at === null;

/** What is remembered of a disagreement: it waits for its time anew when its kind changes, and stays open otherwise. */
const nextDrift = (before: JournalDrift, found: EnrollmentDrift | null, due_at: number): JournalDrift => {
  if (found === null) return null;
  const { event_id, kind } = found;
  return { event_id, kind, due_at: before?.kind === kind ? before.due_at : due_at };
};

/**
 * Adds a change or a completion to what is known, and says what follows: the standing, if it is another one, and that a
 * drift record is closed, or says something else. One is opened by `openDrift` only, once the grace period is over.
 * @param seen_at_ms when the record came in: the grace period counts from here, so that catching up opens nothing early
 */
export const reconcile = (
  journal: EnrollmentJournal | null,
  next: ResolvedEnrollment,
  seen_at_ms: number,
  grace_ms: number,
): Outcome => {
  const known = journal ?? NOTHING_KNOWN;
  const evidence = addEvidence(known, next);
  if (evidence === null) return { kind: 'published', rule: 'no-change', records: [] };
  const key = standingKey(next);
  const views = viewsOf(evidence);
  const before = standingOf(viewsOf(known));
  const after = standingOf(views);
  const found = driftOf(views);
  const drift = nextDrift(journal?.drift ?? null, found, seen_at_ms + grace_ms);

  const records: OutputRecord[] = [write.journal(key, { ...evidence, drift })];
  if (after !== null && after.event_id !== before?.event_id) records.push(write.standing(key, after));
  const was_open = isOpen(journal?.drift ?? null);
  if (was_open && !isOpen(drift)) records.push(write.driftEnded(key));
  if (found !== null && isOpen(drift) && drift?.event_id !== journal?.drift?.event_id) {
    records.push(write.drift(key, found));
  }
  return { kind: 'published', rule: ruleOf(next, before, after), records };
};

/** Publishes the drift record of a disagreement that has outlasted the grace period. */
export const openDrift = (key: string, journal: EnrollmentJournal): readonly OutputRecord[] => {
  const found = driftOf(viewsOf(journal));
  if (found === null || journal.drift === null) throw new Error('a journal entry is due without a disagreement');
  return [write.journal(key, { ...journal, drift: { ...journal.drift, due_at: null } }), write.drift(key, found)];
};
