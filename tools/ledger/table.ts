import Table from 'cli-table3';
import { printable } from '../cli/text.ts';
import type { LedgerReport } from './check.ts';
import type { InputTotals } from './totals.ts';

export const count = (number: number): string => number.toLocaleString('en');

/** A table in plain text; columns that are not in `left` hold numbers. No colours, whatever the terminal. */
export const table = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
  left: readonly number[],
): string => {
  const built = new Table({
    head: [...head],
    colAligns: head.map((_, column) => (left.includes(column) ? 'left' : 'right')),
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) built.push(row.map(printable));
  return built.toString();
};

export const mark = (right: boolean): string => (right ? '✓' : '✗');

/** Invariant 1 of the architecture, one row an input topic. */
export const ledgerTable = ({ inputs }: LedgerReport): string => {
  const row = (input: InputTotals): readonly string[] => {
    const { topic, records, returned, published, ignored, duplicate, parked, dead } = input;
    const balances = published + ignored + duplicate + parked + dead === records;
    return [topic, ...[records, returned, published, ignored, duplicate, parked, dead].map(count), mark(balances)];
  };
  const head = [
    'input',
    'records',
    'of which back',
    '= published',
    '+ ignored',
    '+ duplicate',
    '+ parked',
    '+ dead',
    '',
  ];
  return table(head, inputs.map(row), [0]);
};
