/** Places of a statement that a repair looks at: `result.score`, or `context.contextActivities.parent[].objectType`. */

type Json = Record<string, unknown>;

/** One step into a statement. `each`: into every item of a list, or into the one thing that stands in place of a list. */
interface Step {
  readonly key: string;
  readonly each: boolean;
}

export type Place = readonly Step[];

const PLACE = /^[A-Za-z_][A-Za-z0-9_]*(?:\[\])?(?:\.[A-Za-z_][A-Za-z0-9_]*(?:\[\])?)*$/;

/** @returns null for a text that names no place, or one that ends in `[]`: a repair mends a property */
export const parsePlace = (text: string): Place | null => {
  if (!PLACE.test(text) || text.endsWith('[]')) return null;
  return text.split('.').map((part) => ({ key: part.replace('[]', ''), each: part.endsWith('[]') }));
};

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Calls `visit` with each object that has the last property of the place. */
const visitFrom = (
  value: unknown,
  place: Place,
  at: number,
  visit: (parent: Json, key: string) => boolean,
): boolean => {
  const { key, each } = place[at]!;
  if (!isJson(value) || !Object.hasOwn(value, key)) return false;
  if (at === place.length - 1) return visit(value, key);
  const next = value[key];
  if (!each || !Array.isArray(next)) return visitFrom(next, place, at + 1, visit);
  let any = false;
  for (const item of next) any = visitFrom(item, place, at + 1, visit) || any;
  return any;
};

/**
 * Visits each property at a place.
 * @param visit may change the property; true when it did
 * @returns whether any visit changed something
 */
export const visitPlace = (
  statement: unknown,
  place: Place,
  visit: (parent: Record<string, unknown>, key: string) => boolean,
): boolean => visitFrom(statement, place, 0, visit);
