import { canonical } from '../words/canonical.ts';
import { OTHER_STATUS, WORKER_STATUS } from '../words/columns.ts';
import { employmentOf } from '../words/employment.ts';
import { flagOf, truthOf, truthWords } from '../words/flags.ts';
import { areStatusCodes, type Presence, presenceOf, presenceOfCode } from '../words/presence.ts';
import type { Column } from './column.ts';
import { countWords, depthOf } from './guess.ts';

/** What a word of a column says of whether the person of its row works there. */
export type Meaning = 'there' | 'left' | 'asked';

/** A column that says who works there, with what each of its words says. */
export interface StatusReading {
  readonly column: Column;
  readonly meanings: ReadonlyMap<string, Meaning>;
  /** Of several columns, the greatest counts. */
  readonly weight: number;
  readonly confidence: number;
  readonly why: string;
}

const named = (words: readonly string[], meaning: (word: string) => Meaning): ReadonlyMap<string, Meaning> =>
  new Map(words.map((word) => [word, meaning(word)]));

/** Words that a flag's name may have beside what it says, so that `MFA enabled` is none. */
const BESIDE =
  /\b(is|was|has|been|flag|indicator|ind|yn|status|current(ly)?|employee|employment|worker|person|user|account|staff|member|company|record|details?|data|info|profile|job|work|core|in|the|not|non|no|longer|never|ex|no more|entry|state|on|nicht|kein|pas|ist|hat)\b/g;

const isPlainFlag = (words: string): boolean => {
  const flag = flagOf(words);
  if (flag === undefined) return false;
  return (
    canonical(words.replaceAll(BESIDE, ' '))
      .split(' ')
      .filter((word) => !flag.pattern.test(word) && word !== '').length === 0
  );
};

const flagReading = (column: Column, words: readonly string[]): StatusReading | undefined => {
  const truths = truthWords(words);
  const flag = isPlainFlag(column.words) ? flagOf(column.words) : undefined;
  if (truths === undefined || flag === undefined) return undefined;
  return {
    column,
    meanings: named(truths, (word) => (truthOf(word) === true ? flag.yes : flag.no)),
    weight: flag.weight,
    confidence: 0.4 + flag.weight / 10,
    why: `its name says yes or no to who ${flag.yes === 'there' || flag.no === 'left' ? 'works there' : 'has left'}`,
  };
};

/** SuccessFactors writes t for those who are there, and f. */
const isTOrF = (words: readonly string[]): boolean => words.every((word) => word === 't' || word === 'f');

const asMeaning = (presence: Presence): Meaning => (presence === 'unknown' ? 'asked' : presence);

const isStatusName = ({ words }: Column): boolean =>
  WORKER_STATUS.some((pattern) => pattern.test(words)) && !OTHER_STATUS.test(words);

const statusReading = (column: Column, words: readonly string[]): StatusReading | undefined => {
  const is_named = isStatusName(column);
  const why = `${is_named ? 'its name' : 'its words'}, and ${words.length} different words in ${column.values.length} values`;
  const reading = (meaning: (word: string) => Meaning, weight: number): StatusReading => ({
    column,
    meanings: named(words, meaning),
    weight,
    confidence: is_named ? 0.9 : 0.5,
    why: `${why}; what each word means is a guess from the word`,
  });
  if (is_named && isTOrF(words)) return { ...reading((word) => (word === 't' ? 'there' : 'left'), 2), confidence: 0.6 };
  if (is_named && areStatusCodes(words))
    return { ...reading((word) => asMeaning(presenceOfCode(word)), 4), confidence: 0.7 };
  const known = words.filter((word) => presenceOf(word) !== 'unknown');
  const decided = words.some((word) => ['there', 'left'].includes(presenceOf(word)));
  if (known.length > 0 && (is_named || (decided && known.length === words.length))) {
    const ofWord = (word: string): Meaning => {
      const presence = presenceOf(word);
      return presence === 'unknown' && ['employee', 'contractor'].includes(employmentOf(word))
        ? 'there'
        : asMeaning(presence);
    };
    return reading(ofWord, is_named ? 4 : 2.5);
  }
  const is_of_employment = words.every((word) => employmentOf(word) !== 'unknown');
  return is_named && known.length === 0 && !is_of_employment ? reading(() => 'asked', 0.3) : undefined;
};

const isNameable = (word: string): boolean => word !== '' && !word.includes('=') && !word.includes('@');

/** Columns that say who works there, the clearest first. */
export const statusReadings = (columns: readonly Column[]): readonly StatusReading[] =>
  columns
    .flatMap((column) => {
      const words = column.vocabulary ?? [];
      if (words.length === 0 || !words.every(isNameable)) return [];
      return flagReading(column, words) ?? statusReading(column, words) ?? [];
    })
    .toSorted(
      (a, b) =>
        b.weight - a.weight || depthOf(a.column) - depthOf(b.column) || countWords(a.column) - countWords(b.column),
    );

/** Below, a column says too little to speak against another one. */
const SPEAKS_MIN = 1;

/** A reading of which another column says the contrary in some rows; undefined where none does. */
export const contradictionOf = (
  first: StatusReading,
  others: readonly StatusReading[],
): { readonly other: StatusReading; readonly rows: number } | undefined => {
  const saysIn = ({ column, meanings }: StatusReading, row: number): Meaning | undefined =>
    meanings.get(column.cells.get(row)?.trim() ?? '');
  return others
    .filter(({ weight }) => weight >= SPEAKS_MIN)
    .map((other) => {
      const rows = [...first.column.cells.keys()].filter((row) => {
        const pair = [saysIn(first, row), saysIn(other, row)];
        return pair.includes('there') && pair.includes('left');
      });
      return { other, rows: rows.length };
    })
    .find(({ rows }) => rows > 0);
};
