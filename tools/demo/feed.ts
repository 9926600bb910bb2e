import { partitionOf } from '../../services/runtime/kafka/partition.ts';
import { topology } from '../../topology/topology.ts';
import type { Connections } from '../ledger/connections.ts';
import { encodePayload } from '../simulator/encode.ts';
import type { RawRecord, RawTopic } from '../simulator/raw-record.ts';

/** Header by which a record is found again in the topics: its index in the simulation. */
export const INDEX_HEADER = 'simulator-index';

export interface FeedOptions {
  /** Over how many partitions of a topic its producers spread their keys. By default those that it declares. */
  readonly partitionsOf?: (topic: RawTopic) => number;
  /** Hears of each record before it is sent. */
  readonly onRecord?: (record: RawRecord) => void;
  /** Hears how many records have been sent. */
  readonly onProgress?: (sent: number) => void;
}

export interface Fed {
  readonly records: number;
  readonly bytes: number;
  readonly duration_ms: number;
}

const BATCH_RECORDS = 500;
/** A minute: a broker that was away leads its partitions some seconds after it answers. */
const PATIENCE = { initialRetryTime: 300, maxRetryTime: 1_000, retries: 60 };

const declared = (topic: RawTopic): number => topology.topics[topic].partitions;

const toMessage = (
  { topic, key, payload, index }: RawRecord,
  codec: Connections['codec'],
  partitionsOf = declared,
) => ({
  key,
  value: encodePayload(payload, codec),
  partition: key === null ? 0 : partitionOf(key, partitionsOf(topic)),
  headers: { [INDEX_HEADER]: String(index) },
});

type Message = ReturnType<typeof toMessage>;

/** Records of a topic keep their order; each batch waits for the one before, so that partitions do too. */
const byTopic = (batch: readonly (readonly [RawTopic, Message])[]) => {
  const topics = new Map<RawTopic, Message[]>();
  for (const [topic, message] of batch) {
    const messages = topics.get(topic);
    if (messages) messages.push(message);
    else topics.set(topic, [message]);
  }
  return [...topics].map(([topic, messages]) => ({ topic, messages }));
};

/** Produces records as their systems would, as fast as the brokers take them. */
export const feed = async (
  { kafka, codec }: Pick<Connections, 'kafka' | 'codec'>,
  records: Iterable<RawRecord>,
  { onRecord, onProgress, partitionsOf }: FeedOptions = {},
): Promise<Fed> => {
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    retry: PATIENCE,
  });
  const started_ms = performance.now();
  let batch: (readonly [RawTopic, Message])[] = [];
  let sent = 0;
  let bytes = 0;

  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    await producer.sendBatch({ acks: -1, topicMessages: byTopic(batch) });
    sent += batch.length;
    batch = [];
    onProgress?.(sent);
  };

  await producer.connect();
  try {
    for (const record of records) {
      onRecord?.(record);
      const message = toMessage(record, codec, partitionsOf);
      bytes += (message.value?.length ?? 0) + (message.key?.length ?? 0);
      batch.push([record.topic, message]);
      if (batch.length === BATCH_RECORDS) await flush();
    }
    await flush();
  } finally {
    await producer.disconnect();
  }
  return { records: sent, bytes, duration_ms: performance.now() - started_ms };
};
