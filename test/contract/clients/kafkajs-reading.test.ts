import type { Producer } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createGroupConsumer } from '../../../services/runtime/kafka/group-consumer.ts';
import { readAllWithJava } from '../../../tools/stack/index.ts';
import { sharedStack } from '../../support/stack.ts';
import { withAdmin } from '../../support/stack-clients.ts';
import { type BareKafkajs, loadBareKafkajs } from './bare-kafkajs.ts';
import { changed } from './changed.ts';
import { committedValues, mendedKafka, newTopic } from './topics.ts';

let bare: BareKafkajs;

beforeAll(async () => {
  bare = await loadBareKafkajs();
  // The broker makes the topic of group offsets at the first question for it. A bare consumer would not wait for that.
  const topic = await newTopic('offsets');
  await withAdmin(sharedStack().env, (admin) =>
    vi.waitFor(() => admin.fetchOffsets({ groupId: topic, topics: [topic] }), { timeout: 30_000 }),
  );
});
afterAll(() => bare.remove());

const END = 'the end';

/** Reads a topic as a bare consumer, read_committed, up to the record `END`, or until it crashes. */
const readBare = async (topic: string): Promise<{ readonly values: string[]; readonly crash: Error | null }> => {
  const values: string[] = [];
  const { promise, resolve } = Promise.withResolvers<Error | null>();
  const consumer = bare.kafka({ retry: { retries: 0, restartOnFailure: async () => false } }).consumer({
    groupId: `clients-${crypto.randomUUID()}`,
    readUncommitted: false,
    maxWaitTimeInMs: 100,
  });
  consumer.on(consumer.events.CRASH, ({ payload }) => resolve(payload.error));
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message: { value } }) => {
      values.push(String(value));
      if (String(value) === END) resolve(null);
    },
  });
  const crash = await promise;
  await consumer.disconnect();
  return { values, crash };
};

/** The same as a service does. */
const readMended = async (topic: string): Promise<readonly string[]> => {
  const values: string[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const consumer = createGroupConsumer(mendedKafka(), {
    group: `clients-${crypto.randomUUID()}`,
    topics: [topic],
    partitionsOf: () => Number.POSITIVE_INFINITY,
    concurrency: 1,
    session_timeout_ms: 30_000,
    fetch_wait_max_ms: 100,
    fetch_min_bytes: 1,
    fetch_bytes_max: 1024 * 1024,
    onBatch: async ({ records }, { fetchOn }) => {
      for (const { value } of records) values.push(String(value));
      fetchOn();
      if (values.at(-1) === END) resolve();
    },
    onAssigned: () => undefined,
    onAlive: () => undefined,
    onWorking: () => undefined,
    onRestart: () => undefined,
    onCrash: reject,
  });
  await consumer.start();
  await promise;
  await consumer.stop();
  return values;
};

const withProducer = async <T>(id: string | undefined, work: (producer: Producer) => Promise<T>): Promise<T> => {
  const transactional = id === undefined ? {} : { transactionalId: id, idempotent: true, maxInFlightRequests: 1 };
  const producer = mendedKafka().producer(transactional);
  await producer.connect();
  try {
    return await work(producer);
  } finally {
    await producer.disconnect();
  }
};

describe('kafkajs: aborted transactions that interleave in a partition', () => {
  let topic: string;
  const newId = (): string => `clients-${crypto.randomUUID()}`;

  beforeAll(async () => {
    topic = await newTopic('aborted');
    await withProducer(newId(), (a) =>
      withProducer(newId(), async (b) => {
        const first = await a.transaction();
        const second = await b.transaction();
        for (const transaction of [first, second, first, second])
          await transaction.send({ topic, messages: [{ value: 'aborted' }] });
        // The broker lists aborted transactions by their ends, the client takes them to be listed by their beginnings.
        await second.abort();
        await first.abort();
      }),
    );
    await withProducer(undefined, (producer) => producer.send({ topic, messages: [{ value: END }] }));
  });

  test('bare: a read_committed consumer is given aborted records', async () => {
    const { values } = await readBare(topic);
    expect(
      values,
      changed('kafkajs', 'aborted records are handed out', 'its filter (kafka/fixes/aborted-records.ts)'),
    ).toContain('aborted');
  });

  test('behind services/runtime/kafka: it is given none, as the Java consumer', async () => {
    expect(await readMended(topic)).toEqual([END]);
    expect(await committedValues(topic)).toEqual([END]);
    expect((await readAllWithJava(sharedStack(), topic)).map(({ value }) => String(value))).toEqual([END]);
  });
});

describe('kafkajs: codecs other than gzip', () => {
  /** A topic that the broker itself compresses, so that no client of ours has a hand in it. */
  const compressedTopic = async (codec: string): Promise<string> => {
    const topic = await newTopic(codec, { config: { 'compression.type': codec } });
    const messages = ['one', 'two', END].map((value) => ({ value }));
    await withProducer(undefined, (producer) => producer.send({ topic, messages }));
    return topic;
  };

  test.each(['snappy', 'lz4', 'zstd'])('bare: a topic with %s crashes the consumer', async (codec) => {
    const { crash } = await readBare(await compressedTopic(codec));
    expect(crash?.name, changed('kafkajs', `it has no ${codec}`, 'what is registered (kafka/fixes/codecs.ts)')).toBe(
      'KafkaJSNotImplemented',
    );
  });

  test.each(['gzip', 'snappy', 'lz4', 'zstd'])(
    'behind services/runtime/kafka: what the broker compressed with %s is read',
    async (codec) => {
      expect(await readMended(await compressedTopic(codec))).toEqual(['one', 'two', END]);
    },
  );

  test('behind services/runtime/kafka: what it compresses is read by the Java consumer, and by itself', async () => {
    const topic = await newTopic('codecs');
    const { CompressionTypes } = bare.exports;
    const sent: string[] = [];
    await withProducer(undefined, async (producer) => {
      for (const compression of [
        CompressionTypes.None,
        CompressionTypes.GZIP,
        CompressionTypes.Snappy,
        CompressionTypes.LZ4,
        CompressionTypes.ZSTD,
      ]) {
        const values = [`${compression}: ${'text '.repeat(2_000)}`, `${compression}: short`];
        sent.push(...values);
        await producer.send({ topic, compression, messages: values.map((value) => ({ value })) });
      }
    });
    expect(await committedValues(topic)).toEqual(sent);
    expect((await readAllWithJava(sharedStack(), topic)).map(({ value }) => String(value))).toEqual(sent);
  });
});
