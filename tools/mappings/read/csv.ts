import { columnNames, delimiterOf, separatorIn } from './header.ts';
import { type Line, linesOf } from './lines.ts';
import { Records, type TableRecord } from './records.ts';
import { faultyRow, type Row, rowOf } from './row.ts';

/** Cells beyond the header are what some systems leave behind the last delimiter, as long as they are empty. */
const isRowOf = (columns: readonly string[], cells: readonly string[]): boolean =>
  cells.length === columns.length ||
  (cells.length > columns.length && cells.slice(columns.length).every((cell) => cell === ''));

/** Empty cells are absent fields, as exports leave cells empty. */
const rowFrom = (columns: readonly string[], record: TableRecord): Row => {
  if ('fault' in record) return faultyRow(record.at, record.fault);
  const { at, cells } = record;
  if (!isRowOf(columns, cells))
    return faultyRow(at, `${cells.length} cells, where the header names ${columns.length} columns`);
  const value: Record<string, string> = {};
  for (const [index, column] of columns.entries()) if (cells[index] !== '') value[column] = cells[index]!;
  return rowOf(at, value);
};

/** What the lines above the header decide: where it stands, and what stands between cells. */
const findHeader = (
  lines: readonly Line[],
  header_at: number,
): { readonly delimiter: string; readonly from: number } | null => {
  const first = lines.findIndex(({ at, text }) => at >= header_at && text !== null && text.trim() !== '');
  if (first === -1) return null;
  const text = lines[first]!.text!;
  const separator = separatorIn(text);
  return separator === null ? { delimiter: delimiterOf(text), from: first } : { delimiter: separator, from: first + 1 };
};

/**
 * Reads a table with a header, row by row (RFC 4180, any of `, ; tab |` between cells).
 * @param header_at line at which the header stands, or below which it is the first that is not empty
 * @throws CommandError when there is no header
 */
export async function* readCsv(
  text: AsyncIterable<string>,
  header_at: number,
  onHeader: (columns: readonly string[]) => void,
): AsyncGenerator<Row> {
  let records: Records | null = null;
  let columns: readonly string[] | null = null;
  function* rows(read: Iterable<TableRecord>): Generator<Row> {
    for (const record of read) {
      if (columns !== null) yield rowFrom(columns, record);
      else if ('fault' in record) yield faultyRow(record.at, record.fault);
      else {
        columns = columnNames(record.cells, record.at);
        onHeader(columns);
      }
    }
  }
  for await (const lines of linesOf(text)) {
    let given = lines;
    if (records === null) {
      const found = findHeader(lines, header_at);
      if (found === null) continue;
      records = new Records(found.delimiter);
      given = lines.slice(found.from);
    }
    yield* rows(records.add(given));
  }
  if (records !== null) yield* rows(records.end());
}
