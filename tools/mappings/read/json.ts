import type { Readable } from 'node:stream';
import { JSONParser } from '@streamparser/json';
import { faultyRow, type Row, rowOf } from './row.ts';

/** Members under which exports keep the list of their rows, where the file is an object. */
export const LIST_MEMBERS = ['statements', 'Report_Entry', 'value', 'data', 'items', 'results', 'records'] as const;

/** A file of one object that holds no list is one row, if it is no larger. */
const SINGLE_ROW_BYTES_MAX = 1_000_000;

/**
 * Reads the items of a JSON list, one at a time: of the file itself, or of the member that holds the list.
 * @param root what the file begins with
 */
export async function* readJson(stream: Readable, root: '[' | '{'): AsyncGenerator<Row> {
  const paths = root === '[' ? ['$.*'] : LIST_MEMBERS.map((member) => `$.${member}.*`);
  const parser = new JSONParser({ paths, keepStack: false });
  let items: unknown[] = [];
  let at = 0;
  let start: string | null = '';
  parser.onValue = ({ value }) => {
    items.push(value);
  };
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      if (start !== null) start = start.length > SINGLE_ROW_BYTES_MAX ? null : start + chunk.toString();
      parser.write(chunk);
      for (const item of items) yield rowOf(++at, item);
      items = [];
    }
    if (!parser.isEnded) yield faultyRow(at + 1, 'the JSON ends before it is complete');
    else if (at === 0 && root === '{' && start !== null) yield rowOf(1, JSON.parse(start));
  } catch (error) {
    if (!isSyntaxError(error)) throw error;
    for (const item of items) yield rowOf(++at, item);
    yield faultyRow(at + 1, 'no well-formed JSON from here on');
  }
}

/** The parser and its tokenizer have error classes of their own. */
const isSyntaxError = (error: unknown): boolean =>
  error instanceof SyntaxError || (error instanceof Error && /^(?:Token|Tokenizer)/.test(error.constructor.name));
