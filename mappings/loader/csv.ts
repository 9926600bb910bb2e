import { CsvError, type Info, parse } from 'csv-parse/sync';
import { fieldPositions, type Position } from './positions.ts';

/** One record of a CSV file: the texts of its fields, and where each of them starts. */
export interface CsvRecord {
  readonly texts: readonly string[];
  readonly positions: readonly Position[];
}

/** The text is no CSV: in the record that begins on `line`, or below it, a quote is wrong. */
export interface CsvBroken {
  readonly line: number;
}

interface ParsedRecord {
  readonly record: readonly string[];
  readonly raw: string;
  readonly info: Info;
}

const LINE_ENDS = ['\r\n', '\n'] as const;

/** The line ends of Windows in the quoted cells of a record: the parser counts each of them as two lines. */
const windowsLineEnds = (text: string): number => text.split('\r\n').length - 1;

const OPTIONS = {
  bom: true,
  comment: '#',
  comment_no_infix: true,
  record_delimiter: [...LINE_ENDS],
  relax_column_count: true,
  skip_empty_lines: true,
  trim: true,
};

/** Splits a CSV text (RFC 4180, with `#` comment lines) into records of whatever length. */
export const parseCsv = (text: string): readonly CsvRecord[] | CsvBroken => {
  try {
    const records = parse(text, { ...OPTIONS, info: true, raw: true }) as unknown as readonly ParsedRecord[];
    let counted_twice = 0;
    return records.map(({ record, raw, info }) => {
      counted_twice += windowsLineEnds(raw);
      return { texts: record, positions: fieldPositions(raw, info.lines - counted_twice) };
    });
  } catch (error) {
    if (error instanceof CsvError) return { line: brokenLine(text) };
    throw error;
  }
};

/** The line below the last record that is sound: where a quote is not closed, the parser only knows the end of the text. */
const brokenLine = (text: string): number => {
  let line = 1;
  let counted_twice = 0;
  try {
    parse(text, {
      ...OPTIONS,
      on_record: (record: readonly string[], { lines }) => {
        for (const cell of record) counted_twice += windowsLineEnds(cell);
        line = lines - counted_twice + 1;
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
  }
  return line;
};
