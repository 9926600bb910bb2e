import { isDeepStrictEqual } from 'node:util';
import type { RegisteredStatement, Registration } from '../../../schemas/types.generated.ts';
import type { OutputRecord } from '../../runtime/service.ts';
import { NOTHING_TOLD, type Told } from '../drafts.ts';
import { type Cause, change, standingOutputs, standingTold } from './change.ts';
import { standingOf } from './judged.ts';
import { type Verdict, verdictsOf } from './verdicts.ts';

/** Statements of one activity in one registration that are kept: more than anybody's launches and attempts together. */
export const STATEMENTS_MAX = 64;

export const NEW_REGISTRATION: Registration = { noted_at: 0, learner: null, statements: [] };

/** A registration after a piece of news. */
export interface Decided {
  readonly statements: readonly RegisteredStatement[];
  /** One for each statement, in their order. */
  readonly verdicts: readonly Verdict[];
  /** What the news changes for the marketplace. */
  readonly records: readonly OutputRecord[];
}

/** A registration that keeps no more statements than it may. */
interface Bounded extends Decided {
  /** The statement that made room for the new one; null where there was room. */
  readonly left: RegisteredStatement | null;
}

/** Equal in content: what was read from a topic has other prototypes than what was just made. */
const isSame = (a: Told, b: Told): boolean => isDeepStrictEqual(structuredClone(a), structuredClone(b));

const ruleOf = (verdict: Verdict, cause: Cause): Cause =>
  verdict.kind === 'ignored' ? { ...cause, rule: verdict.rule } : cause;

/**
 * Decides anew which statements count, and tells what that changes.
 * @param cause the statement that is told, or by which another one is voided
 * @param told_again what is known of the one that is told, where it was told before
 */
const decide = (
  statements: readonly RegisteredStatement[],
  cause: Cause,
  told_again: RegisteredStatement | null = null,
): Decided => {
  const verdicts = verdictsOf(statements);
  const records: OutputRecord[] = [];
  const decided = statements.map((statement, i): RegisteredStatement => {
    const { statement_id, assertions } = statement;
    const verdict = verdicts[i]!;
    const isAgain = statement_id === told_again?.statement_id;
    const after = { ...statement, standing: standingOf(verdict) };
    const was = standingTold(isAgain ? told_again : statement);
    const is = standingTold(after);
    if (isSame(was, is)) {
      if (isAgain) records.push(...standingOutputs(after));
      return after;
    }
    records.push(...change(statement_id, was, is, assertions, ruleOf(verdict, cause)));
    return { ...after, assertions: assertions + 1 };
  });
  return { statements: decided, verdicts, records };
};

const isResult = ({ role }: RegisteredStatement): boolean => role !== 'launched' && role !== 'abandoned';

/**
 * Keeps as many statements as may be kept. Only what has no say in what the others count for may go: of that the oldest which
 * publishes nothing, else the oldest failure.
 * @param decided the newest last
 * @returns null when all are wanted
 */
const bounded = ({ statements, verdicts, records }: Decided): Bounded | null => {
  if (statements.length <= STATEMENTS_MAX) return { statements, verdicts, records, left: null };
  const hasNoSay = (i: number): boolean =>
    isDeepStrictEqual(verdictsOf(statements.toSpliced(i, 1)), verdicts.toSpliced(i, 1));
  const earlier = statements.slice(0, -1);
  const quiet = earlier.findIndex((each, i) => (!isResult(each) || verdicts[i]!.kind !== 'counts') && hasNoSay(i));
  const i = quiet >= 0 ? quiet : earlier.findIndex(({ role }, at) => role === 'failed' && hasNoSay(at));
  if (i < 0) return null;
  return { statements: statements.toSpliced(i, 1), verdicts: verdicts.toSpliced(i, 1), records, left: statements[i]! };
};

/**
 * Adds a statement. Told again, as a replay does, it keeps its place, and what stands of it is published again.
 * @returns null when the registration is full
 */
export const withStatement = (known: Registration, self: RegisteredStatement, cause: Cause): Bounded | null => {
  const before = known.statements.find(({ statement_id }) => statement_id === self.statement_id);
  if (before === undefined) return bounded(decide([...known.statements, self], cause));
  const { assertions, standing } = before;
  const statements = known.statements.map((each) => (each === before ? { ...self, assertions, standing } : each));
  return { ...decide(statements, cause, before), left: null };
};

/**
 * Leaves a statement out as if it had never been told.
 * @returns with what takes back what stood of it, apart from what that changes for others; null where it is not known
 */
export const withoutStatement = (
  known: Registration,
  statement_id: string,
  cause: Cause,
): (Decided & { readonly withdrawals: readonly OutputRecord[] }) | null => {
  const voided = known.statements.find((each) => each.statement_id === statement_id);
  if (voided === undefined) return null;
  const others = known.statements.filter((each) => each !== voided);
  const withdrawals = change(statement_id, standingTold(voided), NOTHING_TOLD, voided.assertions, cause);
  return { ...decide(others, cause), withdrawals };
};
