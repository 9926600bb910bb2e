import type { CourseEvidence, ExpectedStanding, Facts } from './expectation.ts';

/** One enrollment: from its first active change on, until the next begins. */
interface Period {
  last: CourseEvidence;
  learned: CourseEvidence | null;
  /** Whether a completion in it was taken back. */
  is_voided: boolean;
}

interface History {
  /** The last completion before the first enrollment. */
  early: CourseEvidence | null;
  /** Whether a completion before the first enrollment was taken back. */
  is_early_voided: boolean;
  period: Period | null;
  periods: number;
}

/** Lives through all that happened, in the order in which it did; what was voided counts as if it had been so at once. */
const live = (evidence: readonly CourseEvidence[]): History => {
  const history: History = { early: null, is_early_voided: false, period: null, periods: 0 };
  const voided = new Set(evidence.flatMap(({ says, word }) => (says === 'voided' ? [word] : [])));
  const told = evidence.filter(({ says }) => says !== 'voided');
  for (const one of told.toSorted((a, b) => a.at_ms - b.at_ms)) {
    const { period } = history;
    if (one.says === 'learned' && voided.has(one.word)) {
      if (period) period.is_voided = true;
      else history.is_early_voided = true;
    } else if (one.says === 'learned') {
      if (period) period.learned = one;
      else history.early = one;
    } else if (period && !(one.says === 'active' && period.last.says !== 'active')) {
      period.last = one;
    } else {
      history.period = { last: one, learned: null, is_voided: false };
      history.periods += 1;
    }
  }
  return history;
};

const enrollmentFacts = (last: CourseEvidence, learned: CourseEvidence | null): Facts => {
  const { says, word, source, at_ms } = last;
  const completed = learned !== null && says !== 'dropped';
  return {
    course_id: last.course_id,
    enrollment_state: completed ? 'completed' : says,
    source_status: word,
    source,
    changed_at: completed && says === 'active' ? Math.max(at_ms, learned.at_ms) : at_ms,
    ...(completed ? { 'completion_evidence.statement_id': learned.word } : { completion_evidence: null }),
  };
};

const driftKind = (
  { early, period, periods }: History,
  learned: CourseEvidence | null,
  is_voided: boolean | undefined,
): string | null => {
  if (period === null) return early === null ? null : 'completion_without_enrollment';
  switch (period.last.says) {
    case 'active':
      return learned === null && early !== null && periods === 1 ? 'completion_before_enrollment' : null;
    case 'completed':
      if (learned !== null) return null;
      return is_voided ? 'completion_withdrawn' : 'completion_missing';
    default:
      if (learned === null) return null;
      return learned.at_ms > period.last.at_ms ? 'completion_after_drop' : 'dropped_after_completion';
  }
};

/**
 * Where a person stands in a course once all is known, and how enrollment and learning disagree: told from how things
 * happened, where the enrollment service goes by what it hears.
 * @param evidence all there is of one person in one course; what was sent twice may be in it twice
 */
export const standingsInCourse = (evidence: readonly CourseEvidence[]): readonly ExpectedStanding[] => {
  const [{ person, course_id: item }] = evidence as [CourseEvidence];
  const history = live(evidence);
  const { early, is_early_voided, period, periods } = history;
  // Who finished before the first enrollment that we know of may have had one before.
  const learned = period?.learned ?? (periods === 1 && period?.last.says !== 'active' ? early : null);
  const kind = driftKind(history, learned, period?.is_voided || (periods === 1 && is_early_voided));
  const standing = { person, item, version: [] };
  return [
    ...(period
      ? [{ ...standing, topic: 'marketplace.enrollment' as const, facts: enrollmentFacts(period.last, learned) }]
      : []),
    ...(kind === null ? [] : [{ ...standing, topic: 'marketplace.enrollment-drift' as const, facts: { kind } }]),
  ];
};
