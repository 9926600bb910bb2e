import { ROW_CHARACTERS_MAX } from './row.ts';

export interface Line {
  /** From 1. */
  readonly at: number;
  /** With the carriage return of Windows, if it has one; null where the line is too long to be held. */
  readonly text: string | null;
}

/** Lines of a text that comes in pieces, as many at once as a piece completes. */
export async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<readonly Line[]> {
  let at = 1;
  let rest = '';
  let too_long = false;
  const lineOf = (end: string): Line => {
    const line = too_long ? null : rest + end;
    rest = '';
    too_long = false;
    return { at: at++, text: line };
  };
  for await (const piece of text) {
    const parts = piece.split('\n');
    const last = parts.pop()!;
    yield parts.map(lineOf);
    rest += last;
    if (rest.length > ROW_CHARACTERS_MAX) {
      too_long = true;
      rest = '';
    }
  }
  if (rest !== '' || too_long) yield [lineOf('')];
}
