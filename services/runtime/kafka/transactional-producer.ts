import type { Message, Producer, Transaction } from 'kafkajs';
import type { Compression, KafkaSettings } from '../config/settings.ts';
import type { Logger } from '../log.ts';
import { createKafka } from './client.ts';

/** A record with everything decided: partition included, so that offsets are known from the produce response. */
export interface ProducerRecord {
  readonly topic: string;
  readonly partition: number;
  readonly key: Buffer | string | null;
  readonly value: Buffer | null;
  readonly headers?: ProducerHeaders;
}

export type ProducerHeaders = Readonly<Record<string, string | Buffer | readonly Buffer[]>>;

export interface Committed {
  /** Offset each record of the transaction was written at, by its index; -1 where the broker did not say. */
  readonly offsets: readonly number[];
}

export interface TransactionInput {
  readonly records: readonly ProducerRecord[];
  /** Input offset to commit with the records: one past the last record handled. */
  readonly offset?: {
    readonly group: string;
    readonly topic: string;
    readonly partition: number;
    readonly next: number;
  };
  /** Largest batch of a topic, in bytes: what one partition gets in one request stays below it. */
  readonly batchBytesMax: (topic: string) => number;
  /** Runs after everything is sent, just before the commit. Throws to keep the commit from happening. */
  readonly beforeCommit: () => Promise<void>;
}

const TRANSACTION_TIMEOUT_MS = 20_000;
/** Numbers of the codecs in the attributes of a batch (https://kafka.apache.org/documentation/#recordbatch). */
const CODECS: Readonly<Record<Compression, number>> = { none: 0, lz4: 3, zstd: 4 };
/** Room for the framing of a record, and of a batch that holds nothing else. */
const RECORD_OVERHEAD_BYTES = 96;
const BATCH_OVERHEAD_BYTES = 1024;
/** What a codec adds to what it cannot compress: a few bytes a block. */
const CODEC_OVERHEAD_SHARE = 1 / 4096;

/**
 * A producer of one transactional id, good until its first failure. kafkajs loses records, or hangs for ever, when it
 * goes on after a failed send, commit or abort; so whoever gets an error from `commit` closes this and opens another
 * under the same id, which also ends what was left open.
 */
export interface TransactionalProducer {
  readonly commit: (input: TransactionInput) => Promise<Committed>;
  /** Disconnects. Never throws. */
  readonly close: () => Promise<void>;
}

/**
 * Opens a producer and initialises its transactional id at the broker: every former owner of the id is fenced, and a
 * transaction it left open is ended, before this resolves.
 */
export const openTransactionalProducer = async (
  settings: KafkaSettings,
  transactional_id: string,
  log: Logger,
): Promise<TransactionalProducer> => {
  const producer = createKafka(settings, transactional_id, log).producer({
    transactionalId: transactional_id,
    transactionTimeout: TRANSACTION_TIMEOUT_MS,
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    // Every record names its partition.
    createPartitioner:
      () =>
      ({ message }) =>
        message.partition ?? 0,
  });
  const close = async (): Promise<void> => {
    await producer.disconnect().catch(() => undefined);
  };
  try {
    await producer.connect();
    // kafkajs asks for its producer id only when a transaction begins, so the first one begins here.
    return fenced(producer, await producer.transaction(), CODECS[settings.compression], close);
  } catch (error) {
    await close();
    throw error;
  }
};

const fenced = (
  producer: Producer,
  first: Transaction,
  compression: number,
  close: () => Promise<void>,
): TransactionalProducer => {
  let open: Transaction | undefined = first;

  const commit = async (input: TransactionInput): Promise<Committed> => {
    const transaction = open ?? (await producer.transaction());
    open = undefined;
    const offsets = new Array<number>(input.records.length).fill(-1);
    for (const wave of toWaves(input.records, input.batchBytesMax))
      await send(transaction, input.records, wave, compression, offsets);
    if (input.offset !== undefined) {
      const { group, topic, partition, next } = input.offset;
      await transaction.sendOffsets({
        consumerGroupId: group,
        topics: [{ topic, partitions: [{ partition, offset: String(next) }] }],
      });
    }
    try {
      await input.beforeCommit();
    } catch (error) {
      // An open transaction would hide later records from readers until somebody else ends it.
      await transaction.abort().catch(() => undefined);
      throw error;
    }
    await transaction.commit();
    return { offsets };
  };

  return { commit, close };
};

