import type { KafkaSettings } from '../../services/runtime/config/settings.ts';
import { declaredPartitions } from '../../services/runtime/engine/undeclared-partitions.ts';
import { DependencyUnavailable, SkillstreamError } from '../../services/runtime/errors.ts';
import { type Admin, createKafka } from '../../services/runtime/kafka/client.ts';
import { createLogReader, type LogReader, type LogRecord } from '../../services/runtime/kafka/log-reader.ts';
import { partitionOf } from '../../services/runtime/kafka/partition.ts';
import {
  openTransactionalProducer,
  type ProducerRecord,
  type TransactionalProducer,
} from '../../services/runtime/kafka/transactional-producer.ts';
import { createLogger } from '../../services/runtime/log.ts';
import { type TopicName, topology } from '../../topology/topology.ts';

/** Transactional id of all runs: each ends the one before it. */
const TRANSACTIONAL_ID = 'skillstream.topology-move';

/**
 * Group that keeps how far the records of a topic were moved. A topic that was deleted and created again has another id and so
 * another group: positions in the old one say nothing about its records.
 */
export const moveGroup = (topic_id: string): string => `skillstream.topology-move.${topic_id}`;

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

/** What a move asks of the cluster. */
export interface MoveParts {
  readonly reader: Pick<LogReader, 'offsets' | 'read' | 'topicId'>;
  readonly producer: Pick<TransactionalProducer, 'commit'>;
  readonly admin: Pick<Admin, 'fetchOffsets' | 'deleteTopicRecords'>;
}

/**
 * Moves the records of partitions that the topology does not declare into those that it does, keys, values and headers as
 * they are, and in their order: each batch with its position in one transaction, so that none is moved twice, whenever a run
 * is ended. What was moved is then deleted where it was.
 * @throws DependencyUnavailable, also when another run begins or the topic is created again meanwhile: run it again
 */
export const moveRecords = (settings: KafkaSettings, topic: TopicName): Promise<readonly Moved[]> =>
  guard(async () => {
    const log = createLogger('topology', 'silent');
    const kafka = createKafka(settings, 'topology-move', log);
    const reader = createLogReader(kafka);
    const admin = kafka.admin();
    // Ends what another run left open, before the positions are read.
    const producer = await openTransactionalProducer(settings, TRANSACTIONAL_ID, log);
    try {
      await admin.connect();
      return await moveWith({ reader, producer, admin }, topic);
    } finally {
      await Promise.allSettled([producer.close(), admin.disconnect(), reader.close()]);
    }
  });

/** As `moveRecords`, with connections that are open, and no run before it that still writes. */
export const moveWith = async (parts: MoveParts, topic: TopicName): Promise<readonly Moved[]> => {
  const { reader, admin } = parts;
  const declared = declaredPartitions(topic);
  const undeclared = (await reader.offsets(topic)).slice(declared);
  const live = declared + undeclared.length;
  const moved: Moved[] = [];
  for (const { partition, earliest, latest } of undeclared) {
    const topic_id = await reader.topicId(topic, partition);
    const group = moveGroup(topic_id);
    const [positions] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
    const committed = Number(positions?.partitions.find((one) => one.partition === partition)?.offset ?? -1);
    const range = { topic, topic_id, partition, from: Math.max(committed, earliest), to: latest };
    const records = await moveRange(parts, range, (record) => declaredPartitionOf(record, live, declared));
    // A run that was ended before this has left records that are moved already.
    if (earliest < latest) {
      await requireSameTopic(reader, range);
      await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(latest) }] });
    }
    moved.push({ partition, records });
  }
  return moved;
};

interface Range {
  readonly topic: TopicName;
  readonly topic_id: string;
  readonly partition: number;
  readonly from: number;
  readonly to: number;
}

/** @returns how many records were moved */
const moveRange = async (
  { reader, producer }: MoveParts,
  range: Range,
  partitionFor: (record: LogRecord) => number,
): Promise<number> => {
  const { topic, topic_id, partition, from, to } = range;
  let moved = 0;
  for await (const records of reader.read(topic, partition, from, to)) {
    for (let i = 0; i < records.length; i += BATCH_RECORDS_MAX) {
      const batch = records.slice(i, i + BATCH_RECORDS_MAX);
      await producer.commit({
        records: batch.map((record) => ({ ...toProduce(record), partition: partitionFor(record) })),
        offset: { group: moveGroup(topic_id), topic, partition, next: batch.at(-1)!.offset + 1 },
        batchBytesMax: () => topology.topics[topic].message_max_bytes,
        beforeCommit: () => requireSameTopic(reader, range),
      });
      moved += batch.length;
    }
  }
  return moved;
};

/** What was read before this was of that topic; offsets of another one must neither be committed nor deleted up to. */
const requireSameTopic = async (
  reader: MoveParts['reader'],
  { topic, topic_id, partition }: Omit<Range, 'from' | 'to'>,
): Promise<void> => {
  if ((await reader.topicId(topic, partition)) === topic_id) return;
  throw new DependencyUnavailable('kafka', `${topic} was deleted and created again meanwhile: run the command again`);
};

const guard = async <T>(call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    if (error instanceof SkillstreamError) throw error;
    throw new DependencyUnavailable('kafka', error instanceof Error ? error.message : String(error), error);
  }
};

const toProduce = ({ topic, key, value, headers }: LogRecord): Omit<ProducerRecord, 'partition'> => ({
  topic,
  key,
  value,
  headers,
});
