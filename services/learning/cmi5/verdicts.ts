import type { MoveOn, RegisteredStatement } from '../../../schemas/types.generated.ts';
import type { Rejected } from '../../runtime/service.ts';
import { masteryFault } from './mastery.ts';

/** What a statement counts for among the others of its registration. */
export type Verdict =
  /** For nothing, by a rule of cmi5. */
  | { readonly kind: 'ignored'; readonly rule: Cmi5IgnoreRule }
  /** It contradicts itself. */
  | Rejected
  /** `satisfaction` null: moveOn says nothing of it. */
  | { readonly kind: 'counts'; readonly satisfaction: Satisfaction | null };

/** Whether the activity is satisfied, and since when; epoch milliseconds. */
export type Satisfaction =
  | { readonly satisfied: false }
  | {
      readonly satisfied: true;
      readonly since: number;
      /** The pass stands beside it, and is evidence of the skills. */
      readonly passed_before: boolean;
    };

/** Names under which statements that do not count are counted; they never change their meaning. */
export const cmi5IgnoreRules = {
  'cmi5-allowed': 'Told of the launched activity in its session, but outside the definitions of cmi5 (cmi5 7.1.3).',
  'cmi5-again': 'Completed, passed, waived or satisfied a second time in a registration (cmi5 9.3).',
  'cmi5-failed-after-passed': 'Failed after the same registration was passed (cmi5 9.3).',
  'cmi5-session-abandoned': 'Told in a session after it was abandoned (cmi5 9.3.6).',
  'cmi5-not-for-credit': 'Told in a session that was launched to browse or review (cmi5 10.2.2).',
  'cmi5-registration-full': 'More statements of one activity in one registration than are kept.',
} as const satisfies Record<string, string>;
export type Cmi5IgnoreRule = keyof typeof cmi5IgnoreRules;

const counts = (satisfaction: Satisfaction | null = null): Verdict => ({ kind: 'counts', satisfaction });
const ignored = (rule: Cmi5IgnoreRule): Verdict => ({ kind: 'ignored', rule });

const UNSATISFIED: Satisfaction = { satisfied: false };

/** A completed or passed statement that counts, its place in the order of arrival, and the criterion under which it was told. */
interface Result {
  readonly role: 'completed' | 'passed';
  readonly at: number;
  readonly i: number;
  readonly move_on: MoveOn | null;
}

/**
 * Whether a completed or passed activity is satisfied (13.1.4, moveOn). An activity without known criterion is read as its
 * verbs say: completed completes it. Where it takes both, the second to come says so, or the only one that was told under
 * this criterion.
 */
const satisfactionBy = ({ role, at, i, move_on }: Result, other: Result | undefined): Satisfaction | null => {
  switch (move_on) {
    case 'Passed':
      return role === 'passed' ? { satisfied: true, since: at, passed_before: false } : UNSATISFIED;
    case 'CompletedOrPassed':
      return { satisfied: true, since: at, passed_before: false };
    case 'CompletedAndPassed':
      if (other === undefined || (other.i > i && other.move_on === move_on)) return UNSATISFIED;
      return { satisfied: true, since: Math.max(at, other.at), passed_before: role === 'completed' };
    default:
      return null;
  }
};

const newest = (statements: readonly RegisteredStatement[]): RegisteredStatement | null =>
  statements.reduce<RegisteredStatement | null>(
    (last, each) => (last === null || each.at >= last.at ? each : last),
    null,
  );

/** The launch under which a statement was told: that of its session, else the newest before it. */
const launchOf = (
  launches: readonly RegisteredStatement[],
  { session_id, at }: RegisteredStatement,
): RegisteredStatement | null => {
  const own = session_id === null ? [] : launches.filter((launch) => launch.session_id === session_id);
  return newest(own) ?? newest(launches.filter((launch) => launch.at <= at));
};

/** A session whose results do not count, whatever they are. */
const sessionRule = (
  { session_id, at }: RegisteredStatement,
  launch: RegisteredStatement | null,
  abandoned: readonly RegisteredStatement[],
): Cmi5IgnoreRule | null => {
  if (session_id === null) return null;
  if (abandoned.some((end) => end.session_id === session_id && at > end.at)) return 'cmi5-session-abandoned';
  return launch?.session_id === session_id && !launch.for_credit ? 'cmi5-not-for-credit' : null;
};

/**
 * Decides which statements of a registration and activity count (cmi5 9.3). A function of all of them, so that one which is
 * voided is left out and the others count as if it had never been told. Of those that may be told only once, the one that
 * came first counts, as in an LMS that refuses the second. For the rest, order is that of the timestamps: a failure
 * after the pass does not count, however they come; neither does what a session tells after it was abandoned.
 * @param statements in the order in which they came
 * @returns a verdict for each, in the same order
 */
export const verdictsOf = (statements: readonly RegisteredStatement[]): readonly Verdict[] => {
  const launches = statements.filter(({ role }) => role === 'launched');
  const abandoned = statements.filter(({ role }) => role === 'abandoned');
  const results: Partial<Record<Result['role'], Result>> = {};
  let is_waived = false;

  /** A unit is completed, a block or course satisfied: of either, and of passed ones, the first counts. */
  const first = (role: Result['role'], at: number, i: number, move_on: MoveOn | null): Verdict => {
    if (results[role] !== undefined) return ignored('cmi5-again');
    results[role] = { role, at, i, move_on };
    return counts();
  };

  const decide = (self: RegisteredStatement, i: number): Verdict => {
    const { role, at } = self;
    if (role === 'launched' || role === 'abandoned') return counts();
    if (role === 'satisfied') return first('completed', at, i, null);
    if (role === 'waived') {
      if (is_waived) return ignored('cmi5-again');
      is_waived = true;
      return counts();
    }
    const launch = launchOf(launches, self);
    const rule = sessionRule(self, launch, abandoned);
    if (rule !== null) return ignored(rule);
    const fault = masteryFault(self, self.mastery_score ?? launch?.mastery_score ?? null);
    if (fault !== null) return fault;
    return role === 'failed' ? counts() : first(role, at, i, launch?.move_on ?? null);
  };

  const verdicts = statements.map(decide);
  const { completed, passed } = results;
  if (completed !== undefined) verdicts[completed.i] = counts(satisfactionBy(completed, passed));
  if (passed !== undefined) verdicts[passed.i] = counts(satisfactionBy(passed, completed));
  return verdicts.map((verdict, i) => {
    const isLate = passed !== undefined && statements[i]!.role === 'failed' && statements[i]!.at > passed.at;
    return isLate && verdict.kind === 'counts' ? ignored('cmi5-failed-after-passed') : verdict;
  });
};
