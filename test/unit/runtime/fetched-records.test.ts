import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gzipCodec } from '../../../services/runtime/kafka/compression/zlib.ts';
import { CorruptBatch, decodeBatches } from '../../../services/runtime/kafka/fixes/batch-decoding.ts';
import { type FetchedRecord, HEADERS_MAX } from '../../../services/runtime/kafka/fixes/record-decoding.ts';
import {
  describeRecord,
  type RecordDescriptor,
  writeRecord,
} from '../../../services/runtime/kafka/fixes/record-encoding.ts';

const require = createRequire(import.meta.url);
const inside = <T>(path: string): T => require(`kafkajs/src/protocol/${path}`) as T;

/** Of the untouched client: what it writes, and what it reads from that. */
const Record = inside<(message: object) => unknown>('recordBatch/record/v0/index.js');
const { RecordBatch } = inside<{ RecordBatch: (batch: object) => Promise<{ buffer: Buffer }> }>(
  'recordBatch/v0/index.js',
);
const Decoder = inside<new (buffer: Buffer) => unknown>('decoder.js');
const decodeMessages = inside<(decoder: unknown) => Promise<Theirs[]>>('requests/fetch/v4/decodeMessages.js');

interface Theirs {
  readonly offset: string;
  readonly timestamp: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: object;
  readonly isControlRecord: boolean;
  readonly batchContext: { readonly producerId: string; readonly inTransaction: boolean };
}

const decode = (bytes: Buffer) => decodeBatches(bytes, (attributes) => ((attributes & 7) === 1 ? gzipCodec : null));

const bytes = fc.oneof(
  fc.constant(null),
  fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)),
);
const headerValue = fc.string();
const headers = fc.dictionary(
  // kafkajs takes what every object inherits for headers that came before.
  fc.string({ minLength: 1 }).filter((name) => !(name in Object.prototype)),
  fc.oneof(headerValue, fc.array(headerValue, { minLength: 2, maxLength: 3 })),
  { maxKeys: 4 },
);
const message = fc.record({ key: bytes, value: bytes, headers, delta: fc.integer({ min: -1000, max: 2 ** 40 }) });
const batch = fc.record({
  messages: fc.array(message, { minLength: 1, maxLength: 20 }),
  firstOffset: fc.integer({ min: 0, max: 2 ** 50 }),
  firstTimestamp: fc.integer({ min: 1000, max: 2 ** 42 }),
  producerId: fc.integer({ min: -1, max: 2 ** 40 }),
  transactional: fc.boolean(),
  compression: fc.constantFrom(0, 1),
});

const encode = async ({ messages, ...options }: typeof batch extends fc.Arbitrary<infer T> ? T : never) => {
  const records = messages.map(({ delta, ...rest }, offsetDelta) =>
    Record({ ...rest, offsetDelta, timestampDelta: delta }),
  );
  const { buffer } = await RecordBatch({
    ...options,
    maxTimestamp: 2 ** 43,
    lastOffsetDelta: messages.length - 1,
    records,
  });
  return buffer;
};

const withLength = (buffer: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeInt32BE(buffer.length);
  return Buffer.concat([length, buffer]);
};

const read = (record: FetchedRecord): Theirs => ({
  offset: String(record.offset),
  timestamp: String(record.timestamp),
  key: record.key,
  value: record.value,
  headers: { ...record.headers },
  isControlRecord: record.isControlRecord,
  batchContext: record.batchContext,
});

const theirs = ({ offset, timestamp, key, value, headers, isControlRecord, batchContext }: Theirs): Theirs => ({
  offset,
  timestamp,
  key,
  value,
  headers,
  isControlRecord,
  batchContext: {
    producerId: batchContext.producerId,
    inTransaction: batchContext.inTransaction,
    isControlBatch: isControlRecord,
  } as Theirs['batchContext'],
});

test('records are what the untouched client reads, also where the last batch is cut off', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(batch, { minLength: 1, maxLength: 3 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      async (batches, share) => {
        const whole = Buffer.concat(await Promise.all(batches.map(encode)));
        const cut = whole.subarray(0, Math.max(61, Math.ceil(whole.length * share)));
        const expected = await decodeMessages(new Decoder(withLength(cut)));
        expect((await decode(cut))!.map(read)).toEqual(expected.map(theirs));
      },
    ),
    { numRuns: 300 },
  );
});

/** Headers that kafkajs cannot write: our own encoder does. */
const encoded = (record: RecordDescriptor): object => {
  const buffer = Buffer.alloc(record.bytes);
  writeRecord(record, buffer, 0);
  return { buf: buffer, buffer, size: () => buffer.length };
};

const one = { firstOffset: 7, firstTimestamp: 5, producerId: -1, transactional: false, compression: 0 } as const;
const plain = () => encode({ ...one, messages: [{ key: null, value: Buffer.from('value'), headers: {}, delta: 0 }] });

test('a broker that stamps records itself decides their time', async () => {
  const bytes = await plain();
  bytes.writeInt16BE(0x08, 21);
  const { crc32c } = require('@node-rs/crc32') as { crc32c: (bytes: Buffer) => number };
  bytes.writeUInt32BE(crc32c(bytes.subarray(21)), 17);
  expect((await decode(bytes))![0]!.timestamp).toBe(2 ** 43);
});

test('a single changed bit is found, and nothing is handed out', async () => {
  const whole = await plain();
  // Behind the checksum; what stands before it is not covered.
  for (let position = 21; position < whole.length; position += 1) {
    const damaged = Buffer.from(whole);
    damaged[position]! ^= 1;
    await expect(decode(damaged), `byte ${position}`).rejects.toThrow(CorruptBatch);
  }
});

test('a header name is only a name', async () => {
  const bytes = await encode({
    ...one,
    messages: [{ key: null, value: null, headers: { constructor: 'a', ['__proto__']: 'b' }, delta: 0 }],
  });
  const { headers } = (await decode(bytes))![0]!;
  expect(Object.entries(headers).map(([name, value]) => [name, String(value)])).toEqual([
    ['constructor', 'a'],
    ['__proto__', 'b'],
  ]);
});

test('a header without a value has empty bytes; one that repeats keeps its values in order', async () => {
  const many = Array.from({ length: HEADERS_MAX - 1 }, (_, i) => String(i));
  const record = describeRecord({ key: null, value: null, headers: { nothing: null, many } });
  const { buffer } = await RecordBatch({ ...one, maxTimestamp: 0, lastOffsetDelta: 0, records: [encoded(record)] });
  const { headers } = (await decode(buffer))![0]!;
  expect(headers['nothing']).toEqual(Buffer.alloc(0));
  expect((headers['many'] as Buffer[]).map(String)).toEqual(many);
});

test('formats before Kafka 0.11 are told apart', async () => {
  const bytes = await plain();
  bytes[16] = 1;
  expect(await decode(bytes)).toBeNull();
});
