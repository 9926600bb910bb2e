import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CsvRecord, parseCsv } from './csv.ts';
import type { FaultList } from './faults.ts';
import type { Position } from './positions.ts';
import { compareVersions, parseVersion } from './semver.ts';

/** A mapping file: what its rows say, and its columns with their descriptions. */
export interface FileFormat<Name extends string = string> {
  readonly summary: string;
  readonly columns: Readonly<Record<Name, string>>;
}

/** One cell, which knows where it stands. */
export interface Cell extends Position {
  readonly file: string;
  readonly field: string;
  readonly text: string;
  /** Adds a fault at this cell, `offset` characters into it. */
  readonly fault: (expected: string, offset?: number) => void;
}

export type Row<Name extends string = string> = Readonly<Record<Name | CommonColumn, Cell>>;

export interface Table<Name extends string = string> {
  readonly file: string;
  readonly version: string;
  readonly rows: readonly Row<Name>[];
  /** True when the file as a whole could not be read; it has no rows then. */
  readonly unreadable: boolean;
}

const COMMON_COLUMNS = {
  notes: 'For people: why the row is as it is.',
  version: 'Version of the file that brought the row or changed it last.',
} as const;
type CommonColumn = keyof typeof COMMON_COLUMNS;

/** All columns of a file with their descriptions: its own, then those that every file has. */
export const columnsOf = <Name extends string>(
  format: FileFormat<Name>,
): Readonly<Record<Name | CommonColumn, string>> => ({
  ...format.columns,
  ...COMMON_COLUMNS,
});

type AddFault = (position: Position, field: string | null, value: string, expected: string) => void;

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
  const add: AddFault = (position, field, value, expected) =>
    faults.add({ file, ...at(position), field, value, expected });
  const text = readText(directory, file, add);
  const version = text === null ? null : readVersion(text, add);
  const records = text === null ? null : readRecords(text, add);
  const [header, ...body] = records ?? [];
  if (!records || !checkHeader(header, Object.keys(columnsOf(format)), add)) {
    return { file, version: version ?? UNKNOWN_VERSION, rows: [], unreadable: true };
  }

  const rows = body.flatMap((record): Row[] => {
    const position = record.positions[0] ?? START;
    if (record.texts.length !== header.texts.length) {
      add(position, null, `${record.texts.length} cells`, `${header.texts.length} cells, one for each column`);
      return [];
    }
    const row = Object.fromEntries(
      header.texts.map((field, index) => [field, createCell(file, field, record, index, add)]),
    ) as Row;
    checkRowVersion(row.version!, version);
    return [row];
  });
  return { file, version: version ?? UNKNOWN_VERSION, rows: rows as readonly Row<Name>[], unreadable: false };
};

const at = ({ line, column }: Position): Position => ({ line, column });

const readText = (directory: string, file: string, add: AddFault): string | null => {
  try {
    return readFileSync(join(directory, file), 'utf8');
  } catch (error) {
    add(START, null, (error as NodeJS.ErrnoException).code ?? String(error), 'a readable file');
    return null;
  }
};

/** Spreadsheets pad the line with commas. */
const VERSION_LINE = /^\uFEFF?#[ \t]*version:[ \t]*([^\s,]+)[ \t,]*(?:\r?\n|$)/;

/** Stands for a version that is wrong; the fault keeps the mappings from being used. */
const UNKNOWN_VERSION = '0.0.0';

const readVersion = (text: string, add: AddFault): string | null => {
  const version = VERSION_LINE.exec(text)?.[1] ?? '';
  if (parseVersion(version)) return version;
  add(START, null, text.slice(0, text.search(/\r?\n|$/)), 'a first line such as "# version: 1.0.0"');
  return null;
};

const readRecords = (text: string, add: AddFault): readonly CsvRecord[] | null => {
  const records = parseCsv(text);
  if (!('code' in records)) return records;
  const expected = 'well-formed CSV: every quote closed, and quotes doubled inside quotes';
  add({ line: records.line, column: 1 }, null, records.code, expected);
  return null;
};

const checkHeader = (header: CsvRecord | undefined, names: readonly string[], add: AddFault): header is CsvRecord => {
  const start = header?.positions[0] ?? START;
  if (!header) {
    add(start, null, '', `a header: ${names.join()}`);
    return false;
  }
  if (header.texts.length === 1 && header.texts[0]!.includes(';')) {
    add(start, null, header.texts[0]!, 'commas between cells, not semicolons');
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
  const missing = names.filter((name) => !header.texts.includes(name));
  if (missing.length > 0) add(start, null, header.texts.join(), `also the columns ${missing.join(', ')}`);
  return sound && missing.length === 0;
};

const createCell = (file: string, field: string, record: CsvRecord, index: number, add: AddFault): Cell => {
  const text = record.texts[index] ?? '';
  const { line, column } = record.positions[index] ?? START;
  const fault = (expected: string, offset = 0): void => add({ line, column: column + offset }, field, text, expected);
  return { file, field, text, line, column, fault };
};

const checkRowVersion = (cell: Cell, file_version: string | null): void => {
  const row = parseVersion(cell.text);
  const file = file_version === null ? null : parseVersion(file_version);
  if (!row) cell.fault('a version such as 1.0.0');
  else if (file && compareVersions(row, file) > 0) cell.fault(`no version above that of the file, ${file_version}`);
};
