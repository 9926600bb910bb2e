import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Deprecation } from '../types.ts';
import { type CsvRecord, parseCsv } from './csv.ts';
import type { FaultList, MappingFaultCode } from './faults.ts';
import type { Position } from './positions.ts';
import { checkRowVersion, deprecationOf } from './row-checks.ts';
import { parseVersion } from './semver.ts';

/** A mapping file: what its rows say, and its columns with their descriptions. */
export interface FileFormat<Name extends string = string> {
  readonly summary: string;
  readonly columns: Readonly<Record<Name, string>>;
  /** Columns that a file may leave out, as files written before there were such columns do: all their cells are empty. */
  readonly optional?: readonly NoInfer<Name>[];
}

/** One cell, which knows where it stands. */
export interface Cell extends Position {
  readonly file: string;
  readonly field: string;
  readonly text: string;
  /** Adds a fault at this cell, `offset` characters into it. */
  readonly fault: (expected: string, offset?: number, code?: MappingFaultCode) => void;
}

export type Row<Name extends string = string> = Readonly<Record<Name | CommonColumn, Cell>>;

/** What every row has, whatever its file. */
export type CommonRow = Row<never>;

export interface Table<Name extends string = string> {
  readonly file: string;
  readonly version: string;
  readonly rows: readonly Row<Name>[];
  /** Rows that still count, and should not be used any more. */
  readonly deprecations: readonly Deprecation[];
  /** True when the file as a whole could not be read; it has no rows then. */
  readonly unreadable: boolean;
}

const COMMON_COLUMNS = {
  deprecated_since:
    'Version since which the row should not be used any more; it still counts, and each start warns. Empty: in use. Files may leave this column and the next one out.',
  use_instead: 'What takes its place, in words. Only for a deprecated row.',
  notes: 'For people: why the row is as it is.',
  version: 'Version of the file that brought the row or changed it last.',
} as const;
type CommonColumn = keyof typeof COMMON_COLUMNS;
const OPTIONAL_COLUMNS: readonly CommonColumn[] = ['deprecated_since', 'use_instead'];

/** All columns of a file with their descriptions: its own, then those that every file has. */
export const columnsOf = <Name extends string>(
  format: FileFormat<Name>,
): Readonly<Record<Name | CommonColumn, string>> => ({
  ...format.columns,
  ...COMMON_COLUMNS,
});

type AddFault = (
  position: Position,
  field: string | null,
  value: string,
  expected: string,
  code?: MappingFaultCode,
) => void;

const START: Position = { line: 1, column: 1 };

/**
 * Reads one mapping file: CSV with a header in any order, and a first line `# version: 1.2.3`. Whatever is wrong with
 * its form is added to `faults`; the rows that are well formed are returned all the same.
 */
export const readTable = <Name extends string>(
  directory: string,
  file: string,
  format: FileFormat<Name>,
  faults: FaultList,
): Table<Name> => {
  const add: AddFault = (position, field, value, expected, code) =>
    faults.add({ ...(code ? { code } : {}), file, ...at(position), field, value, expected });
  const text = readText(directory, file, add);
  const version = text === null ? null : readVersion(text, add);
  const records = text === null ? null : readRecords(text, add);
  const [header, ...body] = records ?? [];
  const columns = Object.keys(columnsOf(format));
  const optional: readonly string[] = [...(format.optional ?? []), ...OPTIONAL_COLUMNS];
  if (!records || !checkHeader(header, columns, optional, add)) {
    return { file, version: version ?? UNKNOWN_VERSION, rows: [], deprecations: [], unreadable: true };
  }

  const left_out = columns.filter((name) => !header.texts.includes(name));
  const rows = body.flatMap((record): CommonRow[] => {
    const position = record.positions[0] ?? START;
    if (record.texts.length !== header.texts.length) {
      add(position, null, `${record.texts.length} cells`, `${header.texts.length} cells, one for each column`);
      return [];
    }
    const row = Object.fromEntries([
      ...header.texts.map((field, index) => [field, createCell(file, field, record, index, add)]),
      ...left_out.map((field) => [field, createCell(file, field, record, header.texts.length, add)]),
    ]) as CommonRow;
    checkRowVersion(row.version, version);
    return [row];
  });
  return {
    file,
    version: version ?? UNKNOWN_VERSION,
    rows: rows as readonly Row<Name>[],
    deprecations: rows.flatMap((row) => deprecationOf(row, version) ?? []),
    unreadable: false,
  };
};

