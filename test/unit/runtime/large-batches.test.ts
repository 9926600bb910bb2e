import { createRequire } from 'node:module';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { crc32c } from '@node-rs/crc32';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  DECODE_LIMITS,
  type DecodeLimits,
  decodeBatches,
} from '../../../services/runtime/kafka/fixes/batch-decoding.ts';
import { codecOf, registerCodecs } from '../../../services/runtime/kafka/fixes/codecs.ts';
import {
  type FetchedRecord,
  HEADERS_MAX,
  RAW_HEADERS,
  type UnreadRecords,
} from '../../../services/runtime/kafka/fixes/record-decoding.ts';
import { describeRecord, writeRecord } from '../../../services/runtime/kafka/fixes/record-encoding.ts';

const { RecordBatch } = createRequire(import.meta.url)('kafkajs/src/protocol/recordBatch/v0/index.js') as {
  RecordBatch: (batch: object) => Promise<{ buffer: Buffer }>;
};

beforeAll(registerCodecs);

const CODECS = { gzip: 1, snappy: 2, lz4: 3, zstd: 4 } as const;
const MIB = 1024 * 1024;
const FIRST = 1_000;

interface Message {
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

/** @param deltas where each record says that it stands, behind the first offset of the batch */
const plainOf = (messages: readonly Message[], deltas: readonly number[] = [...messages.keys()]): Buffer => {
  const records = messages.map(({ value, headers = {} }, i) =>
    describeRecord({ key: null, value, headers, offsetDelta: deltas[i]! }),
  );
  const plain = Buffer.alloc(records.reduce((sum, { bytes }) => sum + bytes, 0));
  let at = 0;
  for (const record of records) at = writeRecord(record, plain, at);
  return plain;
};

/** A batch whose records are given as they are compressed. */
const batchOf = async (codec: number, compressed: Buffer, count: number, first = FIRST): Promise<Buffer> => {
  const { buffer } = await RecordBatch({ firstOffset: first, lastOffsetDelta: count - 1, records: [] });
  const bytes = Buffer.concat([buffer, compressed]);
  bytes.writeInt32BE(bytes.length - 12, 8);
  bytes.writeInt16BE(codec, 21);
  bytes.writeInt32BE(count, 57);
  bytes.writeUInt32BE(crc32c(bytes.subarray(21)), 17);
  return bytes;
};

const compressed = async (codec: number, messages: readonly Message[], first = FIRST): Promise<Buffer> => {
  const plain = plainOf(messages);
  const bytes = codec === 0 ? plain : await codecOf(codec)!.compress({ buffer: plain });
  return batchOf(codec, bytes, messages.length, first);
};

const limits = (changes: Partial<DecodeLimits>): DecodeLimits => ({ ...DECODE_LIMITS, ...changes });

/** What a broker sends: batches from the one on that reaches the position. */
const from = (bytes: Buffer, position: number): Buffer => {
  let start = 0;
  while (start < bytes.length && Number(bytes.readBigInt64BE(start)) + bytes.readInt32BE(start + 23) < position)
    start += 12 + bytes.readInt32BE(start + 8);
  return bytes.subarray(start);
};

/** Fetches again and again from behind what came, as a consumer does. */
const readAll = async (bytes: Buffer, given: DecodeLimits = DECODE_LIMITS, first = 0) => {
  const windows: (readonly FetchedRecord[])[] = [];
  for (let position = first; ; ) {
    const records = (await decodeBatches(from(bytes, position), codecOf, position, given))!.filter(
      ({ offset }) => offset >= position,
    );
    if (records.length === 0) return { windows, records: windows.flat() };
    windows.push(records);
    position = records.at(-1)!.offset + 1;
  }
};

const valuesOf = (records: readonly FetchedRecord[]) => records.map(({ offset, value }) => [offset, value]);
const numbered = (values: readonly (Buffer | null)[], first = FIRST) => values.map((value, i) => [first + i, value]);

describe.each(Object.entries(CODECS))('a batch that %s makes small', (_, codec) => {
  test('comes whole, in order and byte for byte, whatever the limits', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.option(fc.uint8Array({ maxLength: 2_000 })), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 2_100, max: 20_000 }),
        fc.integer({ min: 1, max: 10 }),
        fc.nat({ max: 39 }),
        async (arrays, plain_bytes_max, records_max, skipped) => {
          const values = arrays.map((array) => array && Buffer.from(array));
          const bytes = await compressed(
            codec,
            values.map((value) => ({ value })),
          );
          const { records } = await readAll(bytes, limits({ plain_bytes_max, records_max }), FIRST + skipped);
          expect(valuesOf(records)).toEqual(numbered(values).slice(skipped));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('and holds very much is read in bounded pieces', async () => {
    const values = Array.from({ length: 60 }, () => Buffer.alloc(MIB, 'x'));
    const bytes = await compressed(
      codec,
      values.map((value) => ({ value })),
    );
    const { windows, records } = await readAll(bytes);
    expect(records.map(({ offset, value }) => [offset, value!.length])).toEqual(
      values.map((value, i) => [FIRST + i, value.length]),
    );
    for (const window of windows) {
      expect(window.reduce((sum, { value }) => sum + value!.length, 0)).toBeLessThan(DECODE_LIMITS.plain_bytes_max);
    }
  });

  test('and holds a record that nobody can hold gives the batch in its place, and the others', async () => {
    const values = [Buffer.from('before'), Buffer.alloc(50_000, 'x'), Buffer.from('behind')];
    const bytes = await compressed(
      codec,
      values.map((value) => ({ value })),
    );
    const { records } = await readAll(bytes, limits({ plain_bytes_max: 10_000 }));
    expect(records.map(({ offset, unread }) => [offset, unread?.code, unread?.first_offset, unread?.records])).toEqual([
      [FIRST, undefined, undefined, undefined],
      [FIRST + 1, 'too_large', FIRST + 1, 1],
      [FIRST + 2, undefined, undefined, undefined],
    ]);
    expect(records[1]!.value).toEqual(bytes);
    expect(String(records[2]!.value)).toBe('behind');
  });

  test('and holds more than any batch may is read up to there; the rest is one record with the batch in it', async () => {
    const values = Array.from({ length: 50 }, () => Buffer.alloc(1_000, 'x'));
    const whole = await compressed(
      codec,
      values.map((value) => ({ value })),
    );
    const next = await compressed(codec, [{ value: Buffer.from('next') }], FIRST + 50);
    const bytes = Buffer.concat([whole, next]);
    const { records } = await readAll(bytes, limits({ plain_bytes_max: 4_000, batch_bytes_max: 20_000 }));
    const rest = records.find(({ unread }) => unread !== undefined)!;
    expect(rest).toMatchObject({ offset: FIRST + 49, value: whole, key: null });
    expect(rest.unread).toMatchObject({ code: 'batch_too_large' });
    expect(rest.unread!.first_offset + rest.unread!.records).toBe(FIRST + 50);
    expect(records.indexOf(rest)).toBe(rest.unread!.first_offset - FIRST);
    expect(String(records.at(-1)!.value)).toBe('next');
  });

  test('and is cut off or damaged before its checksum was made is one record with the batch in it', async () => {
    const values = Array.from({ length: 20 }, (_, i) => Buffer.alloc(100, String(i)));
    const plain = plainOf(values.map((value) => ({ value })));
    const good = await codecOf(codec)!.compress({ buffer: plain });
    const cut = good.subarray(0, good.length >> 1);
    const short = await codecOf(codec)!.compress({ buffer: plain.subarray(0, plain.length >> 1) });
    const garbage = Buffer.alloc(100, 0xff);
    for (const records of [cut, short, garbage, Buffer.alloc(0)]) {
      const bytes = await batchOf(codec, records, values.length);
      const next = await compressed(codec, [{ value: Buffer.from('next') }], FIRST + 20);
      const read = (await readAll(Buffer.concat([bytes, next]))).records;
      expect(read.map(({ offset }) => offset)).toEqual([FIRST + 19, FIRST + 20]);
      expect(read[0]!.unread).toMatchObject({ code: 'batch_unreadable', first_offset: FIRST, records: 20 });
      expect(read[0]!.value).toEqual(bytes);
    }
  });
});

test('a few kilobytes of zstd that hold 419 MB take no memory', async () => {
  const bomb = await batchOf(CODECS.zstd, zstdCompressSync(plainOf([{ value: Buffer.alloc(400 * MIB) }])), 1);
  expect(bomb.length).toBeLessThan(20_000);
  const before = process.memoryUsage.rss();
  const { records } = await readAll(bomb);
  expect(records.map(({ unread }) => unread?.code)).toEqual(['too_large']);
  expect(process.memoryUsage.rss() - before).toBeLessThan(100 * MIB);
});

test('very many records in one batch are not counted out', async () => {
  const count = DECODE_LIMITS.batch_records_max + 1;
  const bytes = await batchOf(CODECS.gzip, gzipSync(Buffer.alloc(count * 7)), count);
  const { records } = await readAll(bytes);
  expect(records.map(({ offset, unread }) => [offset, unread?.code, unread?.records])).toEqual([
    [FIRST + count - 1, 'batch_too_large', count],
  ]);
});

test('Zstandard frames that follow each other are all read', async () => {
  const plain = plainOf([{ value: Buffer.from('a') }, { value: Buffer.from('b') }]);
  const skippable = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 1, 1]);
  const frames = [zstdCompressSync(plain.subarray(0, 5)), skippable, zstdCompressSync(plain.subarray(5))];
  const { records } = await readAll(await batchOf(CODECS.zstd, Buffer.concat(frames), 2));
  expect(records.map(({ value }) => String(value))).toEqual(['a', 'b']);
});

