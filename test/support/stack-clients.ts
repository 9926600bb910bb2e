import { readSettings } from '../../services/runtime/config/settings.ts';
import { type Admin, createKafka } from '../../services/runtime/kafka/client.ts';
import { openTransactionalProducer, type ProducerRecord } from '../../services/runtime/kafka/transactional-producer.ts';
import { createLogger } from '../../services/runtime/log.ts';
import type { Stack } from '../../tools/stack/index.ts';

type Environment = Stack['env'];

const BATCH_BYTES_MAX = 900_000;
const log = createLogger('test', 'silent');

/** Runs `work` with an admin client of the cluster that the settings name. */
export const withAdmin = async <T>(env: Environment, work: (admin: Admin) => Promise<T>): Promise<T> => {
  const admin = createKafka(readSettings(env, ['kafka']).kafka, 'test-admin', log).admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
};

export const createTopic = (env: Environment, topic: string, partitions = 1): Promise<unknown> =>
  withAdmin(env, (admin) =>
    admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: partitions }] }),
  );

const openProducer = (env: Environment, id: string) =>
  openTransactionalProducer(readSettings(env, ['kafka']).kafka, id, log);

/** Writes records in one transaction, and commits it when `work` is done; when `work` fails, it is left open. */
export const produceWhile = async (
  env: Environment,
  records: readonly ProducerRecord[],
  work: () => Promise<void>,
  id: string = crypto.randomUUID(),
): Promise<void> => {
  const producer = await openProducer(env, id);
  try {
    await producer.commit({ records, batchBytesMax: () => BATCH_BYTES_MAX, beforeCommit: work });
  } finally {
    await producer.close();
  }
};

/** Writes records in one transaction and commits it. */
export const produce = (env: Environment, records: readonly ProducerRecord[]): Promise<void> =>
  produceWhile(env, records, async () => {});

/** Writes records in one transaction and aborts it. */
export const produceAborted = async (env: Environment, records: readonly ProducerRecord[]): Promise<void> => {
  const id = crypto.randomUUID();
  const aborted = new Error('aborted on purpose');
  await produceWhile(env, records, () => Promise.reject(aborted), id).catch((error: unknown) => {
    if (error !== aborted) throw error;
  });
  // The next producer of the same id ends what this one left open.
  await (await openProducer(env, id)).close();
};
