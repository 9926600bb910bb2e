import type { ParkedRecord } from '../../schemas/types.generated.ts';
import { formatCoordinates } from '../../services/runtime/engine/headers.ts';
import type { Coordinates } from '../../services/runtime/service.ts';
import { rangesAt, readRange } from '../topics/ranges.ts';
import { decodeRecords } from '../topics/read.ts';
import { PARKED_TOPIC, type ParkedParts, readWaiting, type WaitingAlias } from './waiting.ts';

/** One alias with parked records. */
export interface AliasRow extends Pick<WaitingAlias, 'alias' | 'records' | 'deadline_at' | 'linked' | 'recalled'> {
  /** Coordinates of the oldest. */
  readonly oldest: string;
  /** What the oldest says of itself; null when the topic does not have it any more, so that it cannot come back. */
  readonly parked: Pick<ParkedRecord, 'parked_at' | 'service' | 'reason'> | null;
}

export interface ParkedListing {
  readonly aliases: number;
  readonly records: number;
  /** Aliases whose link is known, and whose records are on their way back. */
  readonly linked: number;
  /** Aliases whose records an operator recalled, which are on their way back too. */
  readonly recalled: number;
  /** Aliases whose deadline has passed: `resolution` has not looked at them yet. */
  readonly overdue: number;
  /** Those whose deadline comes first, as many as were asked for. */
  readonly rows: readonly AliasRow[];
}

const byDeadline = (a: WaitingAlias, b: WaitingAlias): number =>
  a.deadline_at - b.deadline_at || (a.alias < b.alias ? -1 : 1);

/** Counts what is parked and keeps the aliases whose deadline comes first. */
export const listParked = async (parts: ParkedParts, rows_max: number, now_ms: number): Promise<ParkedListing> => {
  const sums = { aliases: 0, records: 0, linked: 0, recalled: 0, overdue: 0 };
  let first: WaitingAlias[] = [];
  for await (const waiting of readWaiting(parts)) {
    for (const { records, linked, recalled, deadline_at } of waiting) {
      sums.aliases += 1;
      sums.records += records;
      if (linked) sums.linked += 1;
      if (recalled) sums.recalled += 1;
      if (deadline_at <= now_ms) sums.overdue += 1;
    }
    first = [...first, ...waiting].sort(byDeadline).slice(0, rows_max);
  }
  const rows: AliasRow[] = [];
  for (const { alias, partition, first_offset, records, deadline_at, linked, recalled } of first) {
    const at = { topic: PARKED_TOPIC, partition, offset: first_offset };
    const record = await readParked(parts, at);
    rows.push({
      ...{ alias, records, deadline_at, linked, recalled },
      oldest: formatCoordinates(at),
      parked: record && { parked_at: record.parked_at, service: record.service, reason: record.reason },
    });
  }
  return { ...sums, rows };
};

/**
 * Reads one parked record; null when the topic does not have it.
 * @throws Undecodable unless `onUnreadable` is given: then it counts as not there
 */
export const readParked = async (parts: ParkedParts, at: Coordinates): Promise<ParkedRecord | null> => {
  const [range] = await rangesAt(parts.reader, [at]);
  if (range === undefined) return null;
  for await (const records of readRange(parts.reader, range)) {
    const [found] = await decodeRecords(parts, PARKED_TOPIC, records);
    if (found !== undefined) return found.value;
  }
  return null;
};
