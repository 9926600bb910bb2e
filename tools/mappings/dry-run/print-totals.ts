import { GROUPS } from '../../codegen/error-codes.ts';
import { commandCodes } from '../codes.ts';
import type { Tally } from '../tally.ts';
import { outcomes } from './confirm.ts';
import type { Examples, Repeats } from './repeats.ts';
import type { Totals } from './totals.ts';

const count = (number: number): string => number.toLocaleString('en');

/** Lines of a list that are shown; the rest is counted. */
const LINES_MAX = 15;

/** A code may stand in several groups; the mappings' own words come first. */
const explain = (code: string): { readonly summary: string; readonly what_to_do: string } | undefined => {
  if (Object.hasOwn(commandCodes, code)) return commandCodes[code as keyof typeof commandCodes];
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

const guessLines = ({ guesses }: Totals): readonly string[] =>
  guesses.length === 0
    ? []
    : [
        '',
        'Open in the export map: nothing is published until each is confirmed or decided',
        ...guesses.map(
          ({ code, file, line, target_field, what }) => `  ${file}:${line}  ${code}  ${target_field}: ${what}`,
        ),
      ];

const repeatLines = (repeats: Repeats, counts: string): readonly string[] => {
  const line = (what: string, { count: number, rows }: Examples): readonly string[] =>
    number === 0
      ? []
      : [`${count(number).padStart(11)}  ${what}: ${counts}s ${rows.join('; ')}${number > rows.length ? '; …' : ''}`];
  const { different, contradicting, duplicate_rows, repeated_ids, not_compared } = repeats;
  const lines = [
    ...line('ids with people of different names', different.names),
    ...line('ids with people of different dates of birth', different.birth),
    ...line('ids with different e-mail addresses', different.email),
    ...line('workers of whom rows say different things for the same moment', contradicting),
    ...line('rows that are there word for word already', duplicate_rows),
    ...(not_compared > 0
      ? [`${count(not_compared).padStart(11)}  rows whose ids were not compared, as there are too many`]
      : []),
  ];
  if (lines.length === 0) return [];
  return [
    '',
    `Rows that repeat others${repeated_ids > 0 ? `: ${count(repeated_ids)} ids are in several rows` : ''}`,
    ...lines,
  ];
};

/**
 * The end of a dry run, for people.
 * @param counts what the numbers of rows count, `line` or `item`
 */
export const totalsLines = (totals: Totals, counts: string): readonly string[] => {
  const number = Object.fromEntries(totals.outcomes.sorted());
  const share = (outcome: string): string => count(number[outcome] ?? 0).padStart(11);
  return [
    '',
    `${count(totals.rows)} rows`,
    `${share('published')}  would be published`,
    ...(totals.guesses.length === 0
      ? []
      : [`${share('unconfirmed')}  would be published, if what is open in the map were confirmed`]),
    `${share('ignored')}  carry nothing for the marketplace`,
    `${share('refused')}  would be refused`,
    ...guessLines(totals),
    ...repeatLines(totals.repeats, counts),
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
  totals: {
    ...totals,
    outcomes: { ...Object.fromEntries(outcomes.map((outcome) => [outcome, 0])), ...totals.outcomes.toJSON() },
  },
});
