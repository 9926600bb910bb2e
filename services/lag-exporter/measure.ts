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

/** What a partition measures, from what was read of it. Pure. */
export const measurePartition = (
  reading: PartitionReading,
  unread: Unread,
  wall_ms: number,
): Omit<PartitionMeasure, 'drain_seconds'> => {
  const { committed, log_start, end } = reading;
  const age_ms = unread.oldest_ms == null ? unread.oldest_ms : Math.max(0, wall_ms - unread.oldest_ms);
  return {
    ...reading,
    lag: unread.records,
    lag_seconds: age_ms === undefined ? undefined : (age_ms ?? 0) / 1000,
    lost: committed === null ? 0 : Math.max(0, log_start - Math.max(committed, unread.nothing_until)),
    beyond_end: committed === null ? 0 : Math.max(0, committed - end),
  };
};

export interface Measurer {
  readonly measure: (reading: Reading) => Promise<Measurement>;
}

/** A committed offset, and up to where there was no record behind it when that could still be seen. */
interface Passed {
  readonly committed: number | null;
  readonly nothing_until: number;
}

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
    const known = before.get(name);
    const passed = known?.committed === committed ? known.nothing_until : 0;
    const expired = committed !== null && log_start > committed;
    const nothing_until = expired ? Math.min(passed, log_start) : found.nothing_until;
    now.set(name, { committed, nothing_until });
    const measured = measurePartition(reading, { ...found, nothing_until }, clocks.wall_ms());
    return { ...measured, drain_seconds: drain.add(reading, measured.lag, clocks.monotonic_ms()) };
  };

  return {
    measure: async (reading) => {
      const now = new Map<string, Passed>();
      const partitions = await Promise.all(reading.partitions.map((one) => measureOne(one, now)));
      before = now;
      unread.endRound();
      drain.endRound();
      return { reading, partitions };
    },
  };
};
