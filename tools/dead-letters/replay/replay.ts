import type { ReplayBatch } from '../../../schemas/types.generated.ts';
import { DependencyUnavailable, SkillstreamError } from '../../../services/runtime/errors.ts';
import type { LogReader } from '../../../services/runtime/kafka/log-reader.ts';
import type { ProducerRecord, TransactionalProducer } from '../../../services/runtime/kafka/transactional-producer.ts';
import type { Codec } from '../../../services/runtime/registry/codec.ts';
import type { Range } from '../../topics/ranges.ts';
import { inputOf } from '../letter.ts';
import type { Filter } from '../selection/filter.ts';
import { readLetters } from '../selection/read.ts';
import { AUDIT_TOPIC, readReplayed } from './audit.ts';
import { type Batch, toBatches } from './batches.ts';
import { decide, type Policy, type Sending } from './decide.ts';
import { type Clock, createPace } from './pace.ts';
import { createTally, type Tally } from './tally.ts';

/** What a replay works with. */
export interface ReplayParts {
  readonly reader: LogReader;
  readonly codec: Pick<Codec, 'load' | 'decode' | 'encode'>;
  /** Opens the one producer that replays have, which ends any other replay and what it left open. */
  readonly openProducer: () => Promise<TransactionalProducer>;
  readonly bytesMaxOf: (topic: string) => number;
  readonly clock: Clock;
  /** Called when a batch is sent and not committed yet; for tests that end the process there. */
  readonly beforeCommit?: () => Promise<void>;
}

/** Which dead letters, and which of them may go back. */
export interface Selection {
  readonly ranges: readonly Range[];
  readonly filter: Filter;
  readonly rules: Pick<Policy, 'attempts_max' | 'allow' | 'claim_ttl_ms'>;
}

export interface ReplayRun {
  readonly run_id: string;
  readonly operator: string;
  readonly reason: string;
  readonly records_per_s: number;
  /** Ends the replay between two batches. */
  readonly signal: AbortSignal;
  readonly onSent?: (records: number) => void;
}

/** Another replay began, and this one may not go on: two at a time could send a record twice. */
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
 * Says what a replay would do, and sends nothing.
 * @throws DependencyUnavailable
 */
export const surveyReplay = async (parts: ReplayParts, selection: Selection): Promise<Tally> => {
  const tally = createTally();
  for await (const _sending of judge(parts, selection, tally.add)) {
    // Being counted is all that happens to a letter in a dry run.
  }
  return tally.now();
};

/**
 * Sends dead letters back to their inputs, with the record of it in `ops.replay` in the same transaction. Can be ended
 * at any moment, by any means, and run again: what was sent is known from the audit, and only what was not is sent.
 * @returns what became of each letter, and how many were sent, which is less than `send` when the signal came
 * @throws ReplayFenced; DependencyUnavailable when it is not known whether the last batch was sent: run again
 */
export const replay = async (
  parts: ReplayParts,
  selection: Selection,
  run: ReplayRun,
): Promise<Tally & { readonly sent: number }> => {
  const tally = createTally();
  const pace = createPace(run.records_per_s, parts.clock);
  // A replay that was killed may have left a transaction open, and one that still runs could write behind our back.
  // Opening the producer ends both, and only then the audit says all that was sent.
  const producer = await parts.openProducer();
  let sent = 0;
  try {
    const limits = { records_max: Math.min(BATCH_RECORDS_MAX, run.records_per_s), bytes_max: BATCH_BYTES_MAX };
    for await (const batch of toBatches(judge(parts, selection, tally.add), limits)) {
      await pace(batch.length);
      if (run.signal.aborted) break;
      await commit(parts, producer, run, batch);
      sent += batch.length;
      run.onSent?.(sent);
    }
  } finally {
    await producer.close();
  }
  return { ...tally.now(), sent };
};

async function* judge(
  { reader, codec, bytesMaxOf, clock }: ReplayParts,
  { ranges, filter, rules }: Selection,
  add: ReturnType<typeof createTally>['add'],
): AsyncGenerator<Sending> {
  const partitions = new Map<string, number>();
  const topics = [...new Set(ranges.map(({ topic }) => topic))];
  for (const input of topics.map(inputOf)) partitions.set(input, await reader.partitionsOf(input));
  const policy: Policy = {
    ...rules,
    bytesMaxOf,
    partitionsOf: (topic) => partitions.get(topic) ?? 0,
    wasReplayed: await readReplayed({ reader, codec }, topics),
    now_ms: clock.now_ms(),
  };
  for await (const letter of readLetters({ reader, codec }, ranges, filter)) {
    const verdict = decide(letter, policy);
    add(letter, verdict);
    if (verdict.kind === 'send') yield verdict;
  }
}

const commit = async (
  { codec, clock, bytesMaxOf, beforeCommit = async () => undefined }: ReplayParts,
  producer: TransactionalProducer,
  { run_id, operator, reason }: ReplayRun,
  batch: Batch,
): Promise<void> => {
  const { topic, partition } = batch[0].at;
  const records = batch.map(({ audited }) => audited);
  const audit: ReplayBatch = { run_id, operator, reason, topic, partition, sent_at: clock.now_ms(), records };
  const audited: ProducerRecord = {
    topic: AUDIT_TOPIC,
    partition: 0,
    key: `${topic}|${partition}`,
    value: codec.encode(AUDIT_TOPIC, audit),
  };
  try {
    await producer.commit({
      records: [...batch.map(({ record }) => record), audited],
      batchBytesMax: bytesMaxOf,
      beforeCommit,
    });
  } catch (error) {
    if (isFenced(error)) throw new ReplayFenced(error);
    throw new DependencyUnavailable('kafka', error instanceof Error ? error.message : String(error), error);
  }
};

/** Names that the broker's answer to a fenced producer has. */
const FENCED: ReadonlySet<unknown> = new Set(['INVALID_PRODUCER_EPOCH', 'PRODUCER_FENCED']);

const isFenced = (error: unknown): boolean => error instanceof Error && 'type' in error && FENCED.has(error.type);
