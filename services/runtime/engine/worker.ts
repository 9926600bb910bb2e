import pLimit from 'p-limit';
import { AssignmentLost, HandlerFault, OutputRefused, PositionMoved } from '../errors.ts';
import type { Assignment, BatchSession, FetchedBatch, Seek } from '../kafka/group-consumer.ts';
import { firstOffsetOf, type LogRecord, type PartitionOffsets } from '../kafka/log-reader.ts';
import type { AvroTopic } from '../service.ts';
import { handleDue } from './due.ts';
import { type Engine, homeTopic } from './engine.ts';
import { formatPartition } from './headers.ts';
import { createKeyedLock } from './lock.ts';
import type { PartitionProcessor } from './partition-processor.ts';
import { persist } from './persist.ts';
import { createReadAhead, type ReadAhead } from './read-ahead.ts';
import { memoryBytes } from './record-size.ts';
import { handleRun, type Run, waitForTopic } from './refusals.ts';
import type { Session } from './session.ts';
import { Task } from './task.ts';

/** Everything this instance owns at the moment, and the work on it. */
export interface Worker {
  readonly assign: (assignment: Assignment) => void;
  /** Starts on a batch, as soon as the one before it of the same partition is committed. */
  readonly handleBatch: (batch: FetchedBatch, session: BatchSession) => Promise<void>;
  /** Looks at due table entries of every partition owned that may have some. */
  readonly handleDueEntries: (now_ms: number) => Promise<void>;
  /**
   * Opens a partition that is not open yet, and compares its position with the topic as it is now: records may have been
   * deleted, or the topic created again, while nothing was fetched. Then moves the committed offset to the position.
   * @throws DependencyUnavailable, ProjectionLost: nothing was done, and is done by the next look or the next batch
   */
  readonly checkPosition: (processor: PartitionProcessor, topic: TopicState, seek: Seek) => Promise<void>;
  readonly processors: () => readonly PartitionProcessor[];
  /** Whether the group has given this instance its partitions, be it none. */
  readonly isAssigned: () => boolean;
  /** Finishes the chunks in hand and begins no others. */
  readonly drain: () => Promise<void>;
  /** Ends all claims to partitions; no commit succeeds after it. */
  readonly close: () => Promise<void>;
}

/** A topic as it is now. */
export interface TopicState {
  readonly id: string;
  readonly ranges: readonly PartitionOffsets[];
}

