import type { Candidate } from './candidates.ts';
import type { Refusal, Verdict } from './decide.ts';

/** Aliases whose oldest record was parked by one service, for one reason. */
export interface ReasonCount {
  /** Null for aliases whose records the topic does not have any more. */
  readonly service: string | null;
  readonly reason: string | null;
  /** To be recalled, or recalled. */
  send: number;
  /** How many records these have. */
  records: number;
  /** On their way back already. */
  under_way: number;
  refused: number;
}

export interface RefusedAlias {
  readonly alias: string;
  readonly attempt: number;
  readonly why: Refusal;
}

/** What a recall does, or would do; counted in aliases but for `records`. */
export interface Tally {
  readonly reasons: readonly ReasonCount[];
  readonly send: number;
  readonly records: number;
  readonly under_way: number;
  readonly refused: number;
  /** The first of them. */
  readonly refused_aliases: readonly RefusedAlias[];
  /** What was named and has nothing parked. */
  readonly gone: readonly string[];
}

const REFUSED_LISTED_MAX = 20;

/** Counts verdicts by service and reason. */
export const createTally = (): {
  readonly add: (candidate: Candidate, verdict: Verdict) => void;
  readonly addGone: (name: string) => void;
  readonly now: () => Tally;
} => {
  const reasons = new Map<string, ReasonCount>();
  const refused_aliases: RefusedAlias[] = [];
  const gone: string[] = [];

  const countOf = ({ oldest }: Candidate): ReasonCount => {
    const { service = null, reason = null } = oldest ?? {};
    const slot = `${service} ${reason}`;
    const known = reasons.get(slot) ?? { service, reason, send: 0, records: 0, under_way: 0, refused: 0 };
    reasons.set(slot, known);
    return known;
  };

  return {
    add: (candidate, verdict) => {
      const count = countOf(candidate);
      count[verdict.kind] += 1;
      if (verdict.kind === 'send') count.records += candidate.records;
      if (verdict.kind === 'refused' && refused_aliases.length < REFUSED_LISTED_MAX) {
        refused_aliases.push({ alias: candidate.alias, attempt: candidate.attempt, why: verdict.why });
      }
    },
    addGone: (name) => gone.push(name),
    now: () => {
      const sum = (what: Verdict['kind'] | 'records'): number =>
        [...reasons.values()].reduce((total, one) => total + one[what], 0);
      return {
        reasons: [...reasons.values()],
        send: sum('send'),
        records: sum('records'),
        under_way: sum('under_way'),
        refused: sum('refused'),
        refused_aliases,
        gone,
      };
    },
  };
};
