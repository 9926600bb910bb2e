import type { ParkedRecord } from '../../../schemas/types.generated.ts';
import { formatCoordinates } from '../../../services/runtime/engine/headers.ts';
import type { Coordinates } from '../../../services/runtime/service.ts';
import { readParked } from '../list.ts';
import type { ParkedParts } from '../waiting.ts';

/** Which parked records are meant; what is not given does not matter. */
export interface Filter {
  /** Service that parked the record. */
  readonly service?: string;
  /** Why it waits. */
  readonly park_reason?: ParkedRecord['reason'];
  /** `source` in its value; needs the value to be decoded. */
  readonly source?: string;
  /** Parked first at this time or later, epoch milliseconds. */
  readonly since_ms?: number;
  /** Parked first before this time, epoch milliseconds. */
  readonly until_ms?: number;
  /** How often it has been brought back. */
  readonly attempt?: number;
}

/** An alias, or one of its records, as the operator named it. */
export type Named = string | Coordinates;

/** Whose records are meant: all, those of whom any record passes the filter, or those that are named. */
export interface Choice {
  readonly filter: Filter;
  readonly named: readonly Named[];
}

/** Whether the filter means a record, its value aside: that is decoded only for records that pass this. */
export const matches = (filter: Filter, parked: ParkedRecord): boolean => {
  const { service, park_reason, since_ms, until_ms, attempt } = filter;
  if (service !== undefined && parked.service !== service) return false;
  if (park_reason !== undefined && parked.reason !== park_reason) return false;
  if (attempt !== undefined && parked.attempt !== attempt) return false;
  if (since_ms !== undefined && parked.parked_at < since_ms) return false;
  return until_ms === undefined || parked.parked_at < until_ms;
};

/** Whether anything is filtered at all. */
export const isEmpty = (filter: Filter): boolean => Object.values(filter).every((value) => value === undefined);

/** An alias as it was named. */
export interface NamedAlias {
  readonly name: string;
  readonly alias: string;
  /** Offset of the record by which it was named, if any. */
  readonly offset: number | null;
}

/**
 * Finds the aliases that are named.
 * @returns those, and the coordinates at which nothing stands
 */
export const findNamed = async (
  parts: ParkedParts,
  named: readonly Named[],
): Promise<{ readonly aliases: readonly NamedAlias[]; readonly unknown: readonly string[] }> => {
  const aliases: NamedAlias[] = [];
  const unknown: string[] = [];
  for (const one of named) {
    if (typeof one === 'string') {
      aliases.push({ name: one, alias: one, offset: null });
      continue;
    }
    const name = formatCoordinates(one);
    const record = await readParked(parts, one);
    if (record === null) unknown.push(name);
    else aliases.push({ name, alias: record.alias, offset: one.offset });
  }
  return { aliases, unknown };
};
