import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeAll } from '../../../services/runtime/engine/decode.ts';
import type { Engine } from '../../../services/runtime/engine/engine.ts';
import { memoryBytes, sizeOf } from '../../../services/runtime/engine/record-size.ts';
import { runsOf } from '../../../services/runtime/engine/worker.ts';
import { describeRecord } from '../../../services/runtime/kafka/fixes/record-encoding.ts';
import { type LogRecord, RAW_HEADERS } from '../../../services/runtime/kafka/log-reader.ts';
import { recordBytes } from '../../../services/runtime/kafka/transactional-producer.ts';

const TOPIC = 'raw.xapi';
const record = (changes: Partial<LogRecord> = {}): LogRecord => ({
  ...{ topic: TOPIC, partition: 0, offset: 1, timestamp_ms: 1, key: null, value: Buffer.from('x'), headers: {} },
  ...changes,
});

const anyHeaders = fc.dictionary(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
  { noNullPrototype: true },
);

describe('the size of a record', () => {
  test('counts the bytes of header names and not their characters', () => {
    const name = '漢'.repeat(1_000);
    expect(sizeOf(record({ headers: { [name]: Buffer.alloc(0) } }))).toBeGreaterThan(3_000);
    const written = { topic: TOPIC, partition: 0, key: null, value: null, headers: { [name]: '' } };
    expect(recordBytes(written)).toBeGreaterThan(3_000);
  });

  test('is never estimated below what a batch of it takes', () => {
    const BATCH_HEAD_BYTES = 61;
    fc.assert(
      fc.property(fc.option(fc.string()), fc.option(fc.uint8Array()), anyHeaders, (key, value, headers) => {
        const written = { key, value: value && Buffer.from(value), headers };
        const bytes = describeRecord(written).bytes + BATCH_HEAD_BYTES;
        expect(recordBytes({ topic: TOPIC, partition: 0, ...written })).toBeGreaterThanOrEqual(bytes);
      }),
    );
  });
});

describe('a chunk', () => {
  test('counts what headers take in memory', () => {
    const headers = { a: Array.from({ length: 1_000 }, () => Buffer.alloc(0)) };
    const records = Array.from({ length: 10 }, (_, offset) => record({ offset, headers }));
    expect(memoryBytes(records[0]!)).toBeGreaterThan(100_000);
    const chunks = [
      ...runsOf({ topic: TOPIC, partition: 0, from_offset: 0, records, next_offset: 10 }, 'id', 2_000, 250_000),
    ];
    expect(chunks.map((chunk) => chunk.records.length)).toEqual([2, 2, 2, 2, 2]);
  });

  test('ends before the first of the records that are not read, where that is the next', () => {
    const unread = { code: 'batch_too_large', reason: '', first_offset: 5, records: 95 } as const;
    const records = [record({ offset: 4 }), record({ offset: 99, unread })];
    const chunks = [
      ...runsOf({ topic: TOPIC, partition: 0, from_offset: 0, records, next_offset: 100 }, 'id', 1, 1_000),
    ];
    expect(chunks.map(({ next_offset }) => next_offset)).toEqual([5, 100]);
  });
});

describe('a record that is not read', () => {
  const prepared = async (given: LogRecord) => {
    const engine = { codec: { load: async () => undefined }, bytesMaxOf: () => 1_000_000 } as unknown as Engine;
    const input = { prepare: () => expect.unreachable(), prepareTombstone: () => expect.unreachable() };
    return (await decodeAll(engine, input as never, [given]))[0]!.prepared;
  };

  test('is refused, and no tombstone', async () => {
    const unread = { code: 'batch_unreadable', reason: 'why', first_offset: 1, records: 2 } as const;
    expect(await prepared(record({ value: null, unread }))).toMatchObject({
      kind: 'rejected',
      code: 'batch_unreadable',
    });
  });

  test('as it has too many headers is refused', async () => {
    const headers = { [RAW_HEADERS]: Buffer.from('x') };
    expect(await prepared(record({ headers }))).toMatchObject({ kind: 'rejected', code: 'too_many_headers' });
  });
});
