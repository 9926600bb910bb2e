import type { Kafka } from 'kafkajs';
import { decidedRecords, filterAborted } from './fixes/aborted-records.ts';
import { type FetchedRecord, HEADERS_MAX, RAW_HEADERS, type Unread } from './fixes/record-decoding.ts';
import { requireInside } from './fixes/replace.ts';
import { type Broker, type Cluster, createCluster, READ_COMMITTED, READ_UNCOMMITTED } from './internals.ts';
import { type TopicIdentity, topicIdRequest } from './topic-id-request.ts';

/** A committed record as it stands in a partition. */
export interface LogRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestamp_ms: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Headers;
  /** Set where this stands for records that could not be handed out one by one; the value is the batch as it came. */
  readonly unread?: Unread;
}

export { HEADERS_MAX, RAW_HEADERS, type Unread };

export type Headers = Readonly<Record<string, Buffer | Buffer[]>>;

export interface PartitionOffsets {
  readonly partition: number;
  readonly earliest: number;
  /** Last stable offset: where the next committed record will stand, or an open transaction begins. */
  readonly latest: number;
}

export interface LogReader {
  /** Offsets of every partition of a topic. */
  readonly offsets: (topic: string) => Promise<readonly PartitionOffsets[]>;
  /**
   * One past the last record that was written to a partition, be its transaction still open: reading up to there waits
   * until all of them have ended, so that nothing that was committed before is missed.
   */
  readonly highWatermark: (topic: string, partition: number) => Promise<number>;
  /** Offset of the first record at or after a time, per partition; the end where there is none. */
  readonly offsetsAt: (
    topic: string,
    timestamp_ms: number,
  ) => Promise<readonly { partition: number; offset: number }[]>;
  /**
   * Committed records with `from` ≤ offset < `to`, in order, in bounded memory. While there is nothing to read yet, an
   * empty array comes now and then, so that the caller can keep its membership alive.
   * @throws Error when nothing can be read below `to` for fifteen seconds
   */
  readonly read: (
    topic: string,
    partition: number,
    from: number,
    to: number,
    options?: ReadOptions,
  ) => AsyncGenerator<LogRecord[], void>;
  /**
   * Committed records at or behind `from`, those behind an open transaction of another producer included: they count
   * when their own transaction has ended. Reads all of them at once, so it is for the short end of a partition.
   * @param from last stable offset, where `read` ends
   */
  readonly readTail: (topic: string, partition: number, from: number) => Promise<readonly LogRecord[]>;
  /**
   * Id of a topic, 32 hexadecimal digits, as the leader of a partition knows it. A record that this leader sent before
   * belongs to the topic of this id, or of an id before it.
   * @throws Error when there is no such topic
   */
  readonly topicId: (topic: string, partition: number) => Promise<string>;
  readonly partitionsOf: (topic: string) => Promise<number>;
  /** How many partitions topics have now, of those that exist; `partitionsOf` says what it was told first. */
  readonly partitionsNow: (topics: readonly string[]) => Promise<ReadonlyMap<string, number>>;
  readonly close: () => Promise<void>;
}

export interface ReadOptions {
  /** How much to ask for at a time, in bytes; the broker always sends at least one batch. Default 4 MiB. */
  readonly fetch_bytes?: number;
}

const FETCH_BYTES_MAX = 4 * 1024 * 1024;
/** The timestamp that asks for the end of a partition (ListOffsets). */
const LATEST = -1;
const FETCH_WAIT_MS = 250;
/** An empty answer below the end is legal (an open transaction, a slow broker), but not for ever. */
const EMPTY_FETCHES_MAX = 60;

