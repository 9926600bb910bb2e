import type { SourcePolicy } from '../../../mappings/index.ts';
import { UNKNOWN_SOURCE } from '../../../mappings/transforms/examples.ts';
import { transforms } from '../../../mappings/transforms/registry.ts';
import { Refusal } from '../../../mappings/transforms/transform.ts';
import type { Column } from './column.ts';

/** What the values of a column look like, and how many of them do. */
export interface Look {
  readonly share: number;
  /** For people: `200 of 200 values are e-mail addresses`. */
  readonly why: string;
}

export const lookOf = ({ values }: Column, fits: (value: string) => boolean, what: string): Look => {
  const count = values.filter((value) => fits(value.trim())).length;
  return { share: values.length === 0 ? 0 : count / values.length, why: `${count} of ${values.length} values ${what}` };
};

export const looksLikeEmail = (column: Column): Look =>
  lookOf(column, (value) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value), 'are e-mail addresses');

/** An id differs from row to row; a name of something that many rows share does not. */
export const looksDistinct = (column: Column): Look => {
  const distinct = new Set(column.values).size;
  const { length } = column.values;
  return { share: length === 0 ? 0 : distinct / length, why: `${distinct} of ${length} values differ` };
};

const WORD = /^[^@=]{1,60}$/u;
/** A few words, again and again, or always one; of a small sample, nothing but words will do. */
export const looksLikeWords = ({ vocabulary, values }: Column): Look => {
  const words = vocabulary ?? [];
  const fits = words.length > 0 && words.every((word) => WORD.test(word));
  const again = values.length > words.length;
  return { share: fits ? (again ? 1 : 0.6) : 0, why: `${words.length} different words in ${values.length} values` };
};

/** An id has no spaces in it, and is no address. */
export const looksLikeId = (column: Column): Look =>
  lookOf(column, (value) => /^[^\s@]{1,128}$/.test(value), 'could be ids');

/** As `looksLikeId`, of ids that differ from row to row. */
export const looksLikeOwnId = (column: Column): Look => {
  const distinct = looksDistinct(column);
  return { share: Math.min(looksLikeId(column).share, distinct.share), why: distinct.why };
};

/** Runs a transform as a source has it. */
export const stepOf = (
  name: string,
  parameters: readonly string[],
  source: SourcePolicy = UNKNOWN_SOURCE,
): ((value: string) => unknown) => {
  const lookups = {
    emailDomain: () => ({ local_part: 'keep', sub_address: null }) as const,
    enrollmentState: () => undefined,
  };
  const step = transforms.get(name)?.compile(parameters, lookups, { name: 'timestamp' });
  if (typeof step !== 'function') throw new RangeError(`${name}(${parameters.join()}) is no transform`);
  const context = { source, received_at: 0 };
  return (value) => step(value, context);
};

/** Whether a transform takes a value as it is. */
export const takes = (name: string, parameters: readonly string[]): ((value: string) => boolean) => {
  const step = stepOf(name, parameters);
  return (value) => {
    const output = step(value);
    return output !== undefined && !(output instanceof Refusal);
  };
};

export const looksLikeNumber = (column: Column): Look & { readonly transform: string } => {
  const percent = column.values.some((value) => value.trim().endsWith('%'));
  const bare: Column = { ...column, values: column.values.map((value) => value.trim().replace(/\s*%$/, '')) };
  const point = lookOf(bare, takes('number', []), 'are numbers');
  const comma = lookOf(bare, takes('number', [',']), 'are numbers with a decimal comma');
  const [look, number] = comma.share > point.share ? [comma, "number(',')"] : [point, 'number'];
  return { ...look, transform: percent ? `remove('%') | trim | ${number}` : number };
};
