import { basename } from 'node:path';
import { CommandError } from '../errors.ts';
import { openBytes, STDIN } from './bytes.ts';
import { readCsv } from './csv.ts';
import { readJson } from './json.ts';
import { chooseList, listsIn, rowsOfWhole, wrapperFault } from './lists-in.ts';
import { readNdjson } from './ndjson.ts';
import { faultyRow, type Row, type RowSource } from './row.ts';
import { decoded, type Encoding, encodingOf, lineEndOf, unpacked } from './text.ts';

export const formats = ['csv', 'ndjson', 'json'] as const;
export type Format = (typeof formats)[number];

/** How an export is read, where that is not told by the export itself. */
export interface ReadOptions {
  readonly format?: Format;
  readonly encoding?: Encoding;
  /** Line of a table that names its columns. */
  readonly header?: number;
  /** Place of the list of rows in a JSON object, such as `data.trainings`. */
  readonly list?: string;
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

/** Whether a value is an answer with a list of rows in it, one of a known name. */
const isPage = (value: unknown): boolean =>
  wrapperFault(value, '') !== null && chooseList(listsIn(value)).kind === 'list';

/** An object on a line of its own is a row, unless it holds the list of rows, or may hold it and nothing else follows. */
const isNdjson = (head: string): boolean => {
  const [first_line = '', ...others] = head.split('\n');
  const value = parsed(first_line);
  if (value === undefined || chooseList(listsIn(value)).kind === 'list') return false;
  return others.some((line) => line.trimStart().startsWith('{')) || 'rows' in rowsOfWhole(value);
};

/** A file that begins with an object on a line of its own is NDJSON. */
const formatOf = (name: string, head: string, { format, list }: ReadOptions): Format => {
  if (format !== undefined) return format;
  if (list !== undefined) return 'json';
  const start = head.trimStart();
  if (start.startsWith('[')) return 'json';
  const is_named_ndjson = /\.(?:ndjson|jsonl)(?:\.gz)?$/.test(name);
  if (!start.startsWith('{')) return is_named_ndjson ? 'ndjson' : 'csv';
  if (is_named_ndjson) return isPage(parsed(firstLine(start))) ? 'json' : 'ndjson';
  return isNdjson(start) ? 'ndjson' : 'json';
};

/** Errors of what is read, which end a file before its end: told as a row, so that what came before still counts. */
const reasonOf = (error: unknown): string | null => {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code.startsWith('Z_')) return 'the compressed file is damaged, or cut short, from here on';
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'other bytes than those of the encoding from here on';
  return null;
};

async function* untilBroken(rows: AsyncIterable<Row>): AsyncGenerator<Row> {
  let at = 0;
  try {
    for await (const row of rows) {
      at = row.at;
      yield row;
    }
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === null) throw error;
    yield faultyRow(at + 1, reason);
  }
}

async function* startingWith<T>(first: T, rest: AsyncIterator<T>): AsyncGenerator<T> {
  try {
    yield first;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

async function* none(): AsyncGenerator<never> {}

/**
 * Opens an export, compressed with gzip or not; `-` is standard input. Reads it as it is asked for, so that it may be larger
 * than memory.
 * @throws CommandError when there is no such file, or nothing in it that could be read
 */
export const openRows = async (path: string, options: ReadOptions = {}): Promise<RowSource> => {
  const name = path === STDIN ? 'standard input' : path;
  const bytes = await openBytes(path);
  const { head: head_bytes, pieces } = await unpacked(name, bytes);
  const encoding = encodingOf(name, head_bytes, options.encoding);
  const head = new TextDecoder(encoding).decode(head_bytes);
  if (head.trim() === '') throw new CommandError(`${name} is empty`);
  const format = formatOf(basename(path), head, options);

  const text = decoded(pieces, encoding, lineEndOf(head));
  let columns: readonly string[] | null = null;
  const read = {
    csv: () =>
      readCsv(text, options.header ?? 1, (names) => {
        columns = names;
      }),
    ndjson: () => readNdjson(text),
    json: () => readJson(text, head, options.list),
  }[format]();
  const rows = untilBroken(read)[Symbol.asyncIterator]();
  const first = await rows.next();
  return {
    name,
    format,
    counts: format === 'json' ? 'item' : 'line',
    first: first.done ? null : first.value,
    rows: first.done ? none() : startingWith(first.value, rows),
    columns,
    head,
    modified_at: bytes.modified_at,
    bytes_read: bytes.read,
    bytes_total: bytes.total,
  };
};
