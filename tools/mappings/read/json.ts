import { Tokenizer, TokenParser } from '@streamparser/json';
import { exactNumber } from './exact-numbers.ts';
import { ListScanner } from './list-scanner.ts';
import { chooseList, rowsOfWhole, severalRowsFault, wrapperFault } from './lists-in.ts';
import { faultyRow, ROW_CHARACTERS_MAX, type Row, rowOf, TOO_LONG } from './row.ts';

interface Items {
  /** Items that a piece of the text completes. */
  readonly read: (piece: string) => readonly unknown[];
  /** @throws TokenParserError when something is not complete */
  readonly end: () => void;
}

/** Where the rows stand. */
interface Place {
  readonly path: string;
  /** `items`: of a list; `members`: of an object, with their names; `whole`: the values themselves. */
  readonly of: 'items' | 'members' | 'whole';
  /** Whether the place was given, so that nothing of it is a guess. */
  readonly is_given: boolean;
}

/** The field that has the name of a row which is a member of an object. */
const KEY_FIELD = '@key';

const withKey = (key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { [KEY_FIELD]: key, ...value } : value;

class ExactTokenizer extends Tokenizer {
  /** A token may have any value; only the type of the library says number. */
  protected override parseNumber(text: string): number {
    return exactNumber(text) as number;
  }
}

/** Takes items of lists, or whole values, from one JSON value after the other. */
const createItems = ({ path, of }: Place): Items => {
  const options = { paths: [path], keepStack: false, separator: '' };
  const [tokenizer, parser] = [new ExactTokenizer(options), new TokenParser(options)];
  tokenizer.onToken = (token) => parser.write(token);
  tokenizer.onEnd = () => {
    if (!parser.isEnded) parser.end();
  };
  parser.onError = (error) => tokenizer.error(error);
  let items: unknown[] = [];
  parser.onValue = ({ value, key }) => {
    // A member that is an object where others have a list holds no rows, unless it is said to be one.
    if (typeof key !== 'string') items.push(value);
    else if (of === 'members') items.push(withKey(key, value));
  };
  return {
    read: (piece) => {
      items = [];
      try {
        tokenizer.write(piece);
      } catch (error) {
        if (items.length === 0) throw error;
        throw new BrokenAfter(items, error);
      }
      return items;
    },
    end: () => tokenizer.end(),
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

const WHOLE = { path: '$', of: 'whole' } as const;

const givenPlace = (list: string): Place => {
  if (list === '$') return { ...WHOLE, is_given: true };
  const [path, of] =
    list === '*' || list.endsWith('.*') ? [`$.${list}`, 'members' as const] : [`$.${list}.*`, 'items' as const];
  return { path, of, is_given: true };
};

/** Where the rows stand: in the file's own list, in one that it is known to hold, or nowhere but in the objects themselves. */
const placeOf = (head: string, list: string | undefined): Place => {
  if (list !== undefined) return givenPlace(list);
  if (head.trimStart().startsWith('[')) return { path: '$.*', of: 'items', is_given: false };
  const scanner = new ListScanner();
  scanner.write(head);
  const choice = chooseList(scanner.lists);
  if (choice.kind === 'list') return { path: `$.${choice.place}.*`, of: 'items', is_given: false };
  return { ...WHOLE, is_given: false };
};

/** Rows of what was read, each with the fault that it is none where that is so. */
const rowsOf = (values: readonly unknown[], { of, is_given }: Place): readonly (unknown | Fault)[] => {
  if (is_given) return values;
  if (of !== 'whole') return values.map(checked);
  return values.flatMap((value) => {
    const found = rowsOfWhole(value);
    return 'fault' in found ? [new Fault(found.fault)] : found.rows.map(checked);
  });
};

const checked = (value: unknown): unknown => {
  const fault = severalRowsFault(value) ?? wrapperFault(value, '*.');
  return fault === null ? value : new Fault(fault);
};

class Fault {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

const asRow = (at: number, row: unknown): Row => (row instanceof Fault ? faultyRow(at, row.reason) : rowOf(at, row));

/** A list that shows only behind the rows of another one. */
const lateFault = ({ lists }: ListScanner, { path }: Place): string | null => {
  const choice = chooseList(lists);
  if (choice.kind === 'list' && `$.${choice.place}.*` === path) return null;
  const places = choice.kind === 'unknown' ? choice.places : [];
  return places.length === 0
    ? null
    : `the object has several lists, and only one of them was read: say --list with one of ${places.slice(0, 5).join(', ')}`;
};

/**
 * Reads JSON, one row at a time: the items of a list, or one object after the other. Where it is not known which they are, a
 * fault says so in place of them.
 * @param head how the text begins
 * @param list place of the list in the file's object: `data.items`, `people.*` for the members of an object, `*.items` for a
 * list in each item of a list, `$` for the object itself; undefined for those that are known
 */
export async function* readJson(text: AsyncIterable<string>, head: string, list?: string): AsyncGenerator<Row> {
  const place = placeOf(head, list);
  const items = createItems(place);
  const scanner = !place.is_given && place.of === 'items' && place.path !== '$.*' ? new ListScanner() : null;
  let at = 0;
  let characters = 0;
  try {
    for await (const piece of text) {
      scanner?.write(piece);
      const values = items.read(piece);
      characters = values.length === 0 ? characters + piece.length : 0;
      for (const row of rowsOf(values, place)) yield asRow(++at, row);
      if (characters > ROW_CHARACTERS_MAX) {
        yield faultyRow(at + 1, `${TOO_LONG}: say with --list where the list of rows stands`);
        return;
      }
    }
  } catch (error) {
    if (!isSyntaxError(error)) throw error;
    for (const row of error instanceof BrokenAfter ? rowsOf(error.items, place) : []) yield asRow(++at, row);
    yield faultyRow(at + 1, 'no well-formed JSON from here on');
    return;
  }
  try {
    items.end();
  } catch {
    yield faultyRow(at + 1, 'the JSON ends before it is complete');
    return;
  }
  const late = scanner === null ? null : lateFault(scanner, place);
  if (late !== null) yield faultyRow(at + 1, late);
  if (at === 0 && place.is_given) yield faultyRow(1, 'the place that --list names holds no list with rows');
}

/** The parser and its tokenizer have error classes of their own. */
const isSyntaxError = (error: unknown): boolean =>
  error instanceof BrokenAfter ||
  error instanceof SyntaxError ||
  (error instanceof Error && /^(?:Token|Tokenizer)/.test(error.constructor.name));
