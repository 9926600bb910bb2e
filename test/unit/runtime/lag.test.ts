import { describe, expect, test } from 'vitest';
import { measureLag } from '../../../services/runtime/engine/lag.ts';
import type { LogReader, LogRecord } from '../../../services/runtime/kafka/log-reader.ts';

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
