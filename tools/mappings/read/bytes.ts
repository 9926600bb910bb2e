import { createReadStream, statSync } from 'node:fs';
import { CommandError } from '../errors.ts';

/** What a file holds, in pieces, with the first of them in hand. */
export interface Bytes {
  /** Up to 64 KiB of its beginning, which `pieces` give too. */
  readonly head: Buffer;
  readonly pieces: AsyncIterable<Buffer>;
  readonly read: () => number;
  /** 0 where nobody knows. */
  readonly total: number;
  readonly modified_at: number;
}

export const HEAD_BYTES = 65_536;

/** The name that stands for standard input. */
export const STDIN = '-';

/** A stream that has been read up to the head: what was read comes again. */
async function* resumed(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (head.length > 0) yield head;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

const failing = (error: unknown): AsyncIterator<Buffer> => ({ next: () => Promise.reject(error) });

/** Reads the head of a stream of bytes; the pieces are those of the whole stream. */
export const withHead = async (
  stream: AsyncIterable<Buffer>,
): Promise<{ readonly head: Buffer; readonly pieces: AsyncIterable<Buffer> }> => {
  const rest = stream[Symbol.asyncIterator]();
  const pieces: Buffer[] = [];
  try {
    for (let length = 0; length < HEAD_BYTES; ) {
      const next = await rest.next();
      if (next.done) break;
      pieces.push(next.value);
      length += next.value.length;
    }
  } catch (error) {
    // What came before is still worth reading.
    return { head: Buffer.concat(pieces), pieces: resumed(Buffer.concat(pieces), failing(error)) };
  }
  const head = Buffer.concat(pieces);
  return { head, pieces: resumed(head, rest) };
};

async function* counted(stream: AsyncIterable<Buffer>, count: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const piece of stream) {
    count(piece.length);
    yield piece;
  }
}

/** @throws CommandError when there is no such file */
const checkFile = (path: string): { readonly size: number; readonly modified_at: number } => {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) throw new CommandError(`there is no file ${path}`);
  if (stats.isDirectory()) throw new CommandError(`${path} is a folder: name a file in it`);
  return { size: stats.size, modified_at: stats.mtime.getTime() };
};

/**
 * Opens a file, or standard input where the path is `-`.
 * @throws CommandError when there is no such file
 */
export const openBytes = async (path: string): Promise<Bytes> => {
  const { size, modified_at } = path === STDIN ? { size: 0, modified_at: Date.now() } : checkFile(path);
  let read = 0;
  const stream: AsyncIterable<Buffer> =
    path === STDIN ? process.stdin : createReadStream(path, { highWaterMark: HEAD_BYTES });
  const { head, pieces } = await withHead(
    counted(stream, (bytes) => {
      read += bytes;
    }),
  );
  return { head, pieces, read: () => read, total: size, modified_at };
};