describe('sizes that are not so', () => {
  const unreadable = async (codec: number, records: Buffer): Promise<void> => {
    const before = process.memoryUsage.rss();
    const read = (await readAll(await batchOf(codec, records, 1))).records;
    expect(read.map(({ unread }) => unread?.code)).toEqual(['batch_unreadable']);
    expect(process.memoryUsage.rss() - before).toBeLessThan(100 * MIB);
  };

  test('snappy says that a few bytes are four gigabytes', () =>
    unreadable(CODECS.snappy, Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0, 0])));

  test('lz4 says that a frame holds a terabyte', async () => {
    const frame = await codecOf(CODECS.lz4)!.compress({ buffer: Buffer.alloc(1_000) });
    const size = Buffer.alloc(8);
    size.writeBigUInt64LE(1n << 40n);
    const lying = Buffer.concat([frame.subarray(0, 6), size, frame.subarray(6)]);
    lying[4]! |= 0x08;
    await unreadable(CODECS.lz4, lying);
  });

  test('a record says that it is two gigabytes', () =>
    unreadable(0, Buffer.from([0xfe, 0xff, 0xff, 0xff, 0x0f, 0, 0, 0])));
});

test('a record with very many headers has one instead, with the bytes of all', async () => {
  const many = Array.from({ length: HEADERS_MAX + 1 }, () => '');
  const bytes = await compressed(CODECS.gzip, [
    { value: Buffer.from('a'), headers: { a: many } },
    { value: Buffer.from('b'), headers: { b: 'c' } },
  ]);
  const [first, second] = (await readAll(bytes)).records;
  expect(Object.keys(first!.headers)).toEqual([RAW_HEADERS]);
  expect((first!.headers[RAW_HEADERS] as Buffer).length).toBe(3 + many.length * 3);
  expect(String(first!.value)).toBe('a');
  expect({ ...second!.headers }).toEqual({ b: Buffer.from('c') });
});

