import type { LogReader } from '../kafka/log-reader.ts';
import { type Engine, homeTopic, PARKED } from './engine.ts';
import type { PartitionProcessor } from './partition-processor.ts';

/** How far a partition is behind. */
export interface Lag {
  readonly records: number;
  readonly seconds: number;
  /** Where the next record stands; the end of the partition when only transaction markers are left. */
  readonly next_offset: number;
}

/**
 * Measures the lag of one partition from the topic itself: the age is that of the oldest record not handled yet, and
 * a partition whose rest is nothing but transaction markers has no lag.
 * @param position next offset to handle, below 0 when the group has committed nothing
 */
export const measureLag = async (
  reader: LogReader,
  topic: string,
  partition: number,
  position: number,
  range: { readonly earliest: number; readonly latest: number },
  now_ms: number,
): Promise<Lag> => {
  const from = Math.max(position, range.earliest);
  if (from >= range.latest) return { records: 0, seconds: 0, next_offset: from };
  const first = await firstRecord(reader, topic, partition, from, range.latest);
  if (first === undefined) return { records: 0, seconds: 0, next_offset: range.latest };
  return {
    records: range.latest - first.offset,
    seconds: Math.max(0, now_ms - first.timestamp_ms) / 1000,
    next_offset: first.offset,
  };
};

const firstRecord = async (reader: LogReader, topic: string, partition: number, from: number, to: number) => {
  for await (const [first] of reader.read(topic, partition, from, to, { fetch_bytes: 1 })) {
    // A reader may have nothing to hand out yet; only when it ends there is nothing.
    if (first !== undefined) return first;
  }
  return undefined;
};

/** Exports how many entries of each kind the counted table has in the partitions owned. */
export const exportCensus = async (engine: Engine, processors: readonly PartitionProcessor[]): Promise<void> => {
  const { census } = engine.service;
  if (census === undefined) return;
  const table = engine.tables.get(String(census.table));
  for (const { topic, partition } of processors) {
    if (table === undefined || topic !== homeTopic(engine.service)) continue;
    engine.metrics.census(partition, await table.census(partition, census.kinds.length));
  }
};

/** Exports how many aliases wait in the partitions owned, and since when; for the service that sends them back. */
export const exportParked = async (
  engine: Engine,
  processors: readonly PartitionProcessor[],
  now_ms: number,
): Promise<void> => {
  const { due, inputs } = engine.service;
  // What falls due in other services has nothing to do with parked records.
  const table = due === undefined || inputs[PARKED] === undefined ? undefined : engine.tables.get(String(due.table));
  if (table === undefined) return;
  for (const { topic, partition } of processors) {
    if (topic !== homeTopic(engine.service)) continue;
    const waiting = await table.waiting(partition);
    const parked_at_ms = (waiting?.first_due_at ?? 0) - engine.settings.park_deadline_ms;
    const age_ms = waiting === null || waiting.first_due_at === 0 ? 0 : now_ms - parked_at_ms;
    engine.metrics.parked(partition, waiting?.rows ?? 0, age_ms / 1000);
  }
};
