import type { LanguageMap } from '../types.ts';

/** Stands for a property that is not there. No canonical value is equal to it. */
export const ABSENT = '-';

/** Length first, so that texts next to each other cannot be read in two ways. */
export const textOf = (value: string): string => `${value.length}:${value}`;

export const optional = <T>(value: T | undefined, canonical: (value: T) => string): string =>
  value === undefined ? ABSENT : canonical(value);

/** A list whose order means nothing. */
export const unordered = <T>(items: readonly T[], canonical: (item: T) => string): string =>
  items.length === 1 ? `[${canonical(items[0]!)}]` : `[${items.map(canonical).sort().join(',')}]`;

/** Below it, 32 bits keep the whole part of a number; from it on, they make one of two whole numbers. */
const WHOLE_PART_KEPT_BELOW = 2 ** 24;

/**
 * By value: 1, 1.0 and 1e0 are one number, 0 and -0 too. A store may keep no more than the precision of a float of 32 bits
 * (Data 2.2), so 0.95 comes back as 0.949999988079071. Where that would change the whole part, numbers are compared exactly,
 * against the letter of the specification: so large are ids and times, and sessions 20000001 and 20000002 are two.
 */
export const numberOf = (value: number): string =>
  `#${Math.abs(value) < WHOLE_PART_KEPT_BELOW ? Math.fround(value) : value};`;
export const booleanOf = (value: boolean): string => (value ? 't' : 'f');
/** UUIDs, hex digits and language tags ignore case (Data 2.3.1, "Case sensitivity"). */
export const caselessOf = (value: string): string => textOf(value.toLowerCase());

/** JSON of any shape, with keys in one order. Depth is bounded by the check of extensions. */
export const jsonOf = (value: unknown): string => {
  switch (typeof value) {
    case 'string':
      return textOf(value);
    case 'number':
      return numberOf(value);
    case 'boolean':
      return booleanOf(value);
    default:
  }
  if (value === null) return 'n';
  if (Array.isArray(value)) return `[${value.map(jsonOf).join(',')}]`;
  return mapOf(value as Readonly<Record<string, unknown>>);
};

/** An object with keys in one order. */
export const mapOf = (map: Readonly<Record<string, unknown>>): string => {
  let canonical = '{';
  for (const key of Object.keys(map).sort()) canonical += `${textOf(key)}${jsonOf(map[key])}`;
  return `${canonical}}`;
};

/** Language tags ignore case. */
export const languageMapOf = (map: LanguageMap): string =>
  unordered(Object.keys(map), (tag) => `${caselessOf(tag)}${textOf(map[tag]!)}`);
