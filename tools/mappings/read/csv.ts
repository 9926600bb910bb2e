import type { Readable } from 'node:stream';
import { CsvError, type Info, parse } from 'csv-parse';
import { LINE_ENDS, windowsLineEnds } from '../../../mappings/loader/csv.ts';
import { faultyRow, type Row, rowOf } from './row.ts';

const DELIMITERS = [',', ';', '\t', '|'] as const;

/** The delimiter that stands most often in the first line. */
export const delimiterOf = (first_line: string): string =>
  DELIMITERS.map((delimiter) => ({ delimiter, count: first_line.split(delimiter).length })).reduce((best, other) =>
    other.count > best.count ? other : best,
  ).delimiter;

/** Empty cells are absent fields, as exports leave cells empty. */
const rowFrom = (columns: readonly string[], cells: readonly string[], at: number): Row => {
  if (cells.length !== columns.length) {
    return faultyRow(at, `${cells.length} cells, where the header names ${columns.length} columns`);
  }
  const value: Record<string, string> = {};
  columns.forEach((column, index) => {
    if (cells[index] !== '') value[column] = cells[index]!;
  });
  return rowOf(at, value);
};

/** Reads a table with a header, row by row (RFC 4180, any of `, ; tab |` between cells). */
export async function* readCsv(
  stream: Readable,
  delimiter: string,
  onHeader: (columns: readonly string[]) => void,
): AsyncGenerator<Row> {
  const parser = stream.pipe(
    parse({
      bom: true,
      delimiter,
      info: true,
      record_delimiter: [...LINE_ENDS],
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }),
  );
  stream.on('error', (error) => parser.destroy(error));
  let columns: readonly string[] | null = null;
  let line = 1;
  let counted_twice = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: readonly string[]; info: Info }>) {
      if (columns === null) {
        columns = record;
        onHeader(columns);
      } else yield rowFrom(columns, record, line);
      for (const cell of record) counted_twice += windowsLineEnds(cell);
      line = info.lines - counted_twice + 1;
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    yield faultyRow(
      Number(error['lines'] ?? line),
      'no well-formed CSV from here on: a quote is missing or not doubled',
    );
  }
}
