/** One row of an export. */
export interface Row {
  /** Line of the file where it starts, or its number among the items of a JSON list; from 1. */
  readonly at: number;
  /** What it holds; a fault where it cannot be read. */
  readonly content:
    | { readonly kind: 'value'; readonly value: unknown; readonly text: string | null }
    | { readonly kind: 'fault'; readonly reason: string };
}

export const rowOf = (at: number, value: unknown, text: string | null = null): Row => ({
  at,
  content: { kind: 'value', value, text },
});

export const faultyRow = (at: number, reason: string): Row => ({ at, content: { kind: 'fault', reason } });

/** Rows as they come, and how much of the file they have taken. */
export interface RowSource {
  readonly format: 'csv' | 'ndjson' | 'json';
  /** What `at` of a row counts. */
  readonly counts: 'line' | 'item';
  readonly rows: AsyncIterable<Row>;
  /** Names of the columns, once the first row has come; null where rows have no header. */
  readonly columns: () => readonly string[] | null;
  readonly bytes_read: () => number;
  readonly bytes_total: number;
}