const at = ({ line, column }: Position): Position => ({ line, column });

const readText = (directory: string, file: string, add: AddFault): string | null => {
  let bytes: Buffer;
  try {
    bytes = readFileSync(join(directory, file));
  } catch (error) {
    add(START, null, (error as NodeJS.ErrnoException).code ?? String(error), 'a readable file');
    return null;
  }
  if (isUtf8(bytes) && !bytes.includes(0)) return bytes.toString();
  const lines = bytes.toString('latin1').split('\n');
  const index = lines.findIndex((line) => !isUtf8(Buffer.from(line, 'latin1')));
  const value = lines[Math.max(index, 0)]!.replaceAll('\0', '');
  add({ line: Math.max(index, 0) + 1, column: 1 }, null, value, 'text in UTF-8: spreadsheets call it CSV UTF-8');
  return null;
};

/** A spreadsheet of a country with decimal commas saves tables with semicolons, whatever it calls them. */
const separatedBySemicolons = (text: string): Position | null => {
  const lines = text.split(/\r?\n/);
  const index = lines.findIndex((line) => !/^\uFEFF?[ \t]*(?:#|;*$)/.test(line));
  const header = lines[index] ?? '';
  return header.includes(';') && !header.includes(',') ? { line: index + 1, column: 1 } : null;
};

/** Spreadsheets pad the line with delimiters. */
const VERSION_LINE = /^\uFEFF?#[ \t]*version:[ \t]*([^\s,;]+)[ \t,;]*(?:\r?\n|$)/;

/** Stands for a version that is wrong; the fault keeps the mappings from being used. */
const UNKNOWN_VERSION = '0.0.0';

const readVersion = (text: string, add: AddFault): string | null => {
  const version = VERSION_LINE.exec(text)?.[1] ?? '';
  if (parseVersion(version)) return version;
  add(START, null, text.slice(0, text.search(/\r?\n|$/)), 'a first line such as "# version: 1.0.0"');
  return null;
};

const lineOf = (text: string, line: number): string => text.split(/\r?\n/)[line - 1] ?? '';

const readRecords = (text: string, add: AddFault): readonly CsvRecord[] | null => {
  const semicolons = separatedBySemicolons(text);
  if (semicolons !== null) {
    add(semicolons, null, lineOf(text, semicolons.line), 'commas between cells, not semicolons');
    return null;
  }
  const records = parseCsv(text);
  if (!('line' in records)) return records;
  const expected = 'well-formed CSV: every quote closed, and quotes doubled inside quotes';
  add({ line: records.line, column: 1 }, null, lineOf(text, records.line), expected);
  return null;
};

const checkHeader = (
  header: CsvRecord | undefined,
  names: readonly string[],
  optional: readonly string[],
  add: AddFault,
): header is CsvRecord => {
  const start = header?.positions[0] ?? START;
  if (!header) {
    add(start, null, '', `a header: ${names.join()}`);
    return false;
  }
  let sound = true;
  header.texts.forEach((name, index) => {
    const repeated = header.texts.indexOf(name) < index;
    if (names.includes(name) && !repeated) return;
    add(
      header.positions[index] ?? start,
      name,
      name,
      repeated ? 'each column once' : `a column of ${names.join(', ')}`,
    );
    sound = false;
  });
  const missing = names.filter((name) => !header.texts.includes(name) && !optional.includes(name));
  if (missing.length > 0) add(start, null, header.texts.join(), `also the columns ${missing.join(', ')}`);
  return sound && missing.length === 0;
};

const createCell = (file: string, field: string, record: CsvRecord, index: number, add: AddFault): Cell => {
  const text = record.texts[index] ?? '';
  const { line, column } = record.positions[index] ?? START;
  const fault: Cell['fault'] = (expected, offset = 0, code) =>
    add({ line, column: column + offset }, field, text, expected, code);
  return { file, field, text, line, column, fault };
};
