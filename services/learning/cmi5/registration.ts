import type { MoveOn, Registration, RegistrationFact } from '../../../schemas/types.generated.ts';
import type { Rejected } from '../../runtime/service.ts';
import type { Cmi5Fact } from './fact.ts';
import { masteryFault } from './mastery.ts';

/** What a statement changes in its registration. */
export type RegistrationVerdict =
  /** It does not count, by a rule of cmi5. */
  | { readonly kind: 'ignored'; readonly rule: Cmi5IgnoreRule }
  | Rejected
  | {
      readonly kind: 'counts';
      readonly next: Registration;
      /** What moveOn makes of the activity; null: it says nothing of this statement. */
      readonly satisfied: Satisfaction | null;
      /** Failed statements that turn out to have followed the passed one. */
      readonly withdrawn: readonly RegistrationFact[];
    };

/** Whether the activity is satisfied, and since when; epoch milliseconds. */
export type Satisfaction =
  | { readonly satisfied: false }
  | {
      readonly satisfied: true;
      readonly since: number;
      /** The pass is known already, and was evidence of the skills. */
      readonly passed_before: boolean;
    };

/** Names under which statements that do not count are counted; they never change their meaning. */
export const cmi5IgnoreRules = {
  'cmi5-allowed': 'Told of the launched activity in its session, but outside the definitions of cmi5 (cmi5 7.1.3).',
  'cmi5-again': 'Completed, passed, waived or satisfied a second time in a registration (cmi5 9.3).',
  'cmi5-failed-after-passed': 'Failed after the same registration was passed (cmi5 9.3).',
  'cmi5-session-abandoned': 'Told in a session after it was abandoned (cmi5 9.3.6).',
  'cmi5-not-for-credit': 'Told in a session that was launched to browse or review (cmi5 10.2.2).',
} as const satisfies Record<string, string>;
export type Cmi5IgnoreRule = keyof typeof cmi5IgnoreRules;

export const NEW_REGISTRATION: Registration = {
  launch: null,
  completed: null,
  passed: null,
  waived: null,
  failed: [],
  abandoned: null,
};

/** Attempts that can fail before one passes; of more, the newest are kept. */
const FAILED_MAX = 16;

const counts = (
  next: Registration,
  satisfied: Satisfaction | null = null,
  withdrawn: readonly RegistrationFact[] = [],
): RegistrationVerdict => ({ kind: 'counts', next, satisfied, withdrawn });

const ignored = (rule: Cmi5IgnoreRule): RegistrationVerdict => ({ kind: 'ignored', rule });

const UNSATISFIED: Satisfaction = { satisfied: false };

/**
 * Whether a completed or passed activity is satisfied (13.1.4, moveOn). An activity without known criterion is read as its
 * verbs say: completed completes it.
 */
const satisfactionBy = (
  move_on: MoveOn | null,
  role: 'completed' | 'passed',
  at: number,
  other: number | null,
): Satisfaction | null => {
  switch (move_on) {
    case 'Passed':
      return role === 'passed' ? { satisfied: true, since: at, passed_before: false } : UNSATISFIED;
    case 'CompletedOrPassed':
      return { satisfied: true, since: at, passed_before: false };
    case 'CompletedAndPassed':
      return other === null
        ? UNSATISFIED
        : { satisfied: true, since: Math.max(at, other), passed_before: role === 'completed' };
    default:
      return null;
  }
};

const onLaunched = (known: Registration, fact: Cmi5Fact, at: number): RegistrationVerdict => {
  if (known.launch !== null && known.launch.at > at) return counts(known);
  const { session_id, move_on, mastery_score, for_credit } = fact;
  return counts({ ...known, launch: { at, session_id, move_on, mastery_score, for_credit } });
};

const onAbandoned = (known: Registration, { session_id }: Cmi5Fact, at: number): RegistrationVerdict => {
  if (session_id === null || (known.abandoned !== null && known.abandoned.at > at)) return counts(known);
  return counts({ ...known, abandoned: { session_id, at } });
};

const onPassed = (known: Registration, self: RegistrationFact): RegistrationVerdict => {
  if (known.passed !== null) return ignored('cmi5-again');
  const satisfied = satisfactionBy(known.launch?.move_on ?? null, 'passed', self.at, known.completed?.at ?? null);
  const withdrawn = known.failed.filter(({ at }) => at > self.at);
  const failed = known.failed.filter(({ at }) => at <= self.at);
  return counts({ ...known, passed: self, failed }, satisfied, withdrawn);
};

const onFailed = (known: Registration, self: RegistrationFact): RegistrationVerdict => {
  if (known.passed !== null && self.at > known.passed.at) return ignored('cmi5-failed-after-passed');
  const failed = [...known.failed, self].toSorted((a, b) => a.at - b.at).slice(-FAILED_MAX);
  return counts({ ...known, failed });
};

const onCompleted = (known: Registration, self: RegistrationFact): RegistrationVerdict => {
  if (known.completed !== null) return ignored('cmi5-again');
  const move_on = known.launch?.move_on ?? null;
  return counts({ ...known, completed: self }, satisfactionBy(move_on, 'completed', self.at, known.passed?.at ?? null));
};

/** A session whose results do not count, whatever they are. */
const sessionRule = (known: Registration, { session_id }: Cmi5Fact, at: number): Cmi5IgnoreRule | null => {
  if (session_id === null) return null;
  if (known.abandoned?.session_id === session_id && at > known.abandoned.at) return 'cmi5-session-abandoned';
  return known.launch?.session_id === session_id && !known.launch.for_credit ? 'cmi5-not-for-credit' : null;
};

/**
 * Decides what a statement means among the others of its registration and activity (cmi5 9.3). Order is that of the
 * timestamps: a failed statement that comes late, but happened before the pass, counts; a pass that comes late takes back
 * the failed ones that happened after it. Of two that may be told only once, the one that came first counts, as in an LMS
 * that refuses the second. A launch or an abandoned session that comes late changes only what comes after it.
 * @param self the statement and its time
 */
export const decide = (known: Registration, fact: Cmi5Fact, self: RegistrationFact): RegistrationVerdict => {
  const { role } = fact;
  if (role === 'launched') return onLaunched(known, fact, self.at);
  if (role === 'abandoned') return onAbandoned(known, fact, self.at);
  if (role === 'allowed') return known.launch === null ? counts(known) : ignored('cmi5-allowed');
  if (role === 'waived') return known.waived === null ? counts({ ...known, waived: self }) : ignored('cmi5-again');
  if (role === 'satisfied') {
    return known.completed === null ? counts({ ...known, completed: self }) : ignored('cmi5-again');
  }
  const rule = sessionRule(known, fact, self.at);
  if (rule !== null) return ignored(rule);
  const fault = masteryFault(fact, fact.mastery_score ?? known.launch?.mastery_score ?? null);
  if (fault !== null) return fault;
  switch (role) {
    case 'completed':
      return onCompleted(known, self);
    case 'passed':
      return onPassed(known, self);
    case 'failed':
      return onFailed(known, self);
  }
};
