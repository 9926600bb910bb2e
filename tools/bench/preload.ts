import { createKafka } from '../../services/runtime/kafka/client.ts';
import { partitionOf } from '../../services/runtime/kafka/partition.ts';
import type { AvroTopic, ValueOf } from '../../services/runtime/service.ts';
import { topology } from '../../topology/topology.ts';
import { type Stage, silent } from './stage.ts';

/** A record on its way into an input topic. */
export interface InputRecord<T extends AvroTopic> {
  readonly key: string;
  readonly value: ValueOf<T>;
  /** Kafka record timestamp, epoch milliseconds; now when left out. */
  readonly timestamp_ms?: number;
}

/** Writes to input topics as a source system would: outside transactions, acknowledged by all replicas. */
export interface InputProducer {
  /** @returns bytes of the values written */
  readonly send: <T extends AvroTopic>(topic: T, records: readonly InputRecord<T>[]) => Promise<number>;
  readonly close: () => Promise<void>;
}

export const openInputProducer = async ({
  settings,
  codec,
}: Pick<Stage, 'settings' | 'codec'>): Promise<InputProducer> => {
  const producer = createKafka(settings.kafka, 'bench-producer', silent).producer({ allowAutoTopicCreation: false });
  await producer.connect();
  return {
    send: async (topic, records) => {
      const { partitions } = topology.topics[topic];
      let bytes = 0;
      const messages = records.map(({ key, value, timestamp_ms }) => {
        const encoded = codec.encode(topic, value);
        bytes += encoded.length;
        const partition = partitionOf(key, partitions);
        return timestamp_ms === undefined
          ? { key, value: encoded, partition }
          : { key, value: encoded, partition, timestamp: String(timestamp_ms) };
      });
      await producer.send({ topic, messages, acks: -1 });
      return bytes;
    },
    close: () => producer.disconnect(),
  };
};

const BATCH_RECORDS = 1_000;

/** Writes so many records, a thousand at a time. @returns bytes of their values */
export const preload = async <T extends AvroTopic>(
  producer: InputProducer,
  topic: T,
  count: number,
  next: (index: number) => InputRecord<T>,
): Promise<number> => {
  let bytes = 0;
  for (let from = 0; from < count; from += BATCH_RECORDS) {
    const size = Math.min(BATCH_RECORDS, count - from);
    bytes += await producer.send(
      topic,
      Array.from({ length: size }, (_, i) => next(from + i)),
    );
  }
  return bytes;
};
