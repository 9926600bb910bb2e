import { parseExactly } from './exact-numbers.ts';
import { linesOf } from './lines.ts';
import { severalRowsFault, wrapperFault } from './lists-in.ts';
import { faultyRow, type Row, rowOf, TOO_LONG } from './row.ts';

/** Reads a JSON value from each line; empty lines are passed over. */
export async function* readNdjson(text: AsyncIterable<string>): AsyncGenerator<Row> {
  for await (const lines of linesOf(text)) {
    for (const { at, text: line } of lines) {
      if (line === null) yield faultyRow(at, TOO_LONG);
      else if (line.trim() !== '') yield readLine(line, at);
    }
  }
}

const readLine = (text: string, at: number): Row => {
  try {
    const value: unknown = parseExactly(text);
    const fault = severalRowsFault(value) ?? wrapperFault(value, '');
    return fault === null ? rowOf(at, value, text) : faultyRow(at, fault);
  } catch {
    return faultyRow(at, 'no JSON');
  }
};
