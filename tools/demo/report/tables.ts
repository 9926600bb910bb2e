import type { LedgerReport } from '../../ledger/check.ts';
import { count, mark, table } from '../../ledger/table.ts';
import { withBack } from '../../ledger/totals.ts';
import type { Expected } from '../../simulator/expected.ts';
import { FAULTS, type FaultName } from '../../simulator/faults/names.ts';
import type { RawTopic } from '../../simulator/raw-record.ts';

const OUTCOMES = ['published', 'ignored', 'duplicate', 'dead'] as const;

/** What the simulator knows beside what the ledger says, each as `expected / found`. */
export const expectedTable = ({ totals }: Expected, { inputs }: LedgerReport): string => {
  const all = withBack(inputs);
  const row = (topic: RawTopic): readonly string[] => {
    const found = all.find((input) => input.topic === topic);
    const pairs = OUTCOMES.map((outcome) => [totals[topic][outcome], found?.[outcome] ?? 0] as const);
    const cells = pairs.map(([should, is]) => `${count(should)} / ${count(is)}`);
    return [topic, count(totals[topic].records), ...cells, mark(pairs.every(([should, is]) => should === is))];
  };
  return table(['input', 'sent', ...OUTCOMES, ''], (Object.keys(totals) as RawTopic[]).map(row), [0]);
};

/** What went wrong in the traffic, and how often. */
export const faultsTable = ({ faults }: Expected): string =>
  table(
    ['fault', 'records', 'what it is'],
    Object.entries(faults)
      .sort(([, a], [, b]) => b - a)
      .map(([name, number]) => [name, count(number), FAULTS[name as FaultName]]),
    [0, 2],
  );

/** Dead letters by code and input. */
export const deadTable = ({ inputs }: LedgerReport): string => {
  const refusing = withBack(inputs).filter(({ dead_by_code }) => Object.keys(dead_by_code).length > 0);
  const sums = new Map<string, number>();
  for (const [code, number] of refusing.flatMap(({ dead_by_code }) => Object.entries(dead_by_code))) {
    sums.set(code, (sums.get(code) ?? 0) + number);
  }
  const codes = [...sums].sort(([, a], [, b]) => b - a).map(([code]) => code);
  return table(
    ['code', ...refusing.map(({ topic }) => topic)],
    codes.map((code) => [code, ...refusing.map(({ dead_by_code }) => String(dead_by_code[code] ?? ''))]),
    [0],
  );
};
