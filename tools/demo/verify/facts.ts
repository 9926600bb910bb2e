import type { Fact, Facts } from '../../simulator/expectation.ts';

/** Scores are rounded to six decimals. */
const TOLERANCE = 1e-6;

const at = (value: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((inner, name) => (inner as Record<string, unknown> | null | undefined)?.[name], value);

const isSame = (expected: Fact, found: unknown): boolean =>
  typeof expected === 'number' && typeof found === 'number'
    ? Math.abs(expected - found) <= TOLERANCE * Math.max(1, Math.abs(expected))
    : expected === (found ?? null);

/** Names of the facts that a value does not state; empty when it states them all. */
export const missingFacts = (value: unknown, facts: Facts): readonly string[] =>
  Object.entries(facts)
    .filter(([path, fact]) => !isSame(fact, at(value, path)))
    .map(([path]) => path);
