import { isIri } from '../iri.ts';
import { parseMoment } from '../transforms/iso8601.ts';
import type { Cell } from './table.ts';

/**
 * Readers of single cells. Each returns the value, or undefined after adding a fault; a cell that may be empty gives
 * null when it is.
 */

export const text = (cell: Cell): string | undefined => {
  if (cell.text !== '') return cell.text;
  cell.fault('a value');
  return undefined;
};

export const choice = <const Option extends string>(cell: Cell, options: readonly Option[]): Option | undefined => {
  const found = options.find((option) => option === cell.text);
  if (found === undefined) cell.fault(options.map((option) => (option === '' ? 'nothing' : option)).join(' or '));
  return found;
};

export const matching = (cell: Cell, pattern: RegExp, expected: string): string | undefined => {
  if (pattern.test(cell.text)) return cell.text;
  cell.fault(expected);
  return undefined;
};

/** Lower-case words joined by hyphens: the form of rule names and source ids. */
export const slug = (cell: Cell): string | undefined =>
  matching(cell, /^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'lower-case letters and digits, with single hyphens between');

export const iri = (cell: Cell): string | undefined => {
  if (isIri(cell.text)) return cell.text;
  cell.fault('an absolute IRI');
  return undefined;
};

export const optional = <T>(cell: Cell, read: (cell: Cell) => T | undefined): T | null | undefined =>
  cell.text === '' ? null : read(cell);

export const number = (cell: Cell, accepts: (value: number) => boolean, expected: string): number | undefined => {
  const value = /^-?\d+(?:\.\d+)?$/.test(cell.text) ? Number(cell.text) : Number.NaN;
  if (accepts(value)) return value;
  cell.fault(expected);
  return undefined;
};

/** A whole number of months, up to a century. */
export const months = (cell: Cell): number | undefined =>
  number(
    cell,
    (value) => Number.isInteger(value) && value > 0 && value <= 1200,
    'a whole number of months from 1 to 1200',
  );

/** A day such as `2026-03-01`: its first moment in UTC, epoch milliseconds. */
export const day = (cell: Cell): number | undefined => {
  const moment = /^\d{4}-\d\d-\d\d$/.test(cell.text) ? parseMoment(cell.text, 0) : null;
  if (typeof moment === 'number') return moment;
  cell.fault('a day such as 2026-03-01');
  return undefined;
};

/** True when no reader has failed: narrows a record of cell values to one that is whole. */
export const complete = <T extends object>(values: T): values is { [Key in keyof T]: Exclude<T[Key], undefined> } & T =>
  Object.values(values).every((value) => value !== undefined);

/** Finds rows that say the same thing twice. */
export const createDuplicateCheck = (what: string): ((cell: Cell, key: string) => boolean) => {
  const lines = new Map<string, number>();
  return (cell, key) => {
    const earlier = lines.get(key);
    if (earlier === undefined) {
      lines.set(key, cell.line);
      return false;
    }
    cell.fault(`each ${what} once; it stands in line ${earlier} already`);
    return true;
  };
};
