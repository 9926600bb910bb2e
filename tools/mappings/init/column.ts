import { CommandError } from '../errors.ts';
import { scimMessageOf } from '../judge/scim.ts';
import type { RowSource } from '../read/row.ts';
import { cellsOf, nameOf } from './cells.ts';

/** How much of a sample is looked at: enough to tell a column, and no more. */
const ROWS_MAX = 2_000;

/** More words than that are no vocabulary, and may say something of people. */
export const WORDS_MAX = 30;

/** Words by which systems say that a cell is empty. */
const NOTHING: readonly string[] = ['-', '--', 'n/a', 'null', 'none', '(none)', '#n/a'];

/** A column of a table, or a place in JSON rows, with what stands there in the sample. */
export interface Column {
  /** As a source field of a mapping names it. */
  readonly place: string;
  /** Lower-case words of its name: `Course ID` is `course id`. */
  readonly words: string;
  /** Of the rows that have it, in their order. */
  readonly values: readonly string[];
  /** By the number of the row, from 0. */
  readonly cells: ReadonlyMap<number, string>;
  /** Different values, without spaces around; null: more than a vocabulary has. */
  readonly vocabulary: readonly string[] | null;
  /** How many rows have it. */
  readonly filled: number;
  readonly rows: number;
  /** Words in it that stand for nothing. */
  readonly nothing: readonly string[];
  /** Whether all of it is text; JSON may have numbers there. */
  readonly is_text: boolean;
}

export interface SampleColumns {
  readonly columns: readonly Column[];
  readonly rows: number;
  /** Why rows could not be read, one a row. */
  readonly faults: readonly string[];
}

interface Found {
  is_text: boolean;
  readonly cells: Map<number, string>;
  readonly nothing: Set<string>;
}

const vocabularyOf = (values: Iterable<string>): readonly string[] | null => {
  const words = new Set<string>();
  for (const value of values) {
    words.add(value.trim());
    if (words.size > WORDS_MAX) return null;
  }
  return [...words];
};

/**
 * Looks at the first rows of a sample.
 * @throws CommandError for messages of SCIM, which are no rows
 */
export const readColumns = async (source: RowSource): Promise<SampleColumns> => {
  const found = new Map<string, Found>();
  const faults: string[] = [];
  let rows = 0;
  for await (const { content } of source.rows) {
    if (content.kind === 'fault') {
      faults.push(content.reason);
      if (faults.length === ROWS_MAX) break;
      continue;
    }
    const message = scimMessageOf(content.value);
    if (message !== null)
      throw new CommandError(
        `${message.code}: ${source.name} holds a ${message.name} of SCIM, which is not supported: export the users as they are`,
      );
    for (const { place, value } of cellsOf(content.value, source.format === 'csv')) {
      const column: Found = found.get(place) ?? { is_text: true, cells: new Map(), nothing: new Set() };
      found.set(place, column);
      const text = String(value);
      if (NOTHING.includes(text.trim().toLowerCase())) {
        column.nothing.add(text.trim());
        continue;
      }
      column.is_text &&= typeof value === 'string';
      if (text.trim() !== '') column.cells.set(rows, text);
    }
    rows += 1;
    if (rows === ROWS_MAX) break;
  }
  const columns = [...found].map(([place, { nothing, cells, is_text }]) => ({
    place,
    words: nameOf(place),
    values: [...cells.values()],
    cells,
    vocabulary: vocabularyOf(cells.values()),
    filled: cells.size,
    is_text,
    nothing: [...nothing],
    rows,
  }));
  return { columns, rows, faults };
};
