import type { Summary } from './summary.ts';

const count = (value: number): string => value.toLocaleString('en');
const seconds = (ms: number): string => (ms / 1000).toFixed(1);

const HEAD = ['scenario', 'passed', 'records', 'faults', 'lost', 'doubled', 'wrong', 'recovery s, median', 'max'];

const row = (summary: Summary): readonly string[] => [
  summary.scenario,
  `${summary.passed} of ${summary.runs}`,
  ...[summary.records, summary.faults, summary.lost, summary.doubled, summary.wrong].map(count),
  summary.recovery_ms === null ? '' : seconds(summary.recovery_ms.median),
  summary.recovery_ms === null ? '' : seconds(summary.recovery_ms.max),
];

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** A Markdown table of all scenarios. */
export const toMarkdown = (summaries: readonly Summary[]): string =>
  [
    line(HEAD),
    `|${HEAD.map((_, column) => (column === 0 ? '---' : '---:')).join('|')}|`,
    ...summaries.map((summary) => line(row(summary))),
    '',
  ].join('\n');
