import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip, gunzipSync, constants as zlib } from 'node:zlib';
import { CommandError } from '../errors.ts';
import { delimiterOf, readCsv } from './csv.ts';
import { LIST_MEMBERS, readJson } from './json.ts';
import { readNdjson } from './ndjson.ts';
import type { RowSource } from './row.ts';

export const formats = ['csv', 'ndjson', 'json'] as const;
export type Format = (typeof formats)[number];

const HEAD_BYTES = 65_536;

const headOf = (path: string, zipped: boolean): string => {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(HEAD_BYTES);
    const head = bytes.subarray(0, readSync(file, bytes));
    // The head of a compressed file ends anywhere.
    return (zipped ? gunzipSync(head, { finishFlush: zlib.Z_SYNC_FLUSH }) : head).toString().replace(/^\uFEFF/, '');
  } finally {
    closeSync(file);
  }
};

/** Whether a text is one whole JSON object that is a row: not the rest of the file, and not what holds the list of rows. */
const isRowOfJson = (text: string): boolean => {
  try {
    const value = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return !LIST_MEMBERS.some((member) => Array.isArray(value[member]));
  } catch {
    return false;
  }
};

/** A file that begins with an object on a line of its own is NDJSON. */
const guessFormat = (head: string): Format => {
  const start = head.trimStart();
  if (start.startsWith('[')) return 'json';
  if (!start.startsWith('{')) return 'csv';
  const [first_line = ''] = start.split('\n', 1);
  return isRowOfJson(first_line) ? 'ndjson' : 'json';
};

const checkReadable = (path: string, head: string): void => {
  if (head.trim() === '') throw new CommandError(`${path} is empty`);
  if (head.includes('\u0000')) throw new CommandError(`${path} is no text in UTF-8: save or export it as UTF-8`);
};

/**
 * Opens an export, compressed with gzip or not. Reads it as it is asked for, so that a file may be larger than memory.
 * @param format guessed from the beginning of the file where it is not given
 * @throws CommandError when there is no such file, or nothing in it that could be read
 */
export const openRows = (path: string, format?: Format): RowSource => {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isFile()) throw new CommandError(`${path} is no file`);
  const zipped = path.endsWith('.gz');
  const head = headOf(path, zipped);
  checkReadable(path, head);
  const kind = format ?? (/\.(?:ndjson|jsonl)(?:\.gz)?$/.test(path) ? 'ndjson' : guessFormat(head));

  const file = createReadStream(path, { highWaterMark: HEAD_BYTES });
  const stream: Readable = zipped ? file.pipe(createGunzip()) : file;
  if (zipped) file.on('error', (error) => stream.destroy(error));
  let columns: readonly string[] | null = null;
  const rows = {
    csv: () => {
      const [first_line = ''] = head.split('\n', 1);
      return readCsv(stream, delimiterOf(first_line), (names) => {
        columns = names;
      });
    },
    ndjson: () => readNdjson(stream),
    json: () => readJson(stream, head.trimStart().startsWith('[') ? '[' : '{'),
  }[kind]();
  return {
    format: kind,
    counts: kind === 'json' ? 'item' : 'line',
    rows,
    columns: () => columns,
    bytes_read: () => file.bytesRead,
    bytes_total: stats.size,
  };
};
