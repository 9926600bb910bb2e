import type { DrainTimes } from './drain.ts';
import type { PartitionReading, Reading } from './reading.ts';
import type { Unread, UnreadRecords } from './unread.ts';

/** What is known of one partition of one group. No value is below 0. */
export interface PartitionMeasure extends PartitionReading {
  /** Committed records that the group has not read. */
  readonly lag: number;
  /** Age of the oldest of them in seconds; undefined where it could not be read. */
  readonly lag_seconds: number | undefined;
  readonly drain_seconds: number | undefined;
  /** Records that Kafka deleted before the group read them. */
  readonly lost: number;
  /** How far the committed offset lies beyond the end: the topic was made again, or was cut. */
  readonly beyond_end: number;
}

export interface Measurement {
  readonly reading: Reading;
  readonly partitions: readonly PartitionMeasure[];
}

export interface Clocks {
  /** As record timestamps: milliseconds since 1970. */
  readonly wall_ms: () => number;
  readonly monotonic_ms: () => number;
}

/**
 * What a partition measures, from what was read of it. Pure.
 * @param seen_ms for how long these records have been seen unread: so old they are at least, whatever their producer says
 */
export const measurePartition = (
  reading: PartitionReading,
  unread: Unread,
  wall_ms: number,
  seen_ms = 0,
): Omit<PartitionMeasure, 'drain_seconds'> => {
  const { committed, log_start, end } = reading;
  const age_ms = unread.oldest_ms == null ? unread.oldest_ms : ageOf(unread.oldest_ms, wall_ms, seen_ms);
  return {
    ...reading,
    lag: unread.records,
    lag_seconds: age_ms === undefined ? undefined : (age_ms ?? 0) / 1000,
    lost: committed === null ? 0 : Math.max(0, log_start - Math.max(committed, unread.nothing_until)),
    beyond_end: committed === null ? 0 : Math.max(0, committed - end),
  };
};

/** -1 is how Kafka says that a record has no time, and 0 is one that nobody set. */
const ageOf = (time_ms: number, wall_ms: number, seen_ms: number): number =>
  Math.max(seen_ms, time_ms > 0 ? wall_ms - time_ms : 0);

export interface Measurer {
  readonly measure: (reading: Reading) => Promise<Measurement>;
}

/** A committed offset, and up to where there was no record behind it when that could still be seen. */
interface Passed {
  readonly committed: number | null;
  readonly nothing_until: number;
  /** Since when there have been unread records behind it; null without any. Monotonic, as is the next. */
  readonly unread_since_ms: number | null;
  readonly seen_at_ms: number;
}

/** What a round does not see may be back in the next one. What is gone for so long stays away. */
const REMEMBERED_MS = 3_600_000;

/**
 * Up to where nothing was behind a committed offset that Kafka no longer has. One offset at the end of an empty partition is what the
 * marker of the last transaction leaves: where nobody saw what it was, it is no loss.
 */
const nothingUntil = ({ committed, log_start, end }: PartitionReading, passed: Passed | undefined): number =>
  passed === undefined && log_start === end && log_start - (committed ?? 0) === 1
    ? log_start
    : Math.min(passed?.nothing_until ?? 0, log_start);

/** Measures round by round, and remembers what lay behind the positions: markers that expire are no records that were lost. */
export const createMeasurer = (unread: UnreadRecords, drain: DrainTimes, clocks: Clocks): Measurer => {
  let before: ReadonlyMap<string, Passed> = new Map();

  const measureOne = async (reading: PartitionReading, now: Map<string, Passed>): Promise<PartitionMeasure> => {
    const { topic, partition, leader, committed, log_start, end } = reading;
    const from = Math.max(committed ?? 0, log_start);
    const found = await unread
      .look({ topic, partition, leader, from, to: end })
      // The offsets alone say how many there are at most.
      .catch((): Unread => ({ records: Math.max(0, end - from), oldest_ms: undefined, nothing_until: from }));
    const name = `${reading.group} ${topic} ${partition}`;
    const now_ms = clocks.monotonic_ms();
    const last = before.get(name);
    const passed = last?.committed === committed ? last : undefined;
    const expired = committed !== null && log_start > committed;
    const nothing_until = expired
      ? nothingUntil(reading, passed)
      : Math.max(found.nothing_until, Math.min(passed?.nothing_until ?? 0, end));
    const unread_since_ms = found.records === 0 ? null : (passed?.unread_since_ms ?? now_ms);
    now.set(name, { committed, nothing_until, unread_since_ms, seen_at_ms: now_ms });
    const seen_ms = now_ms - (unread_since_ms ?? now_ms);
    const measured = measurePartition(reading, { ...found, nothing_until }, clocks.wall_ms(), seen_ms);
    return { ...measured, drain_seconds: drain.add(reading, measured.lag, now_ms) };
  };

  return {
    measure: async (reading) => {
      const now = new Map<string, Passed>();
      const partitions = await Promise.all(reading.partitions.map((one) => measureOne(one, now)));
      const now_ms = clocks.monotonic_ms();
      const remembered = [...before].filter(([, { seen_at_ms }]) => now_ms - seen_at_ms < REMEMBERED_MS);
      before = new Map([...remembered, ...now]);
      unread.endRound();
      drain.endRound();
      return { reading, partitions };
    },
  };
};
