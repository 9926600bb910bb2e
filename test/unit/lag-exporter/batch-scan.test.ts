import { createRequire } from 'node:module';
import { zstdCompressSync } from 'node:zlib';
import { crc32c } from '@node-rs/crc32';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scanBatches } from '../../../services/runtime/kafka/batch-scan.ts';

const require = createRequire(import.meta.url);
const inside = <T>(path: string): T => require(`kafkajs/src/protocol/${path}`) as T;
const Record = inside<(message: object) => unknown>('recordBatch/record/v0/index.js');
const { RecordBatch } = inside<{ RecordBatch: (batch: object) => Promise<{ buffer: Buffer }> }>(
  'recordBatch/v0/index.js',
);

interface Batch {
  readonly first_offset: number;
  /** Milliseconds of each record. */
  readonly times: readonly number[];
  readonly producer?: number;
}

const batchOf = async ({ first_offset, times, producer }: Batch): Promise<Buffer> => {
  const { buffer } = await RecordBatch({
    ...{ compression: 0, firstOffset: first_offset, firstTimestamp: times[0], maxTimestamp: Math.max(...times) },
    ...{ producerId: producer ?? -1, transactional: producer !== undefined, lastOffsetDelta: times.length - 1 },
    records: times.map((time, offsetDelta) => Record({ value: 'v', offsetDelta, timestampDelta: time - times[0]! })),
  });
  return sealed(buffer);
};

/** With the checksum of what is in it now. */
const sealed = (batch: Buffer): Buffer => {
  batch.writeUInt32BE(crc32c(batch.subarray(21)), 17);
  return batch;
};

/** A marker that ends a transaction of a producer. */
const markerOf = async (first_offset: number, producer: number, kind: 'abort' | 'commit'): Promise<Buffer> => {
  const { buffer } = await RecordBatch({
    ...{ compression: 0, firstOffset: first_offset, firstTimestamp: 1, maxTimestamp: 1, lastOffsetDelta: 0 },
    ...{ producerId: producer, transactional: true },
    records: [Record({ key: Buffer.from([0, 0, 0, kind === 'abort' ? 0 : 1]), value: 'v', offsetDelta: 0 })],
  });
  buffer.writeInt16BE(buffer.readInt16BE(21) | 0x20, 21);
  return sealed(buffer);
};

/** The same batch with other bytes as its records. */
const repacked = (batch: Buffer, codec: number, records: Buffer): Buffer => {
  const changed = Buffer.concat([batch.subarray(0, 61), records]);
  changed.writeInt32BE(changed.length - 12, 8);
  changed.writeInt16BE(batch.readInt16BE(21) | codec, 21);
  return sealed(changed);
};

const aborted = (producer: number, first_offset: number) => ({
  producerId: String(producer),
  firstOffset: String(first_offset),
});

