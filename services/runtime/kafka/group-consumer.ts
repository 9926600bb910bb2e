import { setTimeout as delay } from 'node:timers/promises';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { AssignmentLost, DependencyUnavailable } from '../errors.ts';
import { createByNumberAssigner } from './assigner.ts';
import type { FetchedRecord } from './fixes/record-decoding.ts';
import { type LogRecord, toLogRecord } from './log-reader.ts';
import { isRefusal } from './refusal.ts';

/** What was fetched from one partition. */
export interface FetchedBatch {
  readonly topic: string;
  readonly partition: number;
  /** Where the fetch began. */
  readonly from_offset: number;
  /** In offset order; none where the batch has nothing but transaction markers. Each is read from the fetched bytes as it is asked for. */
  readonly records: Iterable<LogRecord>;
  /** One past the last offset fetched, transaction markers included. */
  readonly next_offset: number;
}

export interface BatchSession {
  /**
   * Renews the membership, when it is time to.
   * @throws AssignmentLost when the group has moved on; DependencyUnavailable when the broker did not answer
   */
  readonly heartbeat: () => Promise<void>;
  /** False once the consumer stops, or seeks elsewhere. */
  readonly isRunning: () => boolean;
  /** The next fetch starts behind this batch. */
  readonly fetchOn: () => void;
  /** The next fetch starts at an offset; batches that were fetched before may still come. */
  readonly seek: (offset: number) => void;
}

export type Assignment = Readonly<Record<string, readonly number[]>>;

export interface GroupConsumerOptions {
  readonly group: string;
  readonly topics: readonly string[];
  /** How many partitions of a topic the group consumes: those with lower numbers. The others have no owner. */
  readonly partitionsOf: (topic: string) => number;
  readonly concurrency: number;
  readonly session_timeout_ms: number;
  readonly fetch_wait_max_ms: number;
  readonly fetch_min_bytes: number;
  readonly fetch_bytes_max: number;
  /**
   * Called for one batch of a partition at a time; the partition is not fetched further before it returns. Throws
   * AssignmentLost to have this member join the group anew and start from the committed offsets.
   */
  readonly onBatch: (batch: FetchedBatch, session: BatchSession) => Promise<void>;
  /** Called synchronously when the group gives this member its partitions, before any of their records comes. */
  readonly onAssigned: (assignment: Assignment) => void;
  /** What this member says of itself to the leader of its group, up to 64 bytes. */
  readonly version?: string;
  /** Called when the group has formed: what its members say, each version once; at all but the leader nothing. */
  readonly onVersions?: (versions: readonly string[]) => void;
  /** The fetch loop turned over, or the membership was renewed: the consumer is alive. */
  readonly onAlive: () => void;
  /** A fetch was answered, or the group left this member nothing to fetch. */
  readonly onWorking: () => void;
  /** The consumer gave up and starts again: brokers are gone, or refuse it a topic or the group. */
  readonly onRestart: (error: Error) => void;
  /** The consumer stopped for good. */
  readonly onCrash: (error: Error) => void;
}

export type Seek = (topic: string, partition: number, offset: number) => void;

export interface GroupConsumer {
  readonly start: () => Promise<void>;
  /** Finishes the batches in hand, leaves the group, disconnects. */
  readonly stop: () => Promise<void>;
  /** The next fetch of a partition starts at an offset. Does nothing while the member is in no group. */
  readonly seek: Seek;
}

const REBALANCE_TIMEOUT_MS = 60_000;
const HEARTBEAT_INTERVAL_MS = 1_000;
const METADATA_MAX_AGE_MS = 60_000;
const SUBSCRIBE_AGAIN_MS = 1_000;
/** Between two looks whether the member is allowed by now what it was refused. */
const REFUSED_PAUSE_MS = 2_000;

const isFromClient = (error: unknown): boolean => error instanceof Error && error.name.startsWith('KafkaJS');