export const createWorker = (engine: Engine, onFault: (error: unknown) => void): Worker => {
  const processors = new Map<string, PartitionProcessor>();
  const tasks = new Map<number, Task>();
  const read_ahead = new WeakMap<PartitionProcessor, ReadAhead>();
  /** Partitions of one number share keys and tables, so they are worked on one at a time. */
  const lock = createKeyedLock();
  const limit = pLimit(engine.settings.partitions_concurrent_max);
  let epoch = 0;
  let drained: Promise<unknown> | undefined;
  let closed = false;

  const taskOf = (partition: number): Task => {
    const known = tasks.get(partition) ?? new Task(engine, partition);
    tasks.set(partition, known);
    return known;
  };

  const assign = (assignment: Assignment): void => {
    epoch += 1;
    const owned = new Set<string>();
    for (const [topic, partitions] of Object.entries(assignment)) {
      for (const partition of partitions) {
        const key = formatPartition(topic, partition);
        owned.add(key);
        if (processors.has(key)) continue;
        const processor = taskOf(partition).addProcessor(topic as AvroTopic);
        processors.set(key, processor);
        read_ahead.set(processor, createReadAhead());
      }
    }
    for (const [key, processor] of processors) {
      if (owned.has(key)) continue;
      processors.delete(key);
      processor.task.removeProcessor(processor);
      engine.metrics.dropPartition(processor.partition);
      void lock.run(processor.partition, () => processor.discard());
    }
    engine.log.info({ partitions: owned.size, epoch }, 'assigned');
  };

  const sessionOf = (processor: PartitionProcessor, batch?: BatchSession): Session => {
    const at = epoch;
    return {
      epoch: at,
      heartbeat: batch === undefined ? async () => undefined : batch.heartbeat,
      isCurrent: () =>
        !closed && at === epoch && processors.get(formatPartition(processor.topic, processor.partition)) === processor,
      isStopping: () => drained !== undefined || (batch !== undefined && !batch.isRunning()),
    };
  };

  const handleBatch = async (batch: FetchedBatch, given: BatchSession): Promise<void> => {
    const processor = processors.get(formatPartition(batch.topic, batch.partition));
    if (processor === undefined) return;
    // The client would fetch the same again and again until it is stopped.
    if (drained !== undefined) {
      await drained;
      return;
    }
    const session = sessionOf(processor, given);
    await given.heartbeat();
    await read_ahead.get(processor)!.take(session.epoch, () => handleRecords(processor, batch, session, given.seek));
    given.fetchOn();
  };

  /** Runs a piece of the protocol for a partition while no other piece runs for one of its number, until it succeeds. */
  const run = (processor: PartitionProcessor, session: Session, attempt: () => Promise<void>): Promise<void> =>
    limit(() => lock.run(processor.partition, () => persist(engine, processor.task, session, attempt)));

  /**
   * Whether the records of a batch are the ones to handle next. If not, the consumer is sent to where they are: it was reset
   * to another offset, or began at one that must not be followed.
   */
  const follows = async (
    processor: PartitionProcessor,
    batch: FetchedBatch,
    session: Session,
    seek: BatchSession['seek'],
  ) => {
    let is_next = false;
    await run(processor, session, async () => {
      await processor.task.fence(session);
      is_next = await processor.follows(batch.from_offset);
      if (is_next) return;
      // What made the difference also decides where to go on, so it is looked at again from the beginning.
      await processor.discard();
      await processor.task.fence(session);
      is_next = await processor.follows(batch.from_offset);
    });
    processor.takeSeek();
    if (!is_next) seek(processor.next_offset);
    return is_next;
  };

  /** @throws AssignmentLost unless every chunk is committed */
  const handleRecords = async (
    processor: PartitionProcessor,
    batch: FetchedBatch,
    session: Session,
    seek: BatchSession['seek'],
  ): Promise<void> => {
    try {
      if (session.isStopping()) throw new AssignmentLost();
      if (!(await follows(processor, batch, session, seek))) return;
      const { topic_id } = processor;
      const { chunk_records_max, chunk_bytes_max } = engine.settings;
      let handled_up_to = batch.from_offset;
      for (const one of runsOf(batch, topic_id, chunk_records_max, chunk_bytes_max)) {
        // A chunk in hand is finished when the process stops; another one is not begun.
        if (session.isStopping()) throw new AssignmentLost();
        await limit(() => lock.run(processor.partition, () => handleRun(engine, processor, one, session)));
        handled_up_to = one.next_offset;
      }
      // Nothing but transaction markers is left of it.
      await lock.run(processor.partition, async () => {
        const is_same = processor.topic_id === topic_id && processor.next_offset >= handled_up_to;
        if (is_same) processor.skipTo(batch.next_offset);
      });
    } catch (error) {
      if (error instanceof PositionMoved) {
        processor.takeSeek();
        return seek(processor.next_offset);
      }
      if (!(error instanceof AssignmentLost)) {
        onFault(
          error instanceof HandlerFault
            ? error
            : new HandlerFault(formatPartition(batch.topic, batch.partition), error),
        );
      }
      throw error;
    }
  };

  const handleDueEntries = async (now_ms: number): Promise<void> => {
    const home = homeTopic(engine.service);
    await Promise.all(
      [...processors.values()].filter(({ topic }) => topic === home).map((processor) => handleDueOf(processor, now_ms)),
    );
  };

  const handleDueOf = async (processor: PartitionProcessor, now_ms: number): Promise<void> => {
    const session = sessionOf(processor);
    const timers = `timers ${processor.partition}`;
    if (processor.task.rests(session, performance.now())) return;
    let looked_at = 0;
    try {
      do {
        await lock.run(processor.partition, () =>
          persist(engine, processor.task, session, async () => {
            looked_at = await handleDue(engine, processor, session, now_ms);
          }),
        );
      } while (looked_at > 0 && session.isCurrent());
      engine.presence.found(timers);
    } catch (error) {
      if (error instanceof OutputRefused) await waitForTopic(engine, timers, error);
      else if (!(error instanceof AssignmentLost)) onFault(error);
    }
  };

  const checkPosition = (processor: PartitionProcessor, topic: TopicState, seek: Seek): Promise<void> => {
    const session = sessionOf(processor);
    return lock.run(processor.partition, async () => {
      if (!session.isCurrent() || session.isStopping()) return;
      const range = topic.ranges[processor.partition];
      // What was read before this partition's turn came may be old by now.
      const is_within =
        !processor.isOpen ||
        (range !== undefined && processor.isWithin(topic.id, range)) ||
        (await processor.isInLog());
      if (!is_within) await processor.discard();
      if (!processor.isOpen) await processor.task.fence(session);
      const next = is_within ? processor.takeSeek() : processor.next_offset;
      if (next !== undefined) seek(processor.topic, processor.partition, next);
      if (processor.isAheadOfCommitted) await processor.commitPosition(session);
    });
  };

  const drain = async (): Promise<void> => {
    drained ??= Promise.all([...processors.values()].map((processor) => read_ahead.get(processor)!.idle()));
    await drained;
  };

  const close = async (): Promise<void> => {
    closed = true;
    await Promise.all(
      [...processors.values()].map((processor) => lock.run(processor.partition, () => processor.discard())),
    );
  };

  return {
    assign,
    handleBatch,
    handleDueEntries,
    checkPosition,
    processors: () => [...processors.values()],
    isAssigned: () => epoch > 0,
    drain,
    close,
  };
};

/**
 * Cuts a batch into runs that one transaction takes, bounded in records and bytes.
 * @param topic_id of the topic that the batch was fetched from
 */
export function* runsOf(batch: FetchedBatch, topic_id: string, records_max: number, bytes_max: number): Generator<Run> {
  let records: LogRecord[] = [];
  let bytes = 0;
  let { from_offset } = batch;
  for (const record of batch.records) {
    const size = memoryBytes(record);
    if (records.length > 0 && (records.length >= records_max || bytes + size > bytes_max)) {
      const next_offset = firstOffsetOf(record);
      yield { topic_id, from_offset, records, next_offset };
      from_offset = next_offset;
      records = [];
      bytes = 0;
    }
    records.push(record);
    bytes += size;
  }
  if (records.length > 0) yield { topic_id, from_offset, records, next_offset: batch.next_offset };
}
