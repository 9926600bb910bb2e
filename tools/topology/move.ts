import type { KafkaSettings } from '../../services/runtime/config/settings.ts';
import { declaredPartitions } from '../../services/runtime/engine/undeclared-partitions.ts';
import { createKafka } from '../../services/runtime/kafka/client.ts';
import { createLogReader, type LogReader, type LogRecord } from '../../services/runtime/kafka/log-reader.ts';
import { partitionOf } from '../../services/runtime/kafka/partition.ts';
import {
  openTransactionalProducer,
  type ProducerRecord,
  type TransactionalProducer,
} from '../../services/runtime/kafka/transactional-producer.ts';
import { createLogger } from '../../services/runtime/log.ts';
import { type TopicName, topology } from '../../topology/topology.ts';

/** Consumer group and transactional id of all runs: each ends the one before it, and goes on where that was. */
const GROUP = 'skillstream.topology-move';
const BATCH_RECORDS_MAX = 500;

/** What was moved out of one partition. */
export interface Moved {
  readonly partition: number;
  readonly records: number;
}

/**
 * Where a record of an undeclared partition belongs: where its key was before partitions were added. When the number was
 * multiplied, that is known whatever hash its producer uses; otherwise its producer is taken for one that hashes as the Java
 * client does.
 * @param live how many partitions the topic has, `declared` how many it had
 */
export const declaredPartitionOf = (
  { key, partition }: Pick<LogRecord, 'key' | 'partition'>,
  live: number,
  declared: number,
): number => (key === null || live % declared === 0 ? partition % declared : partitionOf(key, declared));

/**
 * Moves the records of partitions that the topology does not declare into those that it does, keys, values and headers as
 * they are, and in their order: each batch with its position in one transaction, so that none is moved twice, whenever a run
 * is ended. What was moved is then deleted where it was.
 * @throws DependencyUnavailable, or an error of the client when another run begins: run it again
 */
export const moveRecords = async (settings: KafkaSettings, topic: TopicName): Promise<readonly Moved[]> => {
  const log = createLogger('topology', 'silent');
  const kafka = createKafka(settings, 'topology-move', log);
  const reader = createLogReader(kafka);
  const admin = kafka.admin();
  // Ends what another run left open, before the positions are read.
  const producer = await openTransactionalProducer(settings, GROUP, log);
  try {
    await admin.connect();
    const declared = declaredPartitions(topic);
    const undeclared = (await reader.offsets(topic)).slice(declared);
    const live = declared + undeclared.length;
    const [positions] = await admin.fetchOffsets({ groupId: GROUP, topics: [topic] });
    const moved: Moved[] = [];
    for (const { partition, earliest, latest } of undeclared) {
      const committed = Number(positions?.partitions.find((one) => one.partition === partition)?.offset ?? -1);
      const range = { topic, partition, from: Math.max(committed, earliest), to: latest };
      const records = await moveRange(reader, producer, range, (record) => declaredPartitionOf(record, live, declared));
      if (range.from < latest) {
        await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(latest) }] });
      }
      moved.push({ partition, records });
    }
    return moved;
  } finally {
    await Promise.allSettled([producer.close(), admin.disconnect(), reader.close()]);
  }
};

interface Range {
  readonly topic: TopicName;
  readonly partition: number;
  readonly from: number;
  readonly to: number;
}

/** @returns how many records were moved */
const moveRange = async (
  reader: LogReader,
  producer: TransactionalProducer,
  { topic, partition, from, to }: Range,
  partitionFor: (record: LogRecord) => number,
): Promise<number> => {
  let moved = 0;
  for await (const records of reader.read(topic, partition, from, to)) {
    for (let i = 0; i < records.length; i += BATCH_RECORDS_MAX) {
      const batch = records.slice(i, i + BATCH_RECORDS_MAX);
      await producer.commit({
        records: batch.map((record) => ({ ...toProduce(record), partition: partitionFor(record) })),
        offset: { group: GROUP, topic, partition, next: batch.at(-1)!.offset + 1 },
        batchBytesMax: () => topology.topics[topic].message_max_bytes,
        beforeCommit: async () => undefined,
      });
      moved += batch.length;
    }
  }
  return moved;
};

const toProduce = ({ topic, key, value, headers }: LogRecord): Omit<ProducerRecord, 'partition'> => ({
  topic,
  key,
  value,
  headers,
});
