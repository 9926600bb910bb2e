import { formOf } from '../judge/form.ts';
import { scimMessageOf } from '../judge/scim.ts';
import { LISTS, LISTS_BESIDE, PAGING } from './lists.ts';

/** Lists below objects, by place: `data.items`. Of what first item they have. */
export type Lists = ReadonlyMap<string, 'objects' | 'empty'>;

/** Where the rows of an object stand. `unknown`: there are lists, and nothing says which of them it is. */
export type ListChoice =
  | { readonly kind: 'list'; readonly place: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly places: readonly string[] };

/** Lists that lie deeper are parts of a row. */
export const LIST_DEPTH_MAX = 4;

const KNOWN: ReadonlySet<string> = new Set(LISTS.map((place) => place.toLowerCase()));
const isKnown = (place: string): boolean => KNOWN.has(place.toLowerCase());
const isBeside = (place: string): boolean => LISTS_BESIDE.has(place.split('.').at(-1)!.toLowerCase());

export const chooseList = (lists: Lists): ListChoice => {
  const of_objects = [...lists].flatMap(([place, items]) => (items === 'objects' && !isBeside(place) ? [place] : []));
  const [first, ...others] = of_objects;
  if (first !== undefined)
    return others.length === 0 && isKnown(first)
      ? { kind: 'list', place: first }
      : { kind: 'unknown', places: of_objects };
  const empty = [...lists.keys()].find((place) => isKnown(place) && lists.get(place) === 'empty');
  return empty === undefined ? { kind: 'none' } : { kind: 'list', place: empty };
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Lists of objects below an object, not below lists. */
export const listsIn = (value: unknown): Lists => {
  const lists = new Map<string, 'objects' | 'empty'>();
  const walk = (holder: Readonly<Record<string, unknown>>, above: string, depth: number): void => {
    for (const [key, inner] of Object.entries(holder)) {
      if (Array.isArray(inner)) {
        if (inner.length === 0) lists.set(`${above}${key}`, 'empty');
        else if (isObject(inner[0])) lists.set(`${above}${key}`, 'objects');
      } else if (isObject(inner) && depth < LIST_DEPTH_MAX) walk(inner, `${above}${key}.`, depth + 1);
    }
  };
  if (isObject(value)) walk(value, '', 1);
  return lists;
};

const at = (value: unknown, place: string): unknown =>
  place.split('.').reduce((holder, key) => (isObject(holder) ? holder[key] : undefined), value);

/** Forms whose lists are parts of one row: statements, raw records, resources and messages of SCIM. */
const isOneRow = (value: unknown): boolean => {
  if (formOf(value) !== null || scimMessageOf(value) !== null) return true;
  const { schemas } = (value ?? {}) as { readonly schemas?: unknown };
  return Array.isArray(schemas) && schemas.some((schema) => /^urn:ietf:params:scim:schemas:/i.test(String(schema)));
};

/** Members that are all objects of one form, such as people by their ids. */
const isKeyed = (value: unknown): boolean => {
  const members = isObject(value) ? Object.values(value) : [];
  return members.length > 1 && members.every(isObject);
};

const named = (places: readonly string[]): string => places.slice(0, 5).join(', ');

/** Rows of a whole JSON value, or why nobody can say which they are. */
export type RowsOf = { readonly rows: readonly unknown[] } | { readonly fault: string };

/** The rows of a value that stands alone in its file. */
export const rowsOfWhole = (value: unknown): RowsOf => {
  if (Array.isArray(value)) return { rows: value };
  if (isOneRow(value)) return { rows: [value] };
  const choice = chooseList(listsIn(value));
  if (choice.kind === 'list') return { rows: at(value, choice.place) as readonly unknown[] };
  if (choice.kind === 'unknown')
    return {
      fault: `the object has lists, and it is not known which of them has the rows: say --list with one of ${named(choice.places)}; or --list $ if the object is one row`,
    };
  const keyed = isKeyed(value)
    ? '*'
    : Object.keys(value ?? {}).find((key) => isKeyed((value as Readonly<Record<string, unknown>>)[key]));
  if (keyed === undefined) return { rows: [value] };
  const place = keyed === '*' ? '*' : `${keyed}.*`;
  return {
    fault: `the object has objects by their names, and it is not known whether these are the rows: say --list ${place} if they are; or --list $ if the object is one row`,
  };
};

const isPlain = (value: unknown): boolean => typeof value !== 'object' || value === null;

/** Why a row holds several rows; null where it may be one. */
export const severalRowsFault = (value: unknown): string | null => {
  if (Array.isArray(value))
    return value.every(isPlain) ? null : 'the row is a list with rows in it: write one object for each row';
  const members = isObject(value) ? Object.values(value) : [];
  const is_table =
    members.length > 1 &&
    members.every((member) => Array.isArray(member) && member.every(isPlain)) &&
    members.some((member) => (member as readonly unknown[]).length > 1);
  return is_table ? 'the row has a list for each of its columns: write one object for each row' : null;
};

/** Why a row is the answer of a system with a list in it, and no row; null where it may be one. */
export const wrapperFault = (value: unknown, above: string): string | null => {
  if (!isObject(value) || isOneRow(value)) return null;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  if (members.some(([key, member]) => typeof member !== 'object' && !PAGING.test(key.toLowerCase()))) return null;
  const places = [...listsIn(value)].flatMap(([place, items]) =>
    items === 'objects' && !isBeside(place) && (isKnown(place) || !place.includes('.')) ? [place] : [],
  );
  return places.length === 0
    ? null
    : `the row has nothing but a list of rows in it: say --list with one of ${named(places.map((place) => `${above}${place}`))}`;
};
