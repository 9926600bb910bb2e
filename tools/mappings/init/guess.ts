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
}

/** What the name says weighs as much as what the values look like. */
const NAME_WEIGHT = 0.5;
const CONFIDENCE_MIN = 0.4;

/**
 * The column that fits best; undefined where none does.
 * @param names what its name has to hold; the first of them is the clearest
 */
export const bestColumn = (
  columns: readonly Column[],
  names: readonly RegExp[],
  lookAt: (column: Column) => Look,
): Candidate | undefined => {
  const candidates = columns.map((column): Candidate => {
    const name = names.findIndex((pattern) => pattern.test(column.words));
    const named = name === -1 ? 0 : 1 - name / (names.length * 4);
    const { share, why } = lookAt(column);
    const confidence = share === 0 ? 0 : named * NAME_WEIGHT + share * (1 - NAME_WEIGHT);
    return { column, confidence, why: named > 0 ? `its name, and ${why}` : `${why}; its name says nothing` };
  });
  const [best] = candidates.toSorted((a, b) => b.confidence - a.confidence);
  return best !== undefined && best.confidence > CONFIDENCE_MIN ? best : undefined;
};

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
  transform,
  sample_input: sample,
  sample_output,
  confidence,
  why,
});
