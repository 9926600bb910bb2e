import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { faultyRow, type Row, rowOf } from './row.ts';

/** Reads a JSON value from each line; empty lines are passed over. */
export async function* readNdjson(stream: Readable): AsyncGenerator<Row> {
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  let at = 0;
  for await (const line of lines) {
    at += 1;
    const text = at === 1 ? line.replace(/^\uFEFF/, '') : line;
    if (text.trim() === '') continue;
    yield readLine(text, at);
  }
}

const readLine = (text: string, at: number): Row => {
  try {
    return rowOf(at, JSON.parse(text), text);
  } catch {
    return faultyRow(at, 'no JSON');
  }
};
