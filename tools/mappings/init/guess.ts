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
/** A guess is never certain. */
const CONFIDENCE_MAX = 0.95;

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
    const confidence = share === 0 ? 0 : Math.min(CONFIDENCE_MAX, named * NAME_WEIGHT + share * (1 - NAME_WEIGHT));
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
    .toSorted(
      (a, b) =>
        b.confidence - a.confidence ||
        countWords(a.column) - countWords(b.column) ||
        depthOf(a.column) - depthOf(b.column),
    );
};

/** The column that fits best; undefined where none does. */
export const bestColumn = (...given: Parameters<typeof candidatesOf>): Candidate | undefined =>
  candidatesOf(...given)[0];

export const countWords = ({ words }: Column): number => words.split(' ').length;
export const depthOf = ({ place }: Column): number => place.split('.').length;

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

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Samples of values that a row would read, by the type of the field; they are executed once somebody has decided. */
const SAMPLES: Readonly<Record<string, string>> = {
  timestamp: '2026-03-14T15:30:45Z',
  number: '0',
  boolean: 'false',
};

/** A row that refuses what it reads until somebody has decided how it is to be read. */
export const undecidedRow = (
  source_field: string,
  target_field: string,
  type: string,
  question: string,
  sample = SAMPLES[type] ?? '?',
): GuessedRow => ({
  source_field,
  target_field,
  type,
  transform: `undecided(${quote(question)})`,
  sample_input: sample,
  sample_output: sample,
  confidence: 0,
  why: `decide: ${question}`,
});

/** Holds the place of a field that every record must have, and that no column gives: each row is refused until it is filled. */
export const placeholder = (target_field: string, what: string): GuessedRow =>
  undecidedRow(
    '$',
    target_field,
    'string',
    `no column looks like ${what}: put the name of the column here, and a transform such as trim`,
  );

/** A row that says of each word what it means; `?` where somebody has to decide. */
export const wordsRow = (
  column: Column,
  target_field: string,
  type: string,
  meanings: ReadonlyMap<string, string>,
  { confidence, why }: Pick<GuessedRow, 'confidence' | 'why'>,
): GuessedRow => {
  const [sample_word = '?', sample_output = '?'] =
    [...meanings].find(([, meaning]) => meaning !== '?') ?? [...meanings][0] ?? [];
  const parameters = [...meanings].map(([word, meaning]) => quote(`${word}=${meaning}`)).join(', ');
  const open = [...meanings].filter(([, meaning]) => meaning === '?').map(([word]) => `"${word}"`);
  const is_json = !column.is_text || type === 'boolean';
  return {
    source_field: column.place,
    target_field,
    type,
    transform: behindCleaning(column, `words(${parameters})`),
    sample_input:
      is_json && (!column.is_text || column.nothing.length === 0) ? JSON.stringify(sample_word) : sample_word,
    sample_output: sample_output === '?' && type === 'boolean' ? 'false' : sample_output,
    confidence: open.length > 0 ? Math.min(confidence, 0.4) : confidence,
    why: `${why}${open.length > 0 ? `; decide what ${open.join(', ')} means` : ''}`,
  };
};

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
