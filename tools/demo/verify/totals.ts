import { type InputTotals, withBack } from '../../ledger/totals.ts';
import type { Expected } from '../../simulator/expected.ts';
import type { Difference } from './difference.ts';

const OUTCOMES = ['published', 'ignored', 'duplicate', 'dead'] as const;

/**
 * Compares the counts of the ledger with those the simulator knows. Repeats and records that carry nothing look alike
 * from outside, so only here they are told apart.
 */
export const compareTotals = (
  expected: Pick<Expected, 'totals'>,
  inputs: readonly InputTotals[],
): readonly Difference[] => {
  const all = withBack(inputs);
  return Object.entries(expected.totals).flatMap(([topic, totals]) => {
    const found = all.find((input) => input.topic === topic);
    if (!found) return [{ where: topic, expected: `${totals.records} records`, found: 'no ledger' }];
    const counts: readonly (readonly [what: string, expected: number, found: number])[] = [
      ['records sent', totals.records, found.records - found.returned],
      ...OUTCOMES.map((outcome) => [outcome, totals[outcome], found[outcome]] as const),
      ...[...new Set([...Object.keys(totals.dead_by_code), ...Object.keys(found.dead_by_code)])].map(
        (code) => [`dead:${code}`, totals.dead_by_code[code] ?? 0, found.dead_by_code[code] ?? 0] as const,
      ),
    ];
    return counts
      .filter(([, should, is]) => should !== is)
      .map(([what, should, is]) => ({ where: `${topic}, ${what}`, expected: String(should), found: String(is) }));
  });
};
