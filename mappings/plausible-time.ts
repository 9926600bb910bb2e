import type { MappingRejection } from './types.ts';

/**
 * The one rule for times that cannot be, whatever record they come in: what has happened did so between a first day and the arrival of
 * its record. Before or after, a unit or a clock is wrong, and the time would outweigh every right one.
 */

/** Years before come from clocks that were never set, and from seconds taken for milliseconds. */
export const HAPPENED_MIN_MS = Date.UTC(1990, 0, 1);
/** Clocks of senders, and local times taken for UTC, may run ahead by so much. */
export const AHEAD_MAX_MS = 24 * 60 * 60 * 1000;

/** HR systems tell of employments that began earlier, and of changes that are to come. */
export const EFFECTIVE_MIN_MS = Date.UTC(1900, 0, 1);
export const EFFECTIVE_MAX_MS = Date.UTC(2200, 0, 1);

/** When a record arrived, in epoch milliseconds: by its sender, and by Kafka. */
export interface Arrival {
  readonly received_at: number;
  /** Of the Kafka record: the broker's own clock in `raw.*`. Before 1990, it has none. */
  readonly timestamp_ms: number;
}

/** The latest moment that can have happened before a record arrived. Never by the clock of the process: a record is read alike again. */
const latestOf = ({ received_at, timestamp_ms }: Arrival): number =>
  (timestamp_ms < HAPPENED_MIN_MS ? received_at : timestamp_ms) + AHEAD_MAX_MS;

/** Whether a moment, in epoch milliseconds, can be that of something that a record tells of. */
export const hasHappened = (moment: number, arrival: Arrival): boolean =>
  moment >= HAPPENED_MIN_MS && moment <= latestOf(arrival);

/** When the sender took a record in; where that cannot be, when it came to Kafka. */
export const receivedAt = (arrival: Arrival): number =>
  hasHappened(arrival.received_at, arrival) ? arrival.received_at : arrival.timestamp_ms;

/** @param path place of the time */
export const implausibleTime = (path: string): MappingRejection => ({
  kind: 'rejected',
  code: 'time_implausible',
  reason: 'before 1990, or more than a day after the record arrived',
  path,
});
