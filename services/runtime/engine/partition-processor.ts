import { AssignmentLost, DependencyRefuses, DependencyUnavailable, OutputRefused, ProducerFenced } from '../errors.ts';
import { classifyCommitError } from '../kafka/commit-errors.ts';
import type { PartitionOffsets } from '../kafka/log-reader.ts';
import {
  type Committed,
  openTransactionalProducer,
  type ProducerRecord,
  type TransactionalProducer,
} from '../kafka/transactional-producer.ts';
import type { AvroTopic } from '../service.ts';
import { type Engine, POSITIONS } from './engine.ts';
import { locate, type Position, type Witnesses } from './position.ts';
import { positionKey, positionPartition } from './position-store.ts';
import type { Session } from './session.ts';
import type { Task } from './task.ts';

/** What a transaction says of the input partition: one past the last record handled, and the offset to commit. */
export interface Progress {
  readonly claimed_offset: number;
  readonly next_offset: number;
}

/**
 * One input partition while this instance owns it: its producer, and how far it has come. Not for concurrent use;
 * whoever works on a partition processor holds the lock of its partition number.
 */
export class PartitionProcessor {
  readonly topic: AvroTopic;
  readonly partition: number;
  readonly task: Task;
  readonly #engine: Engine;
  #producer: TransactionalProducer | undefined;
  #position: Position | undefined;
  #recorded: Position | null = null;
  /** Offset from which a consumer fetches that follows the committed one alone. */
  #fetched_from: number | undefined;
  /** What Kafka has as the committed offset, as far as this instance knows. */
  #committed: number | undefined;

  constructor(engine: Engine, topic: AvroTopic, task: Task) {
    this.#engine = engine;
    this.topic = topic;
    this.partition = task.partition;
    this.task = task;
  }

  /** Where it has come to; undefined before it was opened for the first time. */
  get position(): Position | undefined {
    return this.#position;
  }

  /** What `ops.position` said when it was opened last, also where that could not be followed; null for nothing. */
  get recorded(): Position | null {
    return this.#recorded;
  }

  /** Id of the topic that its records stand in. @throws Error before it was opened */
  get topic_id(): string {
    if (this.#position === undefined) throw new Error(`${this.topic}/${this.partition} is not open`);
    return this.#position.topic_id;
  }

  /** Records below this offset are handled already; below 0 before it was opened for the first time. */
  get next_offset(): number {
    return this.#position?.next_offset ?? -1;
  }

  /** Whether it has a producer that nothing has gone wrong with. */
  get isOpen(): boolean {
    return this.#producer !== undefined;
  }

  /** Whether what Kafka has as committed is not where this has come to: the position was corrected, or markers were passed. */
  get isAheadOfCommitted(): boolean {
    return this.isOpen && this.#committed !== this.#position?.next_offset;
  }

  /**
   * Makes sure that no other owner can commit any more, and only then decides where to go on: in this order there is no
   * window for a zombie.
   * @throws DependencyUnavailable
   */
  async open(): Promise<void> {
    const { group, kafka, log } = this.#engine;
    await this.discard();
    const id = `${group}.${this.topic}.${this.partition}`;
    const producer = await this.#kafka(() => openTransactionalProducer(kafka, id, log));
    try {
      this.#goOn(await this.#kafka(() => this.#witnesses()));
    } catch (error) {
      await producer.close();
      throw error;
    }
    this.#producer = producer;
  }

  async #witnesses(): Promise<Witnesses> {
    const { topic, partition } = this;
    const { group, committedOffset, positions, positionReader } = this.#engine;
    const [committed, topic_id, ranges] = await Promise.all([
      committedOffset(topic, partition),
      positionReader.topicId(topic, partition),
      positionReader.offsets(topic),
      positions.refresh(group),
    ]);
    const range = ranges[partition];
    if (range === undefined) throw new Error(`${topic} has no partition ${partition}`);
    const { earliest, latest } = range;
    return { committed, position: positions.get(group, topic, partition), topic_id, earliest, latest };
  }

