import { expect, it } from 'vitest';
import { validate } from '../../../../services/learning/xapi/validate.ts';
import { changed, full, least } from './samples.ts';

type Expected = readonly [code: string, path: string, requirement: string | null];

export const faultOf = (statement: unknown): Expected | null => {
  const fault = validate(statement);
  return fault && [fault.code, `$${fault.path}`, fault.requirement];
};
export const fullWith = (path: string, value: unknown) => faultOf(changed(full(), path, value));
export const leastWith = (path: string, value: unknown) => faultOf(changed(least(), path, value));

type Row = readonly [path: string, value: unknown, code: string, at: string, requirement: string | null];

/** Tests that a full statement is refused when one property is set so; undefined removes it. */
export const refuses = (rows: readonly Row[]): void => {
  it.each(rows)('refuses %s = %j with %s at %s (%s)', (path, value, code, at, requirement) => {
    expect(fullWith(path, value)).toEqual([code, at, requirement]);
  });
};

/** Tests that a full statement stays right when one property is set so. */
export const accepts = (rows: readonly (readonly [path: string, value: unknown])[]): void => {
  it.each(rows)('accepts %s = %j', (path, value) => expect(fullWith(path, value)).toBe(null));
};
