import { EMPLOYMENT_NAMES, type Employment, employmentOf } from '../words/employment.ts';
import { isContractorFlag, truthOf, truthWords } from '../words/flags.ts';
import { presenceOf } from '../words/presence.ts';
import type { Column } from './column.ts';
import { constantRow, countWords, depthOf, type GuessedRow, undecidedRow, wordsRow } from './guess.ts';

const TARGET = 'worker.employment_kind';
const KIND = 'EmploymentKind';

interface Reading {
  readonly column: Column;
  readonly meanings: ReadonlyMap<string, string>;
  readonly weight: number;
  readonly why: string;
}

const MEANING: Readonly<Record<Employment, string>> = {
  employee: 'employee',
  contractor: 'contractor',
  alumni: 'alumni',
  asked: '?',
  unknown: '?',
};

const meaningOf = (word: string): string => (presenceOf(word) === 'left' ? 'alumni' : MEANING[employmentOf(word)]);

const isNameable = (word: string): boolean => word !== '' && !word.includes('=') && !word.includes('@');

const readingOf = (column: Column): Reading | undefined => {
  const words = column.vocabulary ?? [];
  if (words.length === 0 || !words.every(isNameable)) return undefined;
  const truths = truthWords(words);
  if (truths !== undefined)
    return isContractorFlag(column.words)
      ? {
          column,
          meanings: new Map(truths.map((word) => [word, truthOf(word) === true ? 'contractor' : 'employee'])),
          weight: 3,
          why: 'its name says yes or no to who is a contractor',
        }
      : undefined;
  const name = EMPLOYMENT_NAMES.findIndex((pattern) => pattern.test(column.words));
  const known = words.filter((word) => employmentOf(word) !== 'unknown').length;
  const is_named = name !== -1;
  if (known === 0 && (!is_named || name === EMPLOYMENT_NAMES.length - 1)) return undefined;
  if (!is_named && known < words.length) return undefined;
  const weight = (known > 0 ? 2 : 0) + (is_named ? 1 - name / 10 : 0);
  const what = `${words.length} different words in ${column.values.length} values`;
  return {
    column,
    meanings: new Map(words.map((word) => [word, meaningOf(word)])),
    weight,
    why: `${is_named ? 'its name' : 'its words'}, and ${what}; what each word means is a guess from the word`,
  };
};

const CONFIDENCE_NAMED = 0.9;
const CONFIDENCE_BY_WORDS = 0.5;

/** Rows that tell employees and contractors apart. */
export const employmentRows = (columns: readonly Column[]): readonly GuessedRow[] => {
  const [best] = columns
    .flatMap((column) => readingOf(column) ?? [])
    .toSorted(
      (a, b) =>
        b.weight - a.weight || countWords(a.column) - countWords(b.column) || depthOf(a.column) - depthOf(b.column),
    );
  if (best === undefined) {
    const why = 'no column tells employees and contractors apart: confirm that all are employees';
    return [constantRow(TARGET, KIND, 'employee', why, 0.3)];
  }
  const { column } = best;
  const confidence = best.weight > 2 ? CONFIDENCE_NAMED : CONFIDENCE_BY_WORDS;
  const row = wordsRow(column, TARGET, KIND, best.meanings, { confidence, why: best.why });
  const blank = column.rows - column.filled;
  return blank === 0
    ? [row]
    : [
        row,
        undecidedRow(
          '$',
          TARGET,
          KIND,
          `what they are whose ${column.place} is blank, in ${blank} of ${column.rows} rows`,
          'employee',
        ),
      ];
};