type Wave = Map<string, Map<number, number[]>>;

/**
 * Splits records into requests. kafkajs makes one batch per partition and request, and the broker refuses a batch
 * above the topic's limit, however small its records are. Order per partition is kept.
 *
 * The limit counts compressed bytes, the sizes here do not: both codecs store what they cannot compress as it is, with
 * a few bytes a block, so a batch that fits uncompressed always fits.
 */
const toWaves = (records: readonly ProducerRecord[], batchBytesMax: (topic: string) => number): Wave[] => {
  const waves: Wave[] = [];
  const bytes = new Map<string, { wave: number; bytes: number }>();
  records.forEach((record, index) => {
    const size = recordBytes(record);
    const slot = `${record.topic}/${record.partition}`;
    const last = bytes.get(slot) ?? { wave: 0, bytes: 0 };
    const limit = batchBytesMax(record.topic) - BATCH_OVERHEAD_BYTES;
    if (last.bytes > 0 && last.bytes + size > limit) {
      last.wave += 1;
      last.bytes = 0;
    }
    last.bytes += size;
    bytes.set(slot, last);
    waves[last.wave] ??= new Map();
    const wave = waves[last.wave]!;
    const topic = wave.get(record.topic) ?? new Map<number, number[]>();
    wave.set(record.topic, topic);
    const indexes = topic.get(record.partition);
    if (indexes === undefined) topic.set(record.partition, [index]);
    else indexes.push(index);
  });
  return waves;
};

/** Upper estimate of what a record takes in a batch of its own, in bytes. */
export const recordBytes = ({ key, value, headers }: ProducerRecord): number => {
  let bytes = RECORD_OVERHEAD_BYTES + (value?.length ?? 0) + (key === null ? 0 : Buffer.byteLength(key));
  if (headers !== undefined) {
    for (const name in headers) bytes += headerBytes(name, headers[name]!);
  }
  return bytes + Math.ceil(bytes * CODEC_OVERHEAD_SHARE);
};

const headerBytes = (name: string, value: string | Buffer | readonly Buffer[]): number => {
  if (Array.isArray(value)) return value.reduce((sum: number, one: Buffer) => sum + headerBytes(name, one), 0);
  return prefixedBytes(Buffer.byteLength(name)) + prefixedBytes(Buffer.byteLength(value as string | Buffer));
};

/** What so many bytes take with their length in front, a varint of 7 bits a byte that holds twice the length. */
const prefixedBytes = (bytes: number): number => {
  let lengths = 1;
  for (let rest = bytes * 2; rest > 0x7f; rest = Math.floor(rest / 128)) lengths += 1;
  return lengths + bytes;
};

const send = async (
  transaction: Transaction,
  records: readonly ProducerRecord[],
  wave: Wave,
  compression: number,
  offsets: number[],
): Promise<void> => {
  const topicMessages = [...wave].map(([topic, partitions]) => ({
    topic,
    messages: [...partitions.values()].flat().map((index) => toMessage(records[index]!)),
  }));
  const responses = await transaction.sendBatch({ topicMessages, acks: -1, compression });
  for (const { topicName, partition, baseOffset } of responses) {
    const base = Number(baseOffset ?? -1);
    if (base < 0) continue;
    wave
      .get(topicName)
      ?.get(partition)
      ?.forEach((record_index, i) => {
        offsets[record_index] = base + i;
      });
  }
};

const toMessage = ({ key, value, partition, headers }: ProducerRecord): Message => ({
  key,
  value,
  partition,
  ...(headers === undefined ? {} : { headers: headers as NonNullable<Message['headers']> }),
});
