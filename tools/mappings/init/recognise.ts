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

/** How its values are read, and what else they could be. */
export interface TimeLook extends Look {
  readonly transform: string;
  readonly example: string;
  readonly ambiguity: string | null;
}

const lookOf = ({ values }: Column, fits: (value: string) => boolean, what: string): Look => {
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

const WORDS_MAX = 30;
export const looksLikeWords = (column: Column): Look => {
  const distinct = new Set(column.values).size;
  const few = column.values.length > distinct && distinct <= WORDS_MAX;
  return { share: few ? 1 : 0, why: `${distinct} different words in ${column.values.length} values` };
};

/** Whether transforms take a value as it is. */
const takes = (name: string, parameters: readonly string[]): ((value: string) => boolean) => {
  const lookups = {
    emailDomain: () => ({ local_part: 'keep', sub_address: null }) as const,
    enrollmentState: () => undefined,
  };
  const step = transforms.get(name)?.compile(parameters, lookups, { name: 'timestamp' });
  if (typeof step !== 'function') throw new RangeError(`${name}(${parameters.join()}) is no transform`);
  const context = { source: UNKNOWN_SOURCE, received_at: 0 };
  return (value) => {
    const output = step(value, context);
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

const DAYS = ['YYYY-MM-DD', 'DD.MM.YYYY', 'DD/MM/YYYY', 'MM/DD/YYYY', 'DD-MM-YYYY', 'YYYY/MM/DD'] as const;
const TIMES = ['', ' HH:mm', ' HH:mm:ss', ' hh:mm A', ' hh:mm:ss A'] as const;
const FORMATS = DAYS.flatMap((day) => TIMES.map((time) => `${day}${time}`));

/** 2026-03-14 15:30:45, whose parts cannot be taken for one another, in a format. */
const exampleOf = (format: string): string =>
  format
    .replace('YYYY', '2026')
    .replace('MM', '03')
    .replace('DD', '14')
    .replace('HH', '15')
    .replace('hh', '03')
    .replace('mm', '30')
    .replace('ss', '45')
    .replace('A', 'PM');

const NO_TIME: TimeLook = { share: 0, why: 'no times', transform: '', example: '', ambiguity: null };

/**
 * Finds the format in which a column gives times.
 * @param offset offset that times without one are given in; null: that of the source
 */
export const looksLikeTime = (column: Column, offset: string | null): TimeLook => {
  const iso = lookOf(column, takes('parse_iso8601', []), 'are ISO 8601 times');
  if (iso.share >= HALF)
    return { ...iso, transform: 'parse_iso8601', example: '2026-03-14T15:30:45Z', ambiguity: null };
  const looks = FORMATS.map((format) => ({
    format,
    ...lookOf(column, takes('parse_date', [format, 'Z']), `are times like ${format}`),
  })).toSorted((a, b) => b.share - a.share);
  const [best, second] = looks;
  if (best === undefined || best.share < HALF) return NO_TIME;
  const { format, share, why } = best;
  const transform = `parse_date(${[format, ...(offset === null ? [] : [offset])].join(', ')})`;
  const ambiguity =
    second?.share === share ? `the values could also be ${second.format}: ask whoever made the export` : null;
  return { share, why, transform, example: exampleOf(format), ambiguity };
};

/** With fewer values of a kind, the column is another one. */
const HALF = 0.5;
