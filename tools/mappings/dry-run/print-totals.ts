import { GROUPS } from '../../codegen/error-codes.ts';
import type { Tally } from '../tally.ts';
import type { Totals } from './totals.ts';

const count = (number: number): string => number.toLocaleString('en');

/** Lines of a list that are shown; the rest is counted. */
const LINES_MAX = 15;

const ROW_FORM = {
  summary: 'The row cannot become a record: it is cut short, or lacks what every record has.',
  what_to_do: 'Correct the export, or the export map that says which column is which.',
};

/** A code may stand in several groups; the mappings' own words come first. */
const explain = (code: string): { readonly summary: string; readonly what_to_do: string } | undefined => {
  if (code === 'row_form') return ROW_FORM;
  return [...GROUPS.values()].find((codes) => Object.hasOwn(codes, code))?.[code];
};

const list = (title: string, tally: Tally, line = (name: string): string => name): readonly string[] => {
  if (tally.size === 0) return [];
  const all = tally.sorted();
  const rest = all.length - LINES_MAX;
  return [
    '',
    title,
    ...all.slice(0, LINES_MAX).map(([name, number]) => `${count(number).padStart(11)}  ${line(name)}`),
    ...(rest > 0 || tally.others > 0
      ? [`${' '.repeat(11)}  and ${count(Math.max(rest, 0))} more${tally.others > 0 ? ', and others' : ''}; see --json`]
      : []),
  ];
};

const refusalLine = (name: string): string => {
  const [code = '', ...path] = name.split(' ');
  const explained = explain(code);
  const place = `${code} at ${path.join(' ')}`;
  if (explained === undefined) return place;
  return `${place}\n${' '.repeat(15)}${explained.summary}\n${' '.repeat(15)}${explained.what_to_do}`;
};

/** The end of a dry run, for people. */
export const totalsLines = (totals: Totals): readonly string[] => {
  const number = Object.fromEntries(totals.outcomes.sorted());
  const share = (outcome: string): string => count(number[outcome] ?? 0).padStart(11);
  return [
    '',
    `${count(totals.rows)} rows`,
    `${share('published')}  would be published`,
    `${share('ignored')}  carry nothing for the marketplace`,
    `${share('refused')}  would be refused`,
    ...list('Refused, by code and place', totals.refused, refusalLine),
    ...list('Would be published, by rule', totals.published_by_rule),
    ...list('Records for the marketplace, by topic', totals.records_by_topic),
    ...list('Ignored, by rule', totals.ignored_by_rule),
    ...list('Verbs that no row of learning-rules.csv or verbs.csv names', totals.unknown_verbs),
    ...list('Types that no row of activity-types.csv names', totals.unknown_activity_types),
    ...list(
      'Courses that no row of course-skills.csv names: completed, but evidence of no skill',
      totals.courses_without_skills,
    ),
    ...list('Ambiguous fields that were read, and how', totals.ambiguous_fields),
    ...list('Fields that no mapping reads', totals.unmapped_fields),
  ];
};

/** The same as an object. */
export const totalsJson = (totals: Totals): object => ({
  totals: { ...totals, outcomes: { published: 0, ignored: 0, refused: 0, ...totals.outcomes.toJSON() } },
});
