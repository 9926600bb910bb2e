import type { LedgerEntry } from '../../schemas/types.generated.ts';
import { originInputOf } from '../../topology/topology.ts';
import { OUTCOMES, type OutcomeName } from './entries.ts';
import type { Inputs } from './inputs.ts';

/** The ledger of one input topic, all partitions together. */
export interface InputTotals extends Readonly<Record<OutcomeName, number>> {
  readonly topic: string;
  /** Committed records that stand in the topic. */
  readonly records: number;
  /** Of these, records that were brought back. */
  readonly returned: number;
  /** Records that are parked now. */
  readonly waiting: number;
  /** Records by outcome and rule or code, as the ledger has them. */
  readonly rules: Readonly<Record<string, number>>;
  readonly dead_by_code: Readonly<Record<string, number>>;
}

type Sums = Record<OutcomeName | 'records' | 'returned', number> & { rules: Record<string, number> };

const emptySums = (): Sums => ({
  records: 0,
  returned: 0,
  published: 0,
  ignored: 0,
  duplicate: 0,
  parked: 0,
  dead: 0,
  rules: {},
});

const addEntry = (sums: Sums, entry: LedgerEntry): void => {
  for (const outcome of OUTCOMES) sums[outcome] += entry[outcome];
  for (const [rule, count] of Object.entries(entry.rules)) sums.rules[rule] = (sums.rules[rule] ?? 0) + count;
};

/** Sums the partitions of each input topic, in the order of `topics`. */
export const totalInputs = (
  topics: readonly string[],
  inputs: Inputs,
  waiting: (topic: string) => number,
  codes: (topic: string) => ReadonlyMap<string, number>,
): readonly InputTotals[] =>
  topics.map((topic) => {
    const sums = emptySums();
    for (const input of inputs.values()) {
      if (input.topic !== topic) continue;
      sums.records += input.records;
      sums.returned += input.returned;
      for (const { entry } of input.coverage.chunks) addEntry(sums, entry);
    }
    return { topic, ...sums, waiting: waiting(topic), dead_by_code: Object.fromEntries(codes(topic)) };
  });

const sumOf = (a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> => {
  const sums: Record<string, number> = { ...a };
  for (const [name, number] of Object.entries(b)) sums[name] = (sums[name] ?? 0) + number;
  return sums;
};

/** Totals of the inputs with what came back added to what came at first, whatever topic it came back through. */
export const withBack = (inputs: readonly InputTotals[]): readonly InputTotals[] => {
  const merged = new Map<string, InputTotals>();
  for (const input of inputs) {
    const topic = originInputOf(input.topic);
    const {
      rules,
      dead_by_code,
      topic: _,
      ...counts
    } = merged.get(topic) ?? { ...emptySums(), waiting: 0, dead_by_code: {}, topic };
    const { rules: more_rules, dead_by_code: more_dead, topic: __, ...more } = input;
    merged.set(topic, {
      ...(sumOf(counts, more) as typeof counts),
      topic,
      rules: sumOf(rules, more_rules),
      dead_by_code: sumOf(dead_by_code, more_dead),
    });
  }
  return [...merged.values()];
};
