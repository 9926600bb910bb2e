import { hideAddresses } from '../../../mappings/address-in-text.ts';
import { parsePath } from '../../../mappings/fields/path.ts';

/** How deep and how wide a row is looked into; what lies beyond is not told of. */
const DEPTH_MAX = 8;
const LEAVES_MAX = 200;
const LEAVES_KNOWN_MAX = 10_000;

const PLAIN_KEY = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** A key as a place names it, without an address, which says too much of a person. */
const step = (key: string): string => {
  if (PLAIN_KEY.test(key)) return `.${key}`;
  return `['${hideAddresses(key).replaceAll("'", "''")}']`;
};

/** Extensions are told of by their name: what is in them is their owner's affair. */
const isClosed = (place: string): boolean => /\.extensions\['(?:[^']|'')*'\]$/.test(place);

/**
 * Places of all plain values in a row, as source fields of a mapping name them: `result.score.raw`. Items of a list share a
 * place.
 */
export const leavesOf = (row: unknown): readonly string[] => {
  const leaves = new Set<string>();
  const walk = (value: unknown, place: string, depth: number): void => {
    if (value === null || value === undefined || leaves.size === LEAVES_MAX) return;
    if (typeof value !== 'object' || depth === DEPTH_MAX || isClosed(place)) {
      leaves.add(place.replace(/^\./, ''));
    } else if (Array.isArray(value)) {
      for (const item of value) walk(item, place, depth + 1);
    } else {
      for (const key in value) walk((value as Record<string, unknown>)[key], place + step(key), depth + 1);
    }
  };
  walk(row, '', 0);
  return [...leaves];
};

const joined = (keys: readonly string[]): string => keys.map(step).join('').replace(/^\./, '');

/** Places that a source field reads, those that its conditions compare among them. Items of a list share a place. */
const placesOf = (source_field: string): readonly string[] => {
  const path = parsePath(source_field);
  if ('expected' in path || path.kind === 'context') return [];
  const places: string[] = [];
  const keys: string[] = [];
  for (const segment of path.segments) {
    if (segment.kind === 'key') keys.push(segment.key);
    if (segment.kind === 'where') places.push(joined([...keys, ...segment.keys]));
  }
  return keys.length === 0 ? places : [...places, joined(keys)];
};

/** Whether one place is another, or holds it. */
const holds = (outer: string, inner: string): boolean =>
  inner === outer || (inner.startsWith(outer) && (inner[outer.length] === '.' || inner[outer.length] === '['));

/**
 * Whether one of the source fields reads a place, something in it, or what holds it. `$`, the whole row, is no answer: what
 * is read of it only the transform knows.
 */
export const createReadCheck = (source_fields: readonly string[]): ((leaf: string) => boolean) => {
  const places = source_fields.flatMap(placesOf);
  const known = new Map<string, boolean>();
  return (leaf) => {
    const answer = known.get(leaf) ?? places.some((place) => holds(place, leaf) || holds(leaf, place));
    if (known.size < LEAVES_KNOWN_MAX) known.set(leaf, answer);
    return answer;
  };
};
