/** One row of an export. */
export interface Row {
  /** Line of the file where it starts, or its number among the items of JSON; from 1. */
  readonly at: number;
  /** What it holds; a fault where it cannot be read. */
  readonly content:
    | { readonly kind: 'value'; readonly value: unknown; readonly text: string | null }
    | { readonly kind: 'fault'; readonly reason: string };
}

/** A row that is longer is no row of an export: a quote, a bracket or a line end is missing. Nothing longer is held. */
export const ROW_CHARACTERS_MAX = 4_000_000;

export const TOO_LONG = `no row ends within ${ROW_CHARACTERS_MAX.toLocaleString('en')} characters`;

export const rowOf = (at: number, value: unknown, text: string | null = null): Row => ({
  at,
  content: { kind: 'value', value, text },
});

export const faultyRow = (at: number, reason: string): Row => ({ at, content: { kind: 'fault', reason } });

/** Rows as they come, and how much of the file they have taken. */
export interface RowSource {
  /** As people know the file. */
  readonly name: string;
  readonly format: 'csv' | 'ndjson' | 'json';
  /** What `at` of a row counts. */
  readonly counts: 'line' | 'item';
  /** The first row, which `rows` gives too; null where there is none. */
  readonly first: Row | null;
  readonly rows: AsyncIterable<Row>;
  /** Names of the columns of a table; null where rows have no header. */
  readonly columns: readonly string[] | null;
  /** The first lines of the file, as text. */
  readonly head: string;
  /** When the file was written, epoch milliseconds; now where it is no file. */
  readonly modified_at: number;
  readonly bytes_read: () => number;
  /** 0 where nobody knows. */
  readonly bytes_total: number;
}