/** Reads partitions read_committed, outside any consumer group. Connects on first use. */
export const createLogReader = (kafka: Kafka): LogReader => {
  const cluster = createCluster(kafka);
  let connected: Promise<void> | undefined;

  const ready = async (topic: string): Promise<Cluster> => {
    connected ??= cluster.connect();
    try {
      await connected;
    } catch (error) {
      connected = undefined;
      throw error;
    }
    await cluster.addMultipleTargetTopics([topic]);
    return cluster;
  };

  const partitionsOf = async (topic: string): Promise<number> =>
    (await ready(topic)).findTopicPartitionMetadata(topic).length;

  const partitionsNow = async (topics: readonly string[]): Promise<ReadonlyMap<string, number>> => {
    for (const topic of topics) await ready(topic);
    await cluster.refreshMetadata();
    return new Map(topics.map((topic) => [topic, cluster.findTopicPartitionMetadata(topic).length]));
  };

  const lookUp = async (topic: string, at: { fromBeginning?: boolean; fromTimestamp?: number }) => {
    const partitions = (await ready(topic))
      .findTopicPartitionMetadata(topic)
      .map(({ partitionId }) => ({ partition: partitionId }));
    const [found] = await cluster.fetchTopicsOffset([{ topic, ...at, partitions }]);
    return (found?.partitions ?? [])
      .map(({ partition, offset }) => ({ partition, offset: Number(offset) }))
      .sort((a, b) => a.partition - b.partition);
  };

  const offsets = async (topic: string): Promise<readonly PartitionOffsets[]> => {
    const [earliest, latest] = await Promise.all([
      lookUp(topic, { fromBeginning: true }),
      lookUp(topic, { fromBeginning: false }),
    ]);
    return latest.map(({ partition, offset }, i) => ({ partition, earliest: earliest[i]!.offset, latest: offset }));
  };

  const highWatermark = async (topic: string, partition: number): Promise<number> => {
    const broker = await leaderOf(await ready(topic), topic, partition);
    const { responses } = await broker.listOffsets({
      isolationLevel: READ_UNCOMMITTED,
      topics: [{ topic, partitions: [{ partition, timestamp: LATEST }] }],
    });
    return Number(responses[0]!.partitions[0]!.offset);
  };

  const offsetsAt = async (topic: string, timestamp_ms: number) => {
    const [found, latest] = await Promise.all([
      lookUp(topic, { fromTimestamp: timestamp_ms }),
      lookUp(topic, { fromBeginning: false }),
    ]);
    return found.map(({ partition, offset }, i) => ({ partition, offset: offset < 0 ? latest[i]!.offset : offset }));
  };

  async function* read(
    topic: string,
    partition: number,
    from: number,
    to: number,
    { fetch_bytes = FETCH_BYTES_MAX }: ReadOptions = {},
  ): AsyncGenerator<LogRecord[], void> {
    let position = from;
    let empty_fetches = 0;
    while (position < to) {
      await ready(topic);
      const data = await fetchOnce(cluster, topic, partition, position, fetch_bytes);
      const within = data.messages.filter(({ offset }) => offset >= position);
      if (within.length === 0) {
        if (++empty_fetches > EMPTY_FETCHES_MAX) throw new Error(`${topic}/${partition}: no data at ${position}`);
        yield [];
        continue;
      }
      empty_fetches = 0;
      position = within.at(-1)!.offset + 1;
      const records = filterAborted({ messages: within, abortedTransactions: data.abortedTransactions ?? null })
        .filter(({ isControlRecord, offset }) => !isControlRecord && offset < to)
        .map((message) => toLogRecord(topic, partition, message));
      if (records.length > 0) yield records;
    }
  }

  const readTail = async (topic: string, partition: number, from: number): Promise<readonly LogRecord[]> => {
    const end = await highWatermark(topic, partition);
    const fetched: FetchedRecord[] = [];
    for (let position = from, empty_fetches = 0; position < end; ) {
      const data = await fetchOnce(cluster, topic, partition, position, FETCH_BYTES_MAX, READ_UNCOMMITTED);
      const within = data.messages.filter(({ offset }) => offset >= position);
      if (within.length === 0) {
        if (++empty_fetches > EMPTY_FETCHES_MAX) throw new Error(`${topic}/${partition}: no data at ${position}`);
        continue;
      }
      fetched.push(...within);
      position = within.at(-1)!.offset + 1;
    }
    return decidedRecords(fetched).map((record) => toLogRecord(topic, partition, record));
  };

  const topicId = async (topic: string, partition: number): Promise<string> => {
    const broker = await leaderOf(await ready(topic), topic, partition);
    const [found] = await broker.connectionPool.send(topicIdRequest([topic], protocolClasses()));
    return checkedId(topic, found);
  };

  const close = async (): Promise<void> => {
    if (connected === undefined) return;
    connected = undefined;
    await cluster.disconnect();
  };

  return { offsets, highWatermark, offsetsAt, read, readTail, topicId, partitionsOf, partitionsNow, close };
};

const protocolClasses = (): Parameters<typeof topicIdRequest>[1] => ({
  Encoder: requireInside('protocol/encoder.js'),
  Decoder: requireInside('protocol/decoder.js'),
});

/** Brokers answer it while a topic has no id: those before 2.8, and those of a cluster that is being upgraded from one. */
const NO_ID = '0'.repeat(32);

const checkedId = (topic: string, found: TopicIdentity | undefined): string => {
  if (found === undefined || found.error_code !== 0) {
    throw new Error(`the brokers do not know the topic ${topic} (error code ${found?.error_code ?? 'none'})`);
  }
  if (found.id === NO_ID) throw new Error(`the topic ${topic} has no id: brokers of Kafka 2.8 or later are needed`);
  return found.id;
};

const leaderOf = (cluster: Cluster, topic: string, partition: number): Promise<Broker> => {
  const [nodeId] = Object.keys(cluster.findLeaderForPartitions(topic, [partition]));
  if (nodeId === undefined) throw new Error(`${topic}/${partition} has no leader`);
  return cluster.findBroker({ nodeId });
};

const fetchOnce = async (
  cluster: Cluster,
  topic: string,
  partition: number,
  position: number,
  fetch_bytes: number,
  isolationLevel: number = READ_COMMITTED,
) => {
  const broker = await leaderOf(cluster, topic, partition);
  const { responses } = await broker.fetch({
    maxWaitTime: FETCH_WAIT_MS,
    minBytes: 1,
    maxBytes: fetch_bytes,
    isolationLevel,
    topics: [{ topic, partitions: [{ partition, fetchOffset: String(position), maxBytes: fetch_bytes }] }],
  });
  const data = responses[0]?.partitions[0];
  if (data === undefined) throw new Error(`${topic}/${partition}: the broker sent no data`);
  return data;
};

/** Times of producers are taken as they come, so they may lie where no date is; those are moved to 1970 or 9999. */
const TIMESTAMP_MAX_MS = Date.UTC(9999, 11, 31);

export const toLogRecord = (topic: string, partition: number, record: FetchedRecord): LogRecord => ({
  topic,
  partition,
  offset: record.offset,
  timestamp_ms: Math.min(Math.max(record.timestamp, 0), TIMESTAMP_MAX_MS),
  key: record.key,
  value: record.value,
  headers: record.headers,
  ...(record.unread === undefined ? {} : { unread: record.unread }),
});

/** Offset of the first record that a record stands for: its own, but for records that could not be read. */
export const firstOffsetOf = ({ offset, unread }: Pick<LogRecord, 'offset' | 'unread'>): number =>
  unread?.first_offset ?? offset;
