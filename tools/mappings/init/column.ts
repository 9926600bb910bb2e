import { leavesOf } from '../judge/places.ts';
import type { RowSource } from '../read/row.ts';

/** How much of a sample is looked at: enough to tell a column, and no more. */
const ROWS_MAX = 2_000;
const VALUES_MAX = 300;

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
}

const PLAIN = /^[A-Za-z_][A-Za-z0-9_-]*$/;
const placeOf = (header: string): string => (PLAIN.test(header) ? header : `['${header.replaceAll("'", "''")}']`);

const wordsOf = (place: string): string =>
  place
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/[^A-Za-z0-9]+/g, ' ')
    .trim()
    .toLowerCase();

const at = (value: unknown, place: string): unknown =>
  place.split('.').reduce((holder, key) => (holder as Readonly<Record<string, unknown>> | undefined)?.[key], value);

/** Cells of a row by place; values of JSON as text, as tables have them. */
const cellsOf = (value: unknown, is_table: boolean): readonly (readonly [place: string, text: string])[] => {
  if (typeof value !== 'object' || value === null) return [];
  if (is_table) return Object.entries(value).map(([header, text]) => [placeOf(header), String(text)]);
  return leavesOf(value).flatMap((place) => {
    const found = at(value, place);
    return found === undefined || found === null || typeof found === 'object' ? [] : [[place, String(found)] as const];
  });
};

/** Looks at the first rows of a sample. */
export const readColumns = async (source: RowSource): Promise<readonly Column[]> => {
  const found = new Map<string, { filled: number; values: string[] }>();
  let rows = 0;
  for await (const { content } of source.rows) {
    if (content.kind === 'fault') continue;
    rows += 1;
    for (const [place, text] of cellsOf(content.value, source.format === 'csv')) {
      const column = found.get(place) ?? { filled: 0, values: [] };
      found.set(place, column);
      column.filled += 1;
      if (column.values.length < VALUES_MAX) column.values.push(text);
    }
    if (rows === ROWS_MAX) break;
  }
  return [...found].map(([place, column]) => ({ place, words: wordsOf(place), ...column, rows }));
};
