import Table from 'cli-table3';
import type { Report } from './report.ts';
import { conditionsOf, type TextTable, tablesOf } from './tables.ts';

const toText = ({ title, head, rows }: TextTable): string => {
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, column) => (column === 0 ? 'left' : 'right')),
    // Colours would end up in files that the output is piped to.
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) table.push([...row]);
  return `${title}\n${table.toString()}`;
};

export const toTerminal = (report: Report): string =>
  [...tablesOf(report).map(toText), conditionsOf(report).join('\n')].join('\n\n');
