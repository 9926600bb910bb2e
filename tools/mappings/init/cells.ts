import { canonical } from '../words/canonical.ts';

/** A plain value of a row, and where it stands. */
export interface PlacedCell {
  /** As a source field of a mapping names it; of a list, the first item. */
  readonly place: string;
  readonly value: string | number | boolean;
}

const DEPTH_MAX = 8;
const CELLS_MAX = 300;

const PLAIN = /^[A-Za-z_][A-Za-z0-9_-]*$/;
const quoted = (key: string): string => `['${key.replaceAll("'", "''")}']`;

/** Systems that wrap each value tell its label and type beside it: `{ label, value, type }`. */
const isWrapped = (value: object): value is { readonly value: unknown } => 'value' in value && 'label' in value;

/** OData tells of its own matters below names that begin with two underscores. */
const walk = (value: unknown, place: string, depth: number, cells: PlacedCell[]): void => {
  if (value === null || value === undefined || cells.length === CELLS_MAX) return;
  if (typeof value !== 'object') {
    if (place !== '') cells.push({ place, value: value as PlacedCell['value'] });
  } else if (depth === DEPTH_MAX) return;
  else if (Array.isArray(value)) walk(value[0], `${place}[0]`, depth + 1, cells);
  else if (isWrapped(value)) walk(value.value, `${place}.value`, depth + 1, cells);
  else {
    for (const [key, inner] of Object.entries(value)) {
      if (key.startsWith('__')) continue;
      const step = PLAIN.test(key) ? `${place === '' ? '' : '.'}${key}` : quoted(key);
      walk(inner, `${place}${step}`, depth + 1, cells);
    }
  }
};

/** Cells of a row of a table, or the plain values in one of JSON. */
export const cellsOf = (row: unknown, is_table: boolean): readonly PlacedCell[] => {
  if (typeof row !== 'object' || row === null) return [];
  if (is_table) {
    return Object.entries(row).map(([header, value]) => ({
      place: PLAIN.test(header) ? header : quoted(header),
      value: String(value),
    }));
  }
  const cells: PlacedCell[] = [];
  walk(row, '', 0, cells);
  return cells;
};

/** Parts of places that say nothing of what stands there: wrappers, numbers of items, ids of schemas. */
const EMPTY_WORDS = /\battributes\b|\bvalue$|\[\d+\]|urn:[^']*/g;

/**
 * Lower-case words of a place's name, without accents: `['Course ID']` is `course id`, `primaryWorkEmail` is `primary work email`.
 */
export const nameOf = (place: string): string =>
  canonical(
    place
      .replaceAll(EMPTY_WORDS, ' ')
      .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
      .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
      .replaceAll('#', ' number ')
      .replaceAll(/(\p{L})\d{1,2}\b/gu, '$1'),
  );
