import type { Report } from './report.ts';
import { conditionsOf, type TextTable, tablesOf } from './tables.ts';

const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.trim()).join(' | ')} |`;

const toText = ({ title, head, rows }: TextTable): string =>
  [
    `## ${title}`,
    '',
    line(head),
    `|${head.map((_, column) => (column === 0 ? '---' : '---:')).join('|')}|`,
    ...rows.map(line),
  ].join('\n');

export const toMarkdown = (report: Report): string =>
  [
    '# Benchmark of the learning service',
    conditionsOf(report)
      .map((condition) => `- ${condition}`)
      .join('\n'),
    ...tablesOf(report).map(toText),
    '',
  ].join('\n\n');
