import { describe, expect, test } from 'vitest';
import { exportLag, measureLag } from '../../../services/runtime/engine/lag.ts';
import type { Lane } from '../../../services/runtime/engine/lane.ts';
import type { LogReader, LogRecord } from '../../../services/runtime/kafka/log-reader.ts';
import type { EngineMetrics } from '../../../services/runtime/metrics/engine-metrics.ts';

const record = (offset: number, timestamp_ms: number): LogRecord => ({
  ...{ topic: 'raw.xapi', partition: 0, offset, timestamp_ms, key: null, value: null, headers: {} },
});

/** A reader that hands out these, in this order. */
const readerOf = (...batches: readonly LogRecord[][]): LogReader =>
  ({
    async *read() {
      yield* batches;
    },
  }) as unknown as LogReader;

const lagOf = (reader: LogReader, position: number) =>
  measureLag(reader, 'raw.xapi', 0, position, { earliest: 0, latest: 10 }, 5_000);

describe('the lag of a partition', () => {
  test('is what lies between the next record and the end', async () => {
    expect(await lagOf(readerOf([record(7, 2_000)]), 6)).toEqual({ records: 3, seconds: 3, next_offset: 7 });
  });

  test('is none where only transaction markers are left, or nothing', async () => {
    expect(await lagOf(readerOf(), 6)).toEqual({ records: 0, seconds: 0, next_offset: 10 });
    expect(await lagOf(readerOf(), 10)).toEqual({ records: 0, seconds: 0, next_offset: 10 });
  });

  test('is not taken for none while the broker has not answered with records yet: they would be passed over', async () => {
    const slow = readerOf([], [], [record(7, 2_000)]);
    expect(await lagOf(slow, 6)).toEqual({ records: 3, seconds: 3, next_offset: 7 });
  });
});

describe('the lag of all partitions', () => {
  const laneAt = (partition: number, next_offset: number): Lane =>
    ({ topic: 'raw.xapi', partition, next_offset }) as Lane;

  test('is exported for each', async () => {
    const lanes = [laneAt(0, 6), laneAt(1, 10), laneAt(2, 6), laneAt(3, -1)];
    const ranges = Array.from({ length: 4 }, (_, partition) => ({ partition, earliest: 0, latest: 10 }));
    const reader = {
      async *read(_topic: string, partition: number) {
        if (partition === 2) yield [record(7, 2_000)];
      },
    } as unknown as LogReader;
    const exported = new Map<number, number>();
    const metrics = {
      lag: (_topic: string, partition: number, records: number) => exported.set(partition, records),
    } as unknown as EngineMetrics;

    await exportLag('raw.xapi', lanes, ranges, reader, metrics);
    expect([...exported]).toEqual([
      [0, 0],
      [1, 0],
      [2, 3],
      [3, 0],
    ]);
  });
});
