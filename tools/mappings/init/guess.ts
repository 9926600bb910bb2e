import type { Column } from './column.ts';
import type { Look } from './recognise.ts';

/** A row of an export map that nobody has checked. */
export interface GuessedRow {
  readonly source_field: string;
  readonly target_field: string;
  readonly type: string;
  readonly transform: string;
  readonly sample_input: string;
  readonly sample_output: string;
  readonly ambiguity?: string | null;
  /** From 0 to 1; 0 where nothing fits, and the row only holds the place. */
  readonly confidence: number;
  readonly why: string;
}

/** A column that may be what is looked for. */
export interface Candidate {
  readonly column: Column;
  readonly confidence: number;
  readonly why: string;
  /** Whether its name says what is looked for. */
  readonly is_named: boolean;
}

/** What the name says weighs as much as what the values look like. */
const NAME_WEIGHT = 0.5;
const CONFIDENCE_MIN = 0.4;

/**
 * The columns that fit, the best first.
 * @param names what its name has to hold; the first of them is the clearest
 */
export const candidatesOf = (
  columns: readonly Column[],
  names: readonly RegExp[],
  lookAt: (column: Column) => Look,
): readonly Candidate[] => {
  const candidates = columns.map((column): Candidate => {
    const name = names.findIndex((pattern) => pattern.test(column.words));
    const named = name === -1 ? 0 : 1 - name / (names.length * 4);
    const { share, why } = lookAt(column);
    const confidence = share === 0 ? 0 : named * NAME_WEIGHT + share * (1 - NAME_WEIGHT);
    return {
      column,
      confidence,
      why: named > 0 ? `its name, and ${why}` : `${why}; its name says nothing`,
      is_named: named > 0,
    };
  });
  // Of names that say as much, the plainer one is about the row itself: user_id, and not canvas_user_id.
  return candidates
    .filter(({ confidence }) => confidence > CONFIDENCE_MIN)
    .toSorted((a, b) => b.confidence - a.confidence || countWords(a.column) - countWords(b.column));
};

/** The column that fits best; undefined where none does. */
export const bestColumn = (...given: Parameters<typeof candidatesOf>): Candidate | undefined =>
  candidatesOf(...given)[0];

const countWords = ({ words }: Column): number => words.split(' ').length;

/** Any text will do: only the name tells. */
export const anyText = ({ values }: Column): Look => ({
  share: values.length > 0 ? 0.8 : 0,
  why: 'its values are texts',
});

/** As `bestColumn`, of a column whose name must say what it is. */
export const namedColumn = (
  columns: readonly Column[],
  names: readonly RegExp[],
  lookAt: (column: Column) => Look = anyText,
): Candidate | undefined =>
  bestColumn(
    columns.filter(({ words }) => names.some((pattern) => pattern.test(words))),
    names,
    lookAt,
  );

/** Holds the place of a field that every record must have, and that no column gives: each row is refused until it is filled. */
export const placeholder = (target_field: string, what: string): GuessedRow => ({
  source_field: '$',
  target_field,
  type: 'string',
  transform: "constant(' ')",
  sample_input: '{}',
  sample_output: ' ',
  confidence: 0,
  why: `no column looks like ${what}: put the name of the column here, and a transform such as trim`,
});

export const constantRow = (
  target_field: string,
  type: string,
  value: string,
  why: string,
  confidence = 0.5,
): GuessedRow => ({
  source_field: '$',
  target_field,
  type,
  transform: `constant('${value.replaceAll("'", "''")}')`,
  sample_input: '{}',
  sample_output: value,
  confidence,
  why,
});

/** Steps that make a clean text of what a column holds. */
const cleaning = ({ nothing, is_text }: Column): readonly string[] => [
  ...(is_text ? [] : ['text']),
  ...(nothing.length === 0
    ? []
    : [`absent_if(${nothing.map((word) => `'${word.replaceAll("'", "''")}'`).join(', ')})`]),
];

/** As a sample of JSON is written: the first step decides what it is read as. */
export const sampleOf = ({ is_text }: Column, sample: string): string => (is_text ? sample : JSON.stringify(sample));

/** A transform behind the steps that its column needs. */
export const behindCleaning = (column: Column, transform: string): string =>
  [...cleaning(column), transform].join(' | ');

/** The row of a column that holds a text. */
export const textRow = (
  { column, confidence, why }: Candidate,
  target_field: string,
  sample: string,
  transform = 'trim',
  sample_output = sample,
): GuessedRow => ({
  source_field: column.place,
  target_field,
  type: 'string',
  transform: behindCleaning(column, transform),
  sample_input: sampleOf(column, sample),
  sample_output,
  confidence,
  why,
});
