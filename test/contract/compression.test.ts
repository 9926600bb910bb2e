import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { readSettings } from '../../services/runtime/config/settings.ts';
import { createKafka } from '../../services/runtime/kafka/client.ts';
import { createLogReader } from '../../services/runtime/kafka/log-reader.ts';
import { openTransactionalProducer, type ProducerRecord } from '../../services/runtime/kafka/transactional-producer.ts';
import { createLogger } from '../../services/runtime/log.ts';
import { sharedStack } from '../support/stack.ts';
import { withAdmin } from '../support/stack-clients.ts';

const LIMIT_BYTES = 200_000;
const log = createLogger('test', 'silent');

const settingsWith = (compression: string) =>
  readSettings({ ...sharedStack().env, KAFKA_COMPRESSION: compression }, ['kafka']).kafka;

const newTopic = async (): Promise<string> => {
  const topic = `compression-${crypto.randomUUID()}`;
  const configEntries = [{ name: 'max.message.bytes', value: String(LIMIT_BYTES) }];
  await withAdmin(sharedStack().env, (admin) =>
    admin.createTopics({ waitForLeaders: true, topics: [{ topic, configEntries }] }),
  );
  return topic;
};

/** Writes values in one transaction, and reads them back with the bytes that the broker sent for them. */
const roundTrip = async (compression: string, values: readonly Buffer[]) => {
  const settings = settingsWith(compression);
  const topic = await newTopic();
  const producer = await openTransactionalProducer(settings, `compression-${crypto.randomUUID()}`, log);
  const { offsets } = await producer.commit({
    records: values.map((value): ProducerRecord => ({ topic, partition: 0, key: 'key', value, headers: { h: 'v' } })),
    batchBytesMax: () => LIMIT_BYTES,
    beforeCommit: async () => undefined,
  });
  await producer.close();
  const reader = createLogReader(createKafka(settings, 'compression', log));
  const { earliest, latest } = (await reader.offsets(topic))[0]!;
  const read: { readonly offset: number; readonly value: Buffer | null }[] = [];
  for await (const records of reader.read(topic, 0, earliest, latest)) {
    read.push(...records.map(({ offset, value }) => ({ offset, value })));
  }
  await reader.close();
  return { offsets, read };
};

/** Each just below what one batch may hold, with sizes on both sides of where a codec takes another thread. */
const incompressible = (): Buffer[] => [
  ...Array.from({ length: 300 }, () => randomBytes(1_400)),
  randomBytes(LIMIT_BYTES - 2_000),
  randomBytes(10),
];

test.each(['none', 'lz4', 'zstd'])(
  'with %s, batches of what cannot be compressed keep below the limit of the topic',
  async (compression) => {
    const values = incompressible();
    const { offsets, read } = await roundTrip(compression, values);
    expect(read).toEqual(values.map((value, i) => ({ offset: offsets[i], value })));
  },
);

test.each(['none', 'lz4', 'zstd'])('with %s, what can be compressed comes back byte for byte', async (compression) => {
  const values = Array.from({ length: 2_000 }, (_, i) => Buffer.from(`${i} `.repeat(i % 200)));
  const { offsets, read } = await roundTrip(compression, values);
  expect(read).toEqual(values.map((value, i) => ({ offset: offsets[i], value })));
});
