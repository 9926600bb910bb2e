import { CsvError, type Info, parse } from 'csv-parse/sync';
import { fieldPositions, type Position } from './positions.ts';

/** One record of a CSV file: the texts of its fields, and where each of them starts. */
export interface CsvRecord {
  readonly texts: readonly string[];
  readonly positions: readonly Position[];
}

/** The text is no CSV: from `line` on, nothing can be told. */
export interface CsvBroken {
  readonly line: number;
  readonly code: string;
}

interface ParsedRecord {
  readonly record: readonly string[];
  readonly raw: string;
  readonly info: Info;
}

export const LINE_ENDS = ['\r\n', '\n'] as const;

/** The line ends of Windows in the quoted cells of a record: the parser counts each of them as two lines. */
export const windowsLineEnds = (text: string): number => text.split('\r\n').length - 1;

/** Splits a CSV text (RFC 4180, with `#` comment lines) into records of whatever length. */
export const parseCsv = (text: string): readonly CsvRecord[] | CsvBroken => {
  try {
    const records = parse(text, {
      bom: true,
      comment: '#',
      comment_no_infix: true,
      info: true,
      raw: true,
      record_delimiter: [...LINE_ENDS],
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as readonly ParsedRecord[];
    let counted_twice = 0;
    return records.map(({ record, raw, info }) => {
      counted_twice += windowsLineEnds(raw);
      return { texts: record, positions: fieldPositions(raw, info.lines - counted_twice) };
    });
  } catch (error) {
    if (error instanceof CsvError) return { line: Number(error['lines'] ?? 1), code: error.code };
    throw error;
  }
};
