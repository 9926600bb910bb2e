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

/** Splits a CSV text (RFC 4180, with `#` comment lines) into records of whatever length. */
export const parseCsv = (text: string): readonly CsvRecord[] | CsvBroken => {
  try {
    const records = parse(text, {
      bom: true,
      comment: '#',
      comment_no_infix: true,
      info: true,
      raw: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as readonly ParsedRecord[];
    return records.map(({ record, raw, info }) => ({ texts: record, positions: fieldPositions(raw, info.lines) }));
  } catch (error) {
    if (error instanceof CsvError) return { line: Number(error['lines'] ?? 1), code: error.code };
    throw error;
  }
};
