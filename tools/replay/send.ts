import { DependencyUnavailable, SkillstreamError } from '../../services/runtime/errors.ts';
import type { ProducerRecord, TransactionalProducer } from '../../services/runtime/kafka/transactional-producer.ts';
import { type Batch, type Size, toBatches } from './batches.ts';
import { type Clock, createPace } from './pace.ts';

/** What sending takes. */
export interface SendParts {
  /** Opens the one producer that all runs of the tool have, which ends any other run and what it left open. */
  readonly openProducer: () => Promise<TransactionalProducer>;
  readonly bytesMaxOf: (topic: string) => number;
  readonly clock: Clock;
  /** Called when a batch is sent and not committed yet; for tests that end the process there. */
  readonly beforeCommit?: () => Promise<void>;
}

/** Who sends, why and how fast. */
export interface Run {
  readonly run_id: string;
  readonly operator: string;
  readonly reason: string;
  readonly records_per_s: number;
  /** Ends the run between two batches. */
  readonly signal: AbortSignal;
  readonly onSent?: (records: number) => void;
}

/** What is to be sent. */
export interface Sendings<T> {
  /** Asked for once, when no other run can send any more: only then it is known what others have sent. */
  readonly read: () => AsyncIterable<T>;
  readonly sizeOf: (sending: T) => Size;
  /** The records of a batch, its audit included; they are committed together. */
  readonly toRecords: (batch: Batch<T>) => readonly ProducerRecord[];
}

export interface Sent {
  readonly sendings: number;
  readonly records: number;
}

/** Another run began, and this one may not go on: two at a time could send something twice. */
export class ReplayFenced extends SkillstreamError {
  constructor(cause: unknown) {
    super(
      'replay_fenced',
      'another replay has begun, or a batch took too long: this replay ends; run it again for what is left',
      cause,
    );
  }
}

/** Bounds the length of a transaction, and what is sent at once when the rate allows more. */
const BATCH_RECORDS_MAX = 500;
const BATCH_BYTES_MAX = 4 * 1024 * 1024;

/**
 * Sends in batches, each a transaction, at a rate. Can be ended at any moment, by any means.
 * @throws ReplayFenced; DependencyUnavailable when it is not known whether the last batch was sent
 */
export const sendAll = async <T>(
  parts: SendParts,
  run: Run,
  { read, sizeOf, toRecords }: Sendings<T>,
): Promise<Sent> => {
  const pace = createPace(run.records_per_s, parts.clock);
  // A run that was killed may have left a transaction open, and one that still runs could write behind our back.
  // Opening the producer ends both.
  const producer = await parts.openProducer();
  let sent: Sent = { sendings: 0, records: 0 };
  try {
    const limits = { records_max: Math.min(BATCH_RECORDS_MAX, run.records_per_s), bytes_max: BATCH_BYTES_MAX };
    for await (const batch of toBatches(read(), sizeOf, limits)) {
      const records = batch.reduce((sum, sending) => sum + sizeOf(sending).records, 0);
      await pace(records);
      if (run.signal.aborted) break;
      await commit(parts, producer, toRecords(batch));
      sent = { sendings: sent.sendings + batch.length, records: sent.records + records };
      run.onSent?.(sent.records);
    }
  } finally {
    await producer.close();
  }
  return sent;
};

const commit = async (
  { bytesMaxOf, beforeCommit = async () => undefined }: SendParts,
  producer: TransactionalProducer,
  records: readonly ProducerRecord[],
): Promise<void> => {
  try {
    await producer.commit({ records, batchBytesMax: bytesMaxOf, beforeCommit });
  } catch (error) {
    if (isFenced(error)) throw new ReplayFenced(error);
    throw new DependencyUnavailable('kafka', error instanceof Error ? error.message : String(error), error);
  }
};

/** Names that the broker's answer to a fenced producer has. */
const FENCED: ReadonlySet<unknown> = new Set(['INVALID_PRODUCER_EPOCH', 'PRODUCER_FENCED']);

const isFenced = (error: unknown): boolean => error instanceof Error && 'type' in error && FENCED.has(error.type);
