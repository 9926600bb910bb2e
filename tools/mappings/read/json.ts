import { JSONParser } from '@streamparser/json';
import { LISTS, listOf } from './lists.ts';
import { faultyRow, ROW_CHARACTERS_MAX, type Row, rowOf, TOO_LONG } from './row.ts';

interface Items {
  /** Items that a piece of the text completes. */
  readonly read: (piece: string) => readonly unknown[];
  /** @throws TokenParserError when something is not complete */
  readonly end: () => void;
}

/** Takes items of lists, or whole values, from one JSON value after the other. */
const createItems = (paths: readonly string[]): Items => {
  const parser = new JSONParser({ paths: [...paths], keepStack: false, separator: '' });
  let items: unknown[] = [];
  parser.onValue = ({ value, key }) => {
    // A member that is an object where others have a list holds no rows.
    if (typeof key !== 'string') items.push(value);
  };
  return {
    read: (piece) => {
      items = [];
      try {
        parser.write(piece);
      } catch (error) {
        if (items.length === 0) throw error;
        throw new BrokenAfter(items, error);
      }
      return items;
    },
    end: () => parser.end(),
  };
};

/** The text is broken behind items that are not. */
class BrokenAfter extends Error {
  readonly items: readonly unknown[];

  constructor(items: readonly unknown[], cause: unknown) {
    super('broken', { cause });
    this.items = items;
  }
}

const WHOLE = '$';

/** Where the rows stand: in the file's own list, in one that it is known to hold, or nowhere but in the objects themselves. */
const pathsOf = (head: string, list: string | undefined): readonly string[] => {
  if (list !== undefined) return [`$.${list}.*`];
  if (head.trimStart().startsWith('[')) return ['$.*'];
  const paths = LISTS.map((place) => `$.${place}.*`);
  try {
    return createItems(paths).read(head).length > 0 ? paths : [WHOLE];
  } catch (error) {
    return error instanceof BrokenAfter ? paths : [WHOLE];
  }
};

/**
 * Reads JSON, one row at a time: the items of a list, or one object after the other.
 * @param head how the text begins
 * @param list place of the list in the file's object; undefined for those that are known
 */
export async function* readJson(text: AsyncIterable<string>, head: string, list?: string): AsyncGenerator<Row> {
  const paths = pathsOf(head, list);
  const items = createItems(paths);
  const rowsOf = (values: readonly unknown[]): readonly unknown[] =>
    paths[0] === WHOLE ? values.flatMap((value) => listOf(value) ?? [value]) : values;
  let at = 0;
  let characters = 0;
  try {
    for await (const piece of text) {
      const values = items.read(piece);
      characters = values.length === 0 ? characters + piece.length : 0;
      for (const row of rowsOf(values)) yield rowOf(++at, row);
      if (characters > ROW_CHARACTERS_MAX) {
        yield faultyRow(at + 1, `${TOO_LONG}: say with --list where the list of rows stands`);
        return;
      }
    }
  } catch (error) {
    if (!isSyntaxError(error)) throw error;
    for (const row of error instanceof BrokenAfter ? rowsOf(error.items) : []) yield rowOf(++at, row);
    yield faultyRow(at + 1, 'no well-formed JSON from here on');
    return;
  }
  try {
    items.end();
  } catch {
    yield faultyRow(at + 1, 'the JSON ends before it is complete');
    return;
  }
  if (at === 0 && list !== undefined) yield faultyRow(1, 'the place that --list names holds no list with rows');
}

/** The parser and its tokenizer have error classes of their own. */
const isSyntaxError = (error: unknown): boolean =>
  error instanceof BrokenAfter ||
  error instanceof SyntaxError ||
  (error instanceof Error && /^(?:Token|Tokenizer)/.test(error.constructor.name));
