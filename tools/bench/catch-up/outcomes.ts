import type { LedgerEntry } from '../../../schemas/types.generated.ts';
import { LEDGER_TOPIC } from '../../ledger/entries.ts';

/** How many events must end in each state; anything else means that the benchmark measures the wrong thing. */
export type ExpectedOutcomes = Readonly<Record<'published' | 'ignored', number>>;

/** @throws Error when the events did not end as they must; says by which rules they did */
export const assertOutcomes = (entries: readonly LedgerEntry[], expected: ExpectedOutcomes): void => {
  const sum = (state: keyof ExpectedOutcomes): number => entries.reduce((total, entry) => total + entry[state], 0);
  const found = { published: sum('published'), ignored: sum('ignored') };
  if (found.published === expected.published && found.ignored === expected.ignored) return;
  const rules = addUp(entries.map((entry) => entry.rules));
  throw new Error(`the events did not end as they must: ${JSON.stringify({ expected, found, rules })}`);
};

/** Records written by topic, the ledger's own included. */
export const outputsOf = (entries: readonly LedgerEntry[]): Readonly<Record<string, number>> => ({
  ...addUp(entries.map((entry) => entry.outputs)),
  [LEDGER_TOPIC]: entries.length,
});

const addUp = (counts: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> => {
  const sums: Record<string, number> = {};
  for (const one of counts) {
    for (const [name, count] of Object.entries(one)) sums[name] = (sums[name] ?? 0) + count;
  }
  return sums;
};
