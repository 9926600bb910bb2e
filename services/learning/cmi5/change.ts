import type { RegisteredStatement, Voiding } from '../../../schemas/types.generated.ts';
import { memberRecord } from '../../marketplace/member-record.ts';
import {
  completionWithdrawal,
  credentialWithdrawal,
  type Stamps,
  scoreWithdrawal,
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

const namedOrNull = (event_id: string | null, n: number): string | null =>
  event_id === null ? null : named(event_id, n);

const asserted = ({ completion, score, skills, credentials }: Told, n: number): Told => ({
  completion: completion && {
    ...renamed(completion, n),
    score_event_id: namedOrNull(completion.score_event_id, n),
  },
  score: score && renamed(score, n),
  skills: skills.map((skill) => {
    const { completion_event_id, score_event_id, ...evidence } = skill.evidence;
    const of = {
      completion_event_id: namedOrNull(completion_event_id, n),
      score_event_id: namedOrNull(score_event_id, n),
    };
    return { ...renamed(skill, n), evidence: { ...evidence, ...of } };
  }),
  credentials: credentials.map((credential) => renamed(credential, n)),
});

/** What stands of a statement, under the ids of its drafts. */
export const standingTold = ({ standing, completion, score, skills, credentials }: RegisteredStatement): Told =>
  standing === null ? NOTHING_TOLD : judged({ completion, score, skills, credentials }, standing);

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
  const [any] = [was, is].flatMap(({ completion, score, credentials }) => [
    ...listed(completion),
    ...listed(score),
    ...credentials,
  ]);
  if (any === undefined) return [];
  const stamps = stampsOf(statement_id, any, cause);
  const correction = { assertion: 'corrected', voided_by: stamps.voided_by, origin: stamps.origin } as const;
  const before = asserted(was, n - 1);
  const after = asserted(is, n);
  const completions = [
    [listed(was.completion), listed(before.completion)],
    [listed(is.completion), listed(after.completion)],
  ] as const;
  const scores = [
    [listed(was.score), listed(before.score)],
    [listed(is.score), listed(after.score)],
  ] as const;
  const skills = [
    [was.skills, before.skills],
    [is.skills, after.skills],
  ] as const;
  const credentials = [
    [was.credentials, before.credentials],
    [is.credentials, after.credentials],
  ] as const;
  const [completion = null] = standing(...completions, correction);
  const [score = null] = standing(...scores, correction);
  return [
    ...gone(...completions).map((each) => memberRecord('marketplace.completion', completionWithdrawal(each, stamps))),
    ...gone(...scores).map((each) => memberRecord('marketplace.score', scoreWithdrawal(each, stamps))),
    ...gone(...skills).map((each) => memberRecord('marketplace.skill', skillWithdrawal(each, before, stamps))),
    ...gone(...credentials).map((each) => memberRecord('marketplace.credential', credentialWithdrawal(each, stamps))),
    ...outputsOf({
      completion,
      score,
      skills: standing(...skills, correction),
      credentials: standing(...credentials, correction),
    }),
  ];
};
