import type { RegisteredStatement, Voiding } from '../../../schemas/types.generated.ts';
import {
  completionWithdrawal,
  credentialWithdrawal,
  type Stamps,
  skillWithdrawal,
  stampsOf,
} from '../../marketplace/withdrawals.ts';
import { uuidV5 } from '../../people/ids.ts';
import type { OutputRecord } from '../../runtime/service.ts';
import { NOTHING_TOLD, outputsOf, type Told } from '../drafts.ts';
import { judged } from './judged.ts';

/** The statement by which another one counts or counts no longer, and the rule that says so. */
export type Cause = Omit<Voiding, 'source'>;

interface Named {
  readonly event_id: string;
}

/** Ids of the records of a statement the `n`th time that it counts, from 0: those of its drafts at first, others later. */
const named = (event_id: string, n: number): string => (n === 0 ? event_id : uuidV5(`${event_id}|${n}`));

const renamed = <R extends Named>(record: R, n: number): R => ({ ...record, event_id: named(record.event_id, n) });

const asserted = ({ completion, skills, credentials }: Told, n: number): Told => ({
  completion: completion && renamed(completion, n),
  skills: skills.map((skill) => {
    const completion_event_id = named(skill.evidence.completion_event_id, n);
    return { ...renamed(skill, n), evidence: { ...skill.evidence, completion_event_id } };
  }),
  credentials: credentials.map((credential) => renamed(credential, n)),
});

/** What stands of a statement, under the ids of its drafts. */
export const standingTold = ({ standing, completion, skills, credentials }: RegisteredStatement): Told =>
  standing === null ? NOTHING_TOLD : judged({ completion, skills, credentials }, standing);

/** What stands of a statement, as it was published. */
export const publishedTold = (statement: RegisteredStatement): Told =>
  asserted(standingTold(statement), statement.assertions - 1);

/** The records that stand of a statement, as they were published. */
export const standingOutputs = (statement: RegisteredStatement): readonly OutputRecord[] =>
  outputsOf(publishedTold(statement));

type Correction = { readonly assertion: 'corrected' } & Pick<Stamps, 'voided_by' | 'origin'>;

/** Records of one kind, under the ids of their drafts and under those of one assertion, in the same order. */
type Records<R> = readonly [drafts: readonly R[], asserted: readonly R[]];

const indexIn = (drafts: readonly Named[], { event_id }: Named): number =>
  drafts.findIndex((draft) => draft.event_id === event_id);

/** Records in place of which nothing stands now. */
const gone = <R extends Named>([was, before]: Records<R>, [is]: Records<R>): readonly R[] =>
  before.filter((_, i) => indexIn(is, was[i]!) < 0);

/** Records that stand now: each in place of the one that stood before, where there was one. */
const standing = <R extends Named>([was, before]: Records<R>, [is, after]: Records<R>, correction: Correction) =>
  after.map((record, i) => {
    const replaced = before[indexIn(was, is[i]!)];
    return replaced === undefined ? record : { ...record, ...correction, withdraws: replaced.event_id };
  });

const listed = <R>(record: R | null): readonly R[] => (record === null ? [] : [record]);

/**
 * Takes back what stood of a statement and stands no longer, corrects what stands otherwise, and asserts what is new.
 * @param was what stood before, under the ids of the drafts
 * @param is what stands now, under the ids of the drafts
 * @param n how often the statement came to count before
 */
export const change = (statement_id: string, was: Told, is: Told, n: number, cause: Cause): readonly OutputRecord[] => {
  const [any] = [was, is].flatMap(({ completion, credentials }) => [...listed(completion), ...credentials]);
  if (any === undefined) return [];
  const { member_id: key } = any;
  const stamps = stampsOf(statement_id, any, cause);
  const correction = { assertion: 'corrected', voided_by: stamps.voided_by, origin: stamps.origin } as const;
  const before = asserted(was, n - 1);
  const after = asserted(is, n);
  const completions = [
    [listed(was.completion), listed(before.completion)],
    [listed(is.completion), listed(after.completion)],
  ] as const;
  const skills = [
    [was.skills, before.skills],
    [is.skills, after.skills],
  ] as const;
  const credentials = [
    [was.credentials, before.credentials],
    [is.credentials, after.credentials],
  ] as const;
  const withdrawals: OutputRecord[] = [];
  for (const completion of gone(...completions)) {
    withdrawals.push({ topic: 'marketplace.completion', key, value: completionWithdrawal(completion, stamps) });
  }
  for (const skill of gone(...skills)) {
    // Where there are skills, there is the completion that they are evidence of.
    withdrawals.push({ topic: 'marketplace.skill', key, value: skillWithdrawal(skill, before.completion!, stamps) });
  }
  for (const credential of gone(...credentials)) {
    withdrawals.push({ topic: 'marketplace.credential', key, value: credentialWithdrawal(credential, stamps) });
  }
  const [completion = null] = standing(...completions, correction);
  const stands: Told = {
    completion,
    skills: standing(...skills, correction),
    credentials: standing(...credentials, correction),
  };
  return [...withdrawals, ...outputsOf(stands)];
};
