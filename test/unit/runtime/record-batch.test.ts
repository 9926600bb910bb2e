import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { registerCodecs } from '../../../services/runtime/kafka/fixes/codecs.ts';
import { fixProducePath } from '../../../services/runtime/kafka/fixes/produce-path.ts';

const require = createRequire(import.meta.url);
type Build = (options: object) => Promise<{ buffer: Buffer }>;
interface Client {
  readonly Record: (message: object) => unknown;
  readonly RecordBatch: Build;
}

const PATHS = ['record/v0/index.js', 'v0/index.js'].map((path) => `kafkajs/src/protocol/recordBatch/${path}`);

const loadClient = (): Client => ({
  Record: require(PATHS[0]!) as Client['Record'],
  RecordBatch: (require(PATHS[1]!) as { RecordBatch: Build }).RecordBatch,
});

const loadCodecs = () =>
  (require('kafkajs/src/protocol/message/compression/index.js') as { Codecs: Record<number, unknown> }).Codecs;

const untouched = loadClient();
const untouched_codecs = loadCodecs();
// The replaced encoder must not serve the untouched client, so it gets a copy of the library of its own.
for (const file of Object.keys(require.cache)) if (file.includes('kafkajs')) delete require.cache[file];
fixProducePath();
registerCodecs();
const fixed = loadClient();
// The untouched client has only gzip; with other codecs, what is compressed must be the same.
Object.assign(untouched_codecs, loadCodecs());

const bytes = fc.oneof(
  fc.constant(null),
  fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)),
  fc.string(),
);
const headers = fc.dictionary(
  fc.string({ minLength: 1 }),
  fc.oneof(fc.string(), fc.array(fc.string(), { maxLength: 3 })),
  {
    maxKeys: 4,
  },
);

const batches = fc.record({
  messages: fc.array(fc.record({ key: bytes, value: bytes, headers, delta: fc.integer({ min: 0, max: 2 ** 40 }) }), {
    minLength: 1,
    maxLength: 20,
  }),
  firstTimestamp: fc.integer({ min: 0, max: 2 ** 42 }),
  producerId: fc.integer({ min: 0, max: 2 ** 40 }),
  producerEpoch: fc.integer({ min: 0, max: 32_767 }),
  firstSequence: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  transactional: fc.boolean(),
  compression: fc.constantFrom(0, 1, 2, 3, 4),
});

const encode = async ({ Record, RecordBatch }: Client, { messages, ...options }: Record<string, unknown>) =>
  (
    await RecordBatch({
      ...options,
      maxTimestamp: 2 ** 42,
      lastOffsetDelta: (messages as object[]).length - 1,
      records: (messages as { delta: number }[]).map(({ delta, ...message }, offsetDelta) =>
        Record({ ...message, offsetDelta, timestampDelta: delta }),
      ),
    })
  ).buffer;

test('a batch is byte for byte what the untouched client makes of it', async () => {
  await fc.assert(
    fc.asyncProperty(batches, async (batch) => {
      expect((await encode(fixed, batch)).equals(await encode(untouched, batch))).toBe(true);
    }),
    { numRuns: 500 },
  );
});
