import type { Letter } from '../letter.ts';

/** Which dead letters are meant; what is not given does not matter. */
export interface Filter {
  readonly codes?: readonly string[];
  /** Partition of the input. */
  readonly partition?: number;
  /** Refused at this time or later, epoch milliseconds. */
  readonly since_ms?: number;
  /** Refused before this time, epoch milliseconds. */
  readonly until_ms?: number;
  /** How often the record had been brought back. */
  readonly attempt?: number;
  /** Whether a letter has the record key that is meant. */
  readonly hasKey?: (letter: Letter) => boolean;
  /** `source` in the value; needs the value to be decoded. */
  readonly source?: string;
}

/** Whether the filter means a letter, its value aside: that is decoded only for letters that pass this. */
export const matches = (filter: Filter, letter: Letter): boolean => {
  const { record, said } = letter;
  const { codes, partition, since_ms, until_ms, attempt, hasKey } = filter;
  if (codes !== undefined && !(said !== null && codes.includes(said.code))) return false;
  if (partition !== undefined && said?.refused.partition !== partition) return false;
  if (attempt !== undefined && said?.attempt !== attempt) return false;
  if (since_ms !== undefined && record.timestamp_ms < since_ms) return false;
  if (until_ms !== undefined && record.timestamp_ms >= until_ms) return false;
  return hasKey === undefined || hasKey(letter);
};

/** Whether anything is filtered at all. */
export const isEmpty = (filter: Filter): boolean => Object.values(filter).every((value) => value === undefined);