  #goOn(witnesses: Witnesses): void {
    const { topic, partition } = this;
    const { metrics, log } = this.#engine;
    const { position, problems, records_lost_max } = locate(witnesses);
    this.#committed = witnesses.position === null ? undefined : (witnesses.committed ?? undefined);
    this.#fetched_from = witnesses.committed ?? witnesses.earliest;
    this.#recorded = witnesses.position;
    const before = this.#position;
    this.#position = position;
    if (problems.length === 0) return;
    // A chunk that failed opens it again and again; what was said once is not said again.
    if (before?.topic_id === position.topic_id && before.next_offset === position.next_offset) return;
    metrics.positionCorrected(topic, partition, problems, records_lost_max);
    log.error(
      { topic, partition, problems, ...witnesses, next_offset: position.next_offset, records_lost_max },
      'the committed offset cannot be followed',
    );
  }

  /** Offset that the consumer must be sent to, as it fetches from elsewhere; undefined when it need not. Asked once. */
  takeSeek(): number | undefined {
    const from = this.#fetched_from;
    this.#fetched_from = undefined;
    const next = this.#position?.next_offset;
    return from === undefined || from === next ? undefined : next;
  }

  /**
   * Whether records that were fetched from an offset on are the ones to handle next: nothing was skipped, and the topic is
   * the one that the position belongs to.
   * @throws DependencyUnavailable
   */
  async follows(from_offset: number): Promise<boolean> {
    if (from_offset !== this.next_offset) return false;
    const { topic, partition } = this;
    const id = await this.#kafka(() => this.#engine.positionReader.topicId(topic, partition));
    return id === this.#position?.topic_id;
  }

  /** Whether the position lies in a topic as it is now. */
  isWithin(topic_id: string, { earliest, latest }: PartitionOffsets): boolean {
    const position = this.#position;
    if (position === undefined || position.topic_id !== topic_id) return false;
    return position.next_offset >= earliest && position.next_offset <= latest;
  }

  /** As `isWithin`, for the topic as it is by now. @throws DependencyUnavailable */
  async isInLog(): Promise<boolean> {
    const { topic, partition } = this;
    const { positionReader } = this.#engine;
    return await this.#kafka(async () => {
      const [id, ranges] = await Promise.all([positionReader.topicId(topic, partition), positionReader.offsets(topic)]);
      const range = ranges[partition];
      return range !== undefined && this.isWithin(id, range);
    });
  }

  /** Moves the committed offset to the position: past transaction markers, so that any tool sees a lag of zero. */
  async commitPosition(session: Session): Promise<void> {
    if (this.#position === undefined) return;
    await this.commit([], this.#position, session, async () => undefined);
  }

  /**
   * Commits records and, where given, the progress in the input in one transaction.
   * @param check last look before the commit; what it throws keeps the commit from happening, and is thrown on
   * @throws DependencyUnavailable, ProducerFenced when the outcome is unknown: fence again, then see what is committed
   * @throws OutputRefused when the broker takes no such records
   */
  async commit(
    records: readonly ProducerRecord[],
    progress: Progress | null,
    session: Session,
    check: () => Promise<void>,
  ): Promise<Committed> {
    const producer = this.#producer;
    const topic_id = this.#position?.topic_id;
    if (producer === undefined || topic_id === undefined) throw new Error('commit before fence');
    const { group, limits } = this.#engine;
    const { topic, partition } = this;
    const position: Position | null =
      progress === null
        ? null
        : { topic_id, next_offset: progress.next_offset, claimed_offset: progress.claimed_offset };
    let refused: unknown;
    try {
      const committed = await producer.commit({
        records: position === null ? records : [...records, this.#toRecord(position)],
        ...(position === null ? {} : { offset: { group, topic, partition, next: position.next_offset } }),
        batchBytesMax: limits.bytesMaxOf,
        beforeCommit: async () => {
          try {
            await check();
            await session.heartbeat();
            if (!session.isCurrent()) throw new AssignmentLost();
          } catch (error) {
            refused = error;
            throw error;
          }
          await this.#engine.onStep('commit', 'before', topic, partition);
        },
      });
      if (position !== null) {
        this.#position = position;
        this.#committed = position.next_offset;
      }
      return committed;
    } catch (error) {
      await this.discard();
      if (refused !== undefined) throw refused;
      throw commitError(error);
    }
  }

  #toRecord(position: Position): ProducerRecord {
    const { topic, partition } = this;
    const { group, codec, positionPartitions } = this.#engine;
    return {
      topic: POSITIONS,
      partition: positionPartition(group, positionPartitions),
      key: positionKey(group, topic, partition),
      value: codec.encode(POSITIONS, { group, topic, partition, ...position, written_at: Date.now() }),
    };
  }

  /** Records with an offset below `next` hold nothing for the service: markers of transactions, aborted records. */
  skipTo(next: number): void {
    if (this.#position !== undefined && next > this.#position.next_offset) {
      this.#position = { ...this.#position, next_offset: next };
    }
  }

  /** Drops the producer. The next `open` makes another one under the same id. */
  async discard(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    await producer?.close();
  }

  async #kafka<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw new DependencyUnavailable('kafka', error instanceof Error ? error.message : String(error), error);
    }
  }
}

const commitError = (error: unknown): Error => {
  const { kind, topic, message } = classifyCommitError(error);
  switch (kind) {
    case 'unavailable':
      return new DependencyUnavailable('kafka', message, error);
    case 'unauthorized':
      return new DependencyRefuses('kafka', message, error);
    case 'fenced':
      return new ProducerFenced(message, error);
    case 'refused_for_size':
      return new OutputRefused('size', topic, message, error);
    case 'refused':
      return new OutputRefused('content', topic, message, error);
  }
};
