import { describe, expect, test } from 'vitest';
import { readSettings } from '../../services/runtime/config/settings.ts';
import { createKafka } from '../../services/runtime/kafka/client.ts';
import { createGroupConsumer } from '../../services/runtime/kafka/group-consumer.ts';
import { createLogReader, firstOffsetOf } from '../../services/runtime/kafka/log-reader.ts';
import { createLogger } from '../../services/runtime/log.ts';
import { sharedStack } from '../support/stack.ts';
import { withAdmin } from '../support/stack-clients.ts';

const MIB = 1024 * 1024;
const log = createLogger('test', 'silent');
const kafka = () => createKafka(readSettings(sharedStack().env, ['kafka']).kafka, 'large', log);

/** One batch of 180 MB, and one behind it. */
const RECORDS = 45;

const produced = async (compression: number): Promise<string> => {
  const topic = `large-${crypto.randomUUID()}`;
  const numPartitions = 4;
  const topics = [topic, otherOf(topic)].map((name) => ({ topic: name, numPartitions }));
  await withAdmin(sharedStack().env, (admin) => admin.createTopics({ waitForLeaders: true, topics }));
  const producer = kafka().producer();
  await producer.connect();
  const value = Buffer.alloc(4 * MIB);
  await producer.send({ topic, compression, messages: new Array(RECORDS).fill({ value, partition: 0 }) });
  await producer.send({ topic, messages: [{ value: 'the end', partition: 0 }] });
  await producer.disconnect();
  return topic;
};

/** Read beside it: the client asks for partitions of both in an order of its own. */
const otherOf = (topic: string): string => `${topic}-other`;

/** First and last offset of each record, and what it stands for. */
const EXPECTED = [
  ...Array.from({ length: 31 }, (_, offset) => [offset, offset]),
  [31, RECORDS - 1],
  [RECORDS, RECORDS],
];

describe.each([
  ['gzip', 1],
  ['zstd', 4],
])('a batch of %s that is read piece by piece', (_, compression) => {
  test('comes whole and in order, to a group and without one', async () => {
    const topic = await produced(compression);
    const reader = createLogReader(kafka());
    const read: (readonly number[])[] = [];
    for await (const records of reader.read(topic, 0, 0, RECORDS + 1))
      read.push(...records.map((record) => [firstOffsetOf(record), record.offset]));
    await reader.close();
    expect(read).toEqual(EXPECTED);

    const seen: (readonly number[])[] = [];
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const consumer = createGroupConsumer(kafka(), {
      ...{
        group: topic,
        topics: [topic, otherOf(topic)],
        partitionsOf: () => 1,
        concurrency: 6,
        session_timeout_ms: 30_000,
      },
      ...{ fetch_wait_max_ms: 30, fetch_min_bytes: 32 * 1024, fetch_bytes_max: 6 * MIB },
      onBatch: async ({ records, next_offset }, { fetchOn }) => {
        seen.push(...Array.from(records, (record) => [firstOffsetOf(record), record.offset]));
        fetchOn();
        if (next_offset === RECORDS + 1) resolve();
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
    expect(seen).toEqual(EXPECTED);
  });
});