/** A member of a consumer group that hands out batches and never commits by itself. */
export const createGroupConsumer = (kafka: Kafka, options: GroupConsumerOptions): GroupConsumer => {
  const { partitionsOf, version = '' } = options;
  let versions: readonly string[] = [];
  const onVersions = (said: readonly string[]): void => {
    versions = said;
  };
  const consumer = kafka.consumer({
    groupId: options.group,
    partitionAssigners: [createByNumberAssigner({ partitionsOf, version, onVersions })],
    sessionTimeout: options.session_timeout_ms,
    rebalanceTimeout: REBALANCE_TIMEOUT_MS,
    heartbeatInterval: HEARTBEAT_INTERVAL_MS,
    metadataMaxAge: METADATA_MAX_AGE_MS,
    maxWaitTimeInMs: options.fetch_wait_max_ms,
    minBytes: options.fetch_min_bytes,
    maxBytes: options.fetch_bytes_max,
    maxBytesPerPartition: Math.max(64 * 1024, Math.floor(options.fetch_bytes_max / options.concurrency)),
    allowAutoTopicCreation: false,
    readUncommitted: false,
    retry: { restartOnFailure: async () => true },
  });
  let stopped = false;
  let joined = false;
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    joined = true;
    options.onVersions?.(payload.isLeader ? versions : []);
  });
  const left = (): void => {
    joined = false;
  };
  for (const event of [consumer.events.CRASH, consumer.events.STOP]) consumer.on(event, left);
  listen(consumer, {
    ...options,
    onCrash: (error) => {
      // Rights may be given at any time, and the client starts again only after what it takes for passing.
      if (!isRefusal(error)) return options.onCrash(error);
      options.onRestart(error);
      void delay(REFUSED_PAUSE_MS).then(start).catch(options.onCrash);
    },
  });

  /** The client gives up after some seconds; a service waits until the brokers are back, or it is told to stop. */
  const subscribe = async (): Promise<void> => {
    while (!stopped) {
      try {
        await consumer.connect();
        return await consumer.subscribe({ topics: [...options.topics], fromBeginning: true });
      } catch (error) {
        if (!isFromClient(error)) throw error;
        options.onRestart(error as Error);
        await delay(SUBSCRIBE_AGAIN_MS);
      }
    }
  };

  const seek: Seek = (topic, partition, offset) => {
    if (joined) consumer.seek({ topic, partition, offset: String(offset) });
  };

  const start = async (): Promise<void> => {
    await subscribe();
    if (stopped) return;
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: options.concurrency,
      eachBatch: (payload) => options.onBatch(toBatch(payload), toSession(payload, seek)).catch(throwToClient),
    });
  };

  const stop = async (): Promise<void> => {
    stopped = true;
    await consumer.stop();
    await consumer.disconnect();
  };

  return { start, stop, seek };
};

const listen = (consumer: Consumer, options: GroupConsumerOptions): void => {
  const { GROUP_JOIN, FETCH, HEARTBEAT, CRASH } = consumer.events;
  consumer.on(GROUP_JOIN, ({ payload }) => {
    options.onAlive();
    options.onAssigned(payload.memberAssignment);
    if (Object.values(payload.memberAssignment).every(({ length }) => length === 0)) options.onWorking();
  });
  consumer.on(FETCH, () => {
    options.onAlive();
    options.onWorking();
  });
  consumer.on(HEARTBEAT, options.onAlive);
  consumer.on(CRASH, ({ payload }) => {
    if (payload.restart) options.onRestart(payload.error);
    else options.onCrash(payload.error);
  });
};

const toBatch = ({ batch }: EachBatchPayload): FetchedBatch => {
  const { topic, partition } = batch;
  // What the mended client hands out; see fixes/fetch-path.ts.
  const records = batch.messages as unknown as readonly FetchedRecord[];
  return {
    topic,
    partition,
    from_offset: Number((batch as unknown as { readonly fetchedOffset: string }).fetchedOffset),
    records: Iterator.from(records).map((record) => toLogRecord(topic, partition, record)),
    next_offset: Number(batch.lastOffset()) + 1,
  };
};

const toSession = (
  { batch, heartbeat, isRunning, isStale, resolveOffset }: EachBatchPayload,
  seek: Seek,
): BatchSession => ({
  heartbeat: () => heartbeat().catch(throwToEngine),
  isRunning: () => isRunning() && !isStale(),
  fetchOn: () => resolveOffset(batch.lastOffset()),
  seek: (offset) => seek(batch.topic, batch.partition, offset),
});

/** A broker that answers with an error no longer knows this member as it is; one that does not answer may be back soon. */
const throwToEngine = (error: unknown): never => {
  const { name, message } = error as Error;
  if (name === 'KafkaJSProtocolError') throw new AssignmentLost(error);
  throw new DependencyUnavailable('kafka', message, error);
};

/** The client joins anew when it gets its own error back. */
const throwToClient = (error: unknown): never => {
  throw error instanceof AssignmentLost && error.cause !== undefined ? error.cause : error;
};