describe('what is left in record batches', () => {
  test('begins in the middle of a batch, with the time of that record', async () => {
    const bytes = Buffer.concat([
      await batchOf({ first_offset: 10, times: [500, 400, 300] }),
      await batchOf({ first_offset: 13, times: [900] }),
    ]);
    const from_11 = await scanBatches(bytes, null, { from: 11, to: 14 });
    expect(from_11).toEqual({ first: { offset: 11, timestamp_ms: 400 }, records: 3, next_offset: 14 });
    const from_13 = await scanBatches(bytes, null, { from: 13, to: 14 });
    expect(from_13).toEqual({ first: { offset: 13, timestamp_ms: 900 }, records: 1, next_offset: 14 });
  });

  test('is nothing where only markers and aborted records are left', async () => {
    const bytes = Buffer.concat([
      await markerOf(5, 1, 'commit'),
      await batchOf({ first_offset: 6, times: [1, 2], producer: 2 }),
      await markerOf(8, 2, 'abort'),
    ]);
    const found = await scanBatches(bytes, [aborted(2, 6)], { from: 5, to: 9 });
    expect(found).toEqual({ first: null, records: 0, next_offset: 9 });
  });

  test('is nothing in a batch that compaction emptied', async () => {
    const emptied = await batchOf({ first_offset: 5, times: [1] });
    emptied.writeInt32BE(0, 57);
    const bytes = Buffer.concat([sealed(emptied), await batchOf({ first_offset: 6, times: [700] })]);
    const all = await scanBatches(bytes, null, { from: 5, to: 7 });
    expect(all).toEqual({ first: { offset: 6, timestamp_ms: 700 }, records: 1, next_offset: 7 });
    const first = await scanBatches(bytes.subarray(0, emptied.length), null, { from: 5, to: 6 });
    expect(first).toEqual({ first: null, records: 0, next_offset: 6 });
  });

  test('counts what a producer commits after it aborted', async () => {
    const bytes = Buffer.concat([
      await batchOf({ first_offset: 0, times: [1], producer: 7 }),
      await markerOf(1, 7, 'abort'),
      await batchOf({ first_offset: 2, times: [30, 31], producer: 7 }),
      await markerOf(4, 7, 'commit'),
    ]);
    const found = await scanBatches(bytes, [aborted(7, 0)], { from: 0, to: 5 });
    expect(found).toEqual({ first: { offset: 2, timestamp_ms: 30 }, records: 2, next_offset: 5 });
  });

  test('ends with the last batch that is there as a whole', async () => {
    const second = await batchOf({ first_offset: 1, times: [5, 6] });
    const bytes = Buffer.concat([
      await batchOf({ first_offset: 0, times: [4] }),
      second.subarray(0, second.length - 1),
    ]);
    const found = await scanBatches(bytes, null, { from: 0, to: 3 });
    expect(found).toEqual({ first: { offset: 0, timestamp_ms: 4 }, records: 1, next_offset: 1 });
  });

  test('takes the time that the broker set for all records of a batch', async () => {
    const batch = await batchOf({ first_offset: 0, times: [10, 20] });
    batch.writeInt16BE(batch.readInt16BE(21) | 0x08, 21);
    batch.writeBigInt64BE(777n, 35);
    expect((await scanBatches(sealed(batch), null, { from: 1, to: 2 })).first?.timestamp_ms).toBe(777);
  });

  test('does not take the time at which tombstones go for that of a record', async () => {
    const batch = await batchOf({ first_offset: 0, times: [10, 20] });
    batch.writeInt16BE(batch.readInt16BE(21) | 0x40, 21);
    // With it, the times of the records are told from the horizon on.
    expect((await scanBatches(sealed(batch), null, { from: 1, to: 2 })).first?.offset).toBe(1);
  });
});

describe('a hostile batch', () => {
  test('that unpacks to 400 MB is not unpacked', async () => {
    const bomb = zstdCompressSync(Buffer.alloc(400 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(64 * 1024);
    const batch = repacked(await batchOf({ first_offset: 0, times: [10, 20, 30] }), 4, bomb);
    const before = process.memoryUsage.rss();
    const found = await scanBatches(batch, null, { from: 1, to: 3 });
    expect(found).toEqual({ first: { offset: 1, timestamp_ms: 10 }, records: 2, next_offset: 3 });
    expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 1024 * 1024);
  });

  test('that cannot be unpacked at all has the time of its header', async () => {
    for (const codec of [1, 2, 3, 4, 7]) {
      const batch = repacked(await batchOf({ first_offset: 0, times: [10, 20] }), codec, Buffer.from('no such thing'));
      expect((await scanBatches(batch, null, { from: 1, to: 2 })).first).toEqual({ offset: 1, timestamp_ms: 10 });
    }
  });

  test('of any bytes ends in an answer or an error that says where', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.nat({ max: 20 }), async (array, at) => {
        const batch = await batchOf({ first_offset: 0, times: [10, 20] });
        const damaged = Buffer.concat([batch, batch]);
        Buffer.from(array).copy(damaged, at);
        const found = await scanBatches(damaged, null, { from: 0, to: 2 }).catch((error: Error) => error);
        if (found instanceof Error) expect(found.message).toMatch(/record batch at offset|out of range/);
        else expect(found.records).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
