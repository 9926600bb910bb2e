import type { RowSource } from '../read/row.ts';
import { cellsOf, wordsOf } from './cells.ts';

/** How much of a sample is looked at: enough to tell a column, and no more. */
const ROWS_MAX = 2_000;
const VALUES_MAX = 300;

/** Words by which systems say that a cell is empty. */
const NOTHING: readonly string[] = ['-', '--', 'n/a', 'null', 'none', '(none)', '#n/a'];

/** A column of a table, or a place in JSON rows, with some of what stands there. */
export interface Column {
  /** As a source field of a mapping names it. */
  readonly place: string;
  /** Lower-case words of its name: `Course ID` is `course id`. */
  readonly words: string;
  readonly values: readonly string[];
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
  /** Rows that could not be read. */
  readonly faults: number;
}

interface Found {
  filled: number;
  is_text: boolean;
  readonly values: string[];
  readonly nothing: Set<string>;
}

/** Looks at the first rows of a sample. */
export const readColumns = async (source: RowSource): Promise<SampleColumns> => {
  const found = new Map<string, Found>();
  let rows = 0;
  let faults = 0;
  for await (const { content } of source.rows) {
    if (content.kind === 'fault') {
      faults += 1;
      continue;
    }
    rows += 1;
    for (const { place, value } of cellsOf(content.value, source.format === 'csv')) {
      const column: Found = found.get(place) ?? { filled: 0, is_text: true, values: [], nothing: new Set() };
      found.set(place, column);
      const text = String(value);
      if (NOTHING.includes(text.trim().toLowerCase())) {
        column.nothing.add(text.trim());
        continue;
      }
      column.filled += 1;
      column.is_text &&= typeof value === 'string';
      if (column.values.length < VALUES_MAX) column.values.push(text);
    }
    if (rows === ROWS_MAX) break;
  }
  const columns = [...found].map(([place, { nothing, ...column }]) => ({
    place,
    words: wordsOf(place),
    ...column,
    nothing: [...nothing],
    rows,
  }));
  return { columns, rows, faults };
};
