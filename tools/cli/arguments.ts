import { InvalidArgumentError } from 'commander';
import { isIri } from '../../mappings/iri.ts';
import { parseCoordinates } from '../../services/runtime/engine/headers.ts';
import type { Coordinates } from '../../services/runtime/service.ts';

/** A whole number within limits, for commander. */
export const integer =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max)
      throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`);
    return value;
  };

const UNITS_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const AGO = /^(\d{1,6})([smhd])$/;
const MOMENT = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/;

/**
 * A moment, for commander: how long ago (`90m`, `2h`, `7d`), or ISO 8601 with an offset; a date alone begins at midnight UTC.
 * @returns epoch milliseconds
 */
export const moment =
  (now_ms: number) =>
  (text: string): number => {
    const [, count, unit] = AGO.exec(text) ?? [];
    if (count !== undefined) return now_ms - Number(count) * UNITS_MS[unit!]!;
    const parsed_ms = MOMENT.test(text) ? Date.parse(text) : Number.NaN;
    if (Number.isNaN(parsed_ms)) throw new InvalidArgumentError('Expected 30m, 2h, 7d, or 2026-01-31T09:30Z.');
    return parsed_ms;
  };

/** An absolute IRI, for commander. */
export const iri = (text: string): string => {
  if (!isIri(text)) throw new InvalidArgumentError('Expected an absolute IRI, such as did:example:123.');
  return text;
};

/** `topic/partition/offset`, for commander. */
export const coordinates = (text: string): Coordinates => {
  const parsed = parseCoordinates(text);
  if (parsed === null) throw new InvalidArgumentError('Expected topic/partition/offset.');
  return parsed;
};

/** Collects the values of an option or argument that may be given several times. */
export const several =
  <T>(parse: (text: string) => T) =>
  (text: string, before: readonly T[] | undefined): T[] => [...(before ?? []), parse(text)];

/** One of some words, for commander. */
export const oneOf =
  <T extends string>(words: readonly T[]) =>
  (text: string): T => {
    const found = words.find((word) => word === text);
    if (found === undefined) throw new InvalidArgumentError(`Expected one of ${words.join(', ')}.`);
    return found;
  };
