import type { CompressionTypes, Message } from 'kafkajs';
import type { Kafka } from '../../services/runtime/kafka/client.ts';
import { partitionOf } from '../../services/runtime/kafka/partition.ts';
import type { Codec } from '../../services/runtime/registry/codec.ts';
import type { TopicName } from '../../topology/topology.ts';

/** A record as a producer sends it. */
export type SentRecord = Pick<Message, 'key' | 'value' | 'partition' | 'headers' | 'timestamp'>;

export interface SendOptions {
  readonly compression?: CompressionTypes;
}

/** What it takes to make up records and to send them. */
export interface Sender {
  readonly codec: Codec;
  readonly send: (topic: TopicName, records: readonly SentRecord[], options?: SendOptions) => Promise<void>;
}

const REQUEST_RECORDS_MAX = 2_000;

/** Sends records, few of them in one request, each to the partition that it names, or else to that of its key. */
export const sendRecords = async (
  { kafka }: { readonly kafka: Kafka },
  topic: TopicName,
  messages: readonly SentRecord[],
  options: SendOptions = {},
): Promise<void> => {
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner:
      () =>
      ({ message, partitionMetadata }) =>
        message.partition ?? partitionOf(String(message.key), partitionMetadata.length),
  });
  await producer.connect();
  try {
    for (let i = 0; i < messages.length; i += REQUEST_RECORDS_MAX) {
      await producer.send({ topic, acks: -1, messages: messages.slice(i, i + REQUEST_RECORDS_MAX), ...options });
    }
  } finally {
    await producer.disconnect();
  }
};
