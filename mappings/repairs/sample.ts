import { isDeepStrictEqual } from 'node:util';
import { type Place, visitPlace } from './place.ts';
import { createRepair, type RepairStep } from './repair.ts';

/** A statement in which nothing stands but a value at a place. */
const statementWith = (place: Place, value: unknown): unknown =>
  place.reduceRight<unknown>((inner, { key, each }) => ({ [key]: each ? [inner] : inner }), value);

/** What a row of `repairs.csv` makes of a sample. */
export type Mended = { readonly kind: 'untouched' | 'removed' } | { readonly kind: 'value'; readonly value: unknown };

/** Mends a value that stands at the place of a row. */
export const mendSample = (step: RepairStep, sample: unknown): Mended => {
  const statement = statementWith(step.place, sample);
  if (!createRepair('sample', [step]).mend(statement)) return { kind: 'untouched' };
  let found: Mended = { kind: 'removed' };
  visitPlace(statement, step.place, (parent, key) => {
    found = { kind: 'value', value: parent[key] };
    return false;
  });
  return found;
};

/** Whether what came out is what was expected; undefined stands for a property that is taken away. */
export const isExpected = (mended: Mended, expected: unknown): boolean =>
  mended.kind === 'value'
    ? expected !== undefined && isDeepStrictEqual(mended.value, expected)
    : expected === undefined;
