import { isDeepStrictEqual } from 'node:util';
import type { LearningRuleRow, Mappings } from '../../../mappings/index.ts';
import { type Finding, note, wrong } from './finding.ts';

const FILE = 'learning-rules.csv';

/** What a row leads to, whatever it is called. */
const meaning = ({ rule: { derives, completed, success } }: LearningRuleRow): unknown => [
  derives.toSorted(),
  completed,
  success,
];

const agrees = (a: string | null, b: string | null): boolean => a === null || b === null || a === b;

/**
 * Two rows that name as much as each other and can fit the same statement: only a statement may follow two profiles. Which
 * one counts is then decided by their order, which nobody sees.
 */
const isOverlap = (a: LearningRuleRow, b: LearningRuleRow): boolean =>
  a.verb === b.verb &&
  a.source === b.source &&
  a.activity_type === b.activity_type &&
  a.activity_kind === b.activity_kind &&
  a.profile !== null &&
  b.profile !== null;

/** `profiles.csv` decides between two as soon as it names one of them. */
const isDecided = (mappings: Mappings, ...rows: readonly LearningRuleRow[]): boolean =>
  rows.some(({ profile }) => profile !== null && mappings.profileRank(profile) !== undefined);

const pairsOf = (
  rows: readonly LearningRuleRow[],
  mappings: Mappings,
): readonly (readonly [LearningRuleRow, LearningRuleRow])[] =>
  rows.flatMap((first, index) =>
    rows
      .slice(index + 1)
      .filter((second) => isOverlap(first, second) && !isDecided(mappings, first, second))
      .filter((second) => !isDeepStrictEqual(meaning(first), meaning(second)))
      .map((second) => [first, second] as const),
  );

/** One finding for each two profiles, as their rows mostly overlap for several verbs. */
const overlaps = (rows: readonly LearningRuleRow[], mappings: Mappings): readonly Finding[] => {
  const by_verb = [...Map.groupBy(rows, ({ verb }) => verb).values()];
  const profiles = Map.groupBy(
    by_verb.flatMap((each) => pairsOf(each, mappings)),
    ([first, second]) => `${first.profile} and ${second.profile}`,
  );
  return [...profiles].map(([names, pairs]) => {
    const lines = pairs.map(([first, second]) => `line ${first.line} before ${second.line}`);
    const [[, second]] = pairs as [readonly [LearningRuleRow, LearningRuleRow]];
    return note(
      `${FILE}:${second.line}`,
      `overlaps: a statement that follows both ${names} fits several rows, and the first one counts, as profiles.csv names neither (${lines.join(', ')})`,
    );
  });
};

/** Rows of a source that sends no statements are never asked. */
const unreachable = (rows: readonly LearningRuleRow[], mappings: Mappings): readonly Finding[] =>
  rows.flatMap(({ line, source }) =>
    source !== null && mappings.source(source)?.kind !== 'lms'
      ? [wrong(`${FILE}:${line}`, `is never reached: ${source} is no learning system, and sends no statements`)]
      : [],
  );

type Activity = Pick<LearningRuleRow, 'activity_type' | 'activity_kind'>;

const isAny = ({ activity_type, activity_kind }: Activity): boolean => activity_type === null && activity_kind === null;

/** Whether all activities that fit one row fit the other. */
const coversActivity = (wider: Activity, row: Activity, { activityKind }: Mappings): boolean => {
  if (isAny(wider)) return true;
  if (wider.activity_type !== null) return wider.activity_type === row.activity_type;
  return wider.activity_kind === (row.activity_type === null ? row.activity_kind : activityKind(row.activity_type));
};

/** A row that the rows below it in rank would answer for in the same way, under the same name. */
const needless = (rows: readonly LearningRuleRow[], mappings: Mappings): readonly Finding[] =>
  rows.flatMap((row, index) => {
    const next = rows
      .slice(index + 1)
      .find(
        (other) =>
          other.verb === row.verb &&
          agrees(other.source, row.source) &&
          agrees(other.profile, row.profile) &&
          (coversActivity(other, row, mappings) || coversActivity(row, other, mappings)),
      );
    const covers =
      next !== undefined &&
      (next.source === null || next.source === row.source) &&
      (next.profile === null || next.profile === row.profile) &&
      coversActivity(next, row, mappings);
    const same = covers && next.rule.rule === row.rule.rule && isDeepStrictEqual(meaning(next), meaning(row));
    return same ? [note(`${FILE}:${row.line}`, `says nothing new: line ${next.line} says the same for more`)] : [];
  });

/** Rules of which one hides another, or which no statement reaches. */
export const checkRules = (mappings: Mappings): readonly Finding[] => {
  const rows = mappings.learningRules;
  const by_verb = Map.groupBy(rows, ({ verb }) => verb).values();
  return [
    ...unreachable(rows, mappings),
    ...overlaps(rows, mappings),
    ...[...by_verb].flatMap((of_verb) => needless(of_verb, mappings)),
  ];
};
