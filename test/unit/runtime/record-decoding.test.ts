import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fixRecordDecoding } from '../../../services/runtime/kafka/fixes/record-decoding.ts';
import { describeRecord, writeRecord } from '../../../services/runtime/kafka/fixes/record-encoding.ts';

const require = createRequire(import.meta.url);

interface Decoded {
  readonly headers: Record<string, Buffer | Buffer[]>;
}
type Headers = Readonly<Record<string, string | null | readonly string[]>>;
interface Client {
  readonly encode: (record: object) => { readonly buffer: Buffer };
  readonly decode: (decoder: object, context: object) => Decoded;
  readonly createDecoder: (bytes: Buffer) => { readVarInt(): number };
}

const INSIDE = 'kafkajs/src/protocol';

const loadClient = (): Client => {
  const Decoder = require(`${INSIDE}/decoder.js`);
  return {
    encode: require(`${INSIDE}/recordBatch/record/v0/index.js`),
    decode: require(`${INSIDE}/recordBatch/record/v0/decoder.js`),
    createDecoder: (bytes) => new Decoder(bytes),
  };
};

const untouched = loadClient();
// The replaced decoder must not serve the untouched client, so it gets a copy of the library of its own.
for (const file of Object.keys(require.cache)) if (file.includes('kafkajs')) delete require.cache[file];
fixRecordDecoding();
const fixed = loadClient();

const contexts = fc.record({
  firstOffset: fc.nat().map(String),
  firstTimestamp: fc.maxSafeInteger().map(String),
  maxTimestamp: fc.maxSafeInteger().map(String),
  timestampType: fc.constantFrom(0, 1),
  magicByte: fc.constant(2),
  isControlBatch: fc.boolean(),
});

const bytes = fc.option(fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)));
const records = fc.record({
  offsetDelta: fc.nat({ max: 10_000 }),
  timestampDelta: fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
  key: bytes,
  value: bytes,
  headers: fc.dictionary(
    fc.string({ minLength: 1 }).filter((name) => !(name in {})),
    fc.oneof(fc.string(), fc.array(fc.string(), { minLength: 2, maxLength: 3 })),
    { maxKeys: 4 },
  ),
});

const decode = ({ encode, decode: read, createDecoder }: Client, record: object, context: object): Decoded => {
  const decoder = createDecoder(encode(record).buffer);
  decoder.readVarInt();
  return read(decoder, context);
};

/** Headers that kafkajs cannot write: our own encoder does. */
const headersOf = (headers: Headers): Decoded['headers'] => {
  const record = describeRecord({ key: null, value: null, headers });
  const bytes = Buffer.alloc(record.bytes);
  writeRecord(record, bytes, 0);
  const decoder = fixed.createDecoder(bytes);
  decoder.readVarInt();
  return fixed.decode(decoder, { firstOffset: '0', firstTimestamp: '0' }).headers;
};

describe('a decoded record', () => {
  test('is what the untouched client makes of it', () => {
    fc.assert(
      fc.property(records, contexts, (record, context) => {
        const { headers, ...rest } = decode(fixed, record, context);
        const { headers: expected, ...others } = decode(untouched, record, context);
        expect(rest).toEqual(others);
        expect({ ...headers }).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  test('has headers of any name, with what was sent and nothing else', () => {
    const headers = JSON.parse('{ "constructor": "a", "toString": ["b", "c"], "__proto__": "d" }') as Headers;
    expect(Object.entries(headersOf(headers))).toEqual([
      ['constructor', Buffer.from('a')],
      ['toString', [Buffer.from('b'), Buffer.from('c')]],
      ['__proto__', Buffer.from('d')],
    ]);
  });

  test('has empty bytes for a header without a value', () => {
    expect(headersOf({ nothing: null })).toEqual({ nothing: Buffer.alloc(0) });
  });

  test('keeps the values of a repeated header in their order, however many', () => {
    const values = Array.from({ length: 100_000 }, (_, i) => String(i));
    expect((headersOf({ many: values })['many'] as Buffer[]).map(String)).toEqual(values);
  });
});