describe('a batch whose records say that they stand elsewhere', () => {
  const two = [{ value: Buffer.from('a') }, { value: Buffer.from('b') }];
  /** Read in one go, and piece by piece. */
  const WAYS = [{}, { plain_bytes_max: 15 }] as const;

  test.each([
    ['beyond the batch', [1, 1_000_000]],
    ['beyond it by one', [0, 2]],
    ['before it', [-5, 1]],
    ['in another order', [1, 0]],
    ['at one place', [0, 0]],
  ])('moves the position by no more than the batch: %s', async (_, deltas) => {
    for (const codec of [0, CODECS.zstd]) {
      const plain = plainOf(two, deltas);
      const bytes = await batchOf(codec, codec === 0 ? plain : await codecOf(codec)!.compress({ buffer: plain }), 2);
      for (const way of codec === 0 ? [{}] : WAYS) {
        let last: FetchedRecord | undefined;
        for (let position = FIRST; position < FIRST + 2; position = Number(last!.offset) + 1) {
          last = (await decodeBatches(bytes, codecOf, position, limits(way)))!.at(-1);
          expect(Number(last!.offset)).toBeGreaterThanOrEqual(position);
        }
        expect([(last as UnreadRecords).unread.code, Number(last!.offset)]).toEqual(['batch_unreadable', FIRST + 1]);
      }
    }
  });

  test('with gaps, as compaction leaves them, is read', async () => {
    const bytes = await batchOf(0, plainOf(two, [2, 9]), 10);
    bytes.writeInt32BE(2, 57);
    bytes.writeUInt32BE(crc32c(bytes.subarray(21)), 17);
    const records = (await decodeBatches(bytes, codecOf, FIRST))!;
    expect(records.map(({ offset }) => Number(offset))).toEqual([FIRST + 2, FIRST + 9]);
  });
});

test('thousands of Zstandard frames in one batch are refused before they are unpacked', async () => {
  // A frame with a window of 128 MiB and an empty last block.
  const empty = Buffer.from('28b52ffd0088010000', 'hex');
  const real = zstdCompressSync(plainOf([{ value: Buffer.from('a') }]));
  const read = async (frames: number) =>
    (await decodeBatches(
      await batchOf(CODECS.zstd, Buffer.concat([...Array.from({ length: frames }, () => empty), real]), 1),
      codecOf,
      FIRST,
    ))!;
  expect((await read(3))[0]!.value).toEqual(Buffer.from('a'));
  expect(((await read(10_000))[0] as UnreadRecords).unread.code).toBe('batch_unreadable');
});
