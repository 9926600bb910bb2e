import { readSettings } from '../../../services/runtime/config/settings.ts';
import { createKafka } from '../../../services/runtime/kafka/client.ts';
import { createLogReader } from '../../../services/runtime/kafka/log-reader.ts';
import {
  openTransactionalProducer,
  type ProducerRecord,
  type TransactionalProducer,
  type TransactionInput,
} from '../../../services/runtime/kafka/transactional-producer.ts';
import { createLogger } from '../../../services/runtime/log.ts';
import { sharedStack } from '../../support/stack.ts';
import { withAdmin } from '../../support/stack-clients.ts';

const log = createLogger('test', 'silent');

export const kafkaSettings = () => readSettings(sharedStack().env, ['kafka']).kafka;

/** The client as the runtime has it. */
export const mendedKafka = () => createKafka(kafkaSettings(), 'contract', log);

export const openMended = (id: string): Promise<TransactionalProducer> =>
  openTransactionalProducer(kafkaSettings(), id, log);

/** Creates a topic with a name of its own. */
export const newTopic = async (
  title: string,
  { partitions = 1, config = {} }: { partitions?: number; config?: Readonly<Record<string, string>> } = {},
): Promise<string> => {
  const topic = `clients-${title}-${crypto.randomUUID()}`;
  const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
  await withAdmin(sharedStack().env, (admin) =>
    admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: partitions, configEntries }] }),
  );
  return topic;
};

/** Committed values of a topic as text, partition by partition, as the log reader of the runtime sees them. */
export const committedValues = async (topic: string): Promise<readonly string[]> => {
  const reader = createLogReader(mendedKafka());
  const values: string[] = [];
  try {
    for (const { partition, earliest, latest } of await reader.offsets(topic)) {
      for await (const records of reader.read(topic, partition, earliest, latest)) {
        values.push(...records.map(({ value }) => String(value)));
      }
    }
  } finally {
    await reader.close();
  }
  return values;
};

/** The offset that a group has committed for partition 0 of a topic; -1 without one. */
export const committedOffset = (group: string, topic: string): Promise<number> =>
  withAdmin(sharedStack().env, async (admin) => {
    const [found] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
    return Number(found!.partitions[0]!.offset);
  });

export const recordOf = (topic: string, value: string, partition = 0): ProducerRecord => ({
  topic,
  partition,
  key: null,
  value: Buffer.from(value),
});

/** Commits records by a producer of the runtime, whatever their size, with an input offset where one is given. */
export const commitMended = (
  producer: TransactionalProducer,
  records: readonly ProducerRecord[],
  offset?: NonNullable<TransactionInput['offset']>,
) =>
  producer.commit({
    records,
    ...(offset === undefined ? {} : { offset }),
    batchBytesMax: () => Number.MAX_SAFE_INTEGER,
    beforeCommit: async () => undefined,
  });
