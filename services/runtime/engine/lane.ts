import { AssignmentLost, DependencyRefuses, DependencyUnavailable, OutputRefused, ProducerFenced } from '../errors.ts';
import { classifyCommitError } from '../kafka/commit-errors.ts';
import {
  type Committed,
  openTransactionalProducer,
  type ProducerRecord,
  type TransactionalProducer,
} from '../kafka/transactional-producer.ts';
import type { AvroTopic } from '../service.ts';
import type { Engine } from './engine.ts';
import type { Session } from './session.ts';
import type { Task } from './task.ts';

/** Nothing committed yet: whatever the consumer fetches first is new. */
const FROM_THE_START = -1;

/**
 * One input partition while this instance owns it: its producer, and how far it has come. Not for concurrent use;
 * whoever works on a lane holds the lock of its partition number.
 */
export class Lane {
  readonly topic: AvroTopic;
  readonly partition: number;
  readonly task: Task;
  readonly #engine: Engine;
  #producer: TransactionalProducer | undefined;
  #next_offset = FROM_THE_START;

  constructor(engine: Engine, topic: AvroTopic, task: Task) {
    this.#engine = engine;
    this.topic = topic;
    this.partition = task.partition;
    this.task = task;
  }

  /** Records below this offset are committed already. */
  get next_offset(): number {
    return this.#next_offset;
  }

  /** Whether it has a producer that nothing has gone wrong with. */
  get isOpen(): boolean {
    return this.#producer !== undefined;
  }

  /**
   * Makes sure that no other owner can commit any more, and only then trusts the committed offset: in this order
   * there is no window for a zombie.
   * @throws DependencyUnavailable
   */
  async open(): Promise<void> {
    const { group, kafka, log } = this.#engine;
    await this.discard();
    const id = `${group}.${this.topic}.${this.partition}`;
    const producer = await this.#kafka(() => openTransactionalProducer(kafka, id, log));
    try {
      this.#next_offset = await this.#kafka(() => this.#trustedOffset());
    } catch (error) {
      await producer.close();
      throw error;
    }
    this.#producer = producer;
  }

  /**
   * The committed offset, unless it lies beyond the end: then the topic was made anew or cut, and what it holds now
   * must not be taken for handled. Claims keep what really is a repeat from being published again.
   */
  async #trustedOffset(): Promise<number> {
    const { topic, partition } = this;
    const { committedOffset, reader, metrics, log } = this.#engine;
    const committed = await committedOffset(topic, partition);
    if (committed === null) return FROM_THE_START;
    const latest = (await reader.offsets(topic))[partition]?.latest ?? 0;
    if (committed <= latest) return committed;
    log.error({ topic, partition, committed, latest }, 'the committed offset lies beyond the end of the topic');
    metrics.offsetReset(topic, partition);
    return FROM_THE_START;
  }

  /**
   * Commits records and, where given, the input offset in one transaction.
   * @param check last look before the commit; what it throws keeps the commit from happening, and is thrown on
   * @throws DependencyUnavailable, ProducerFenced when the outcome is unknown: fence again, then see what is committed
   * @throws OutputRefused when the broker takes no such records
   */
  async commit(
    records: readonly ProducerRecord[],
    next: number | null,
    session: Session,
    check: () => Promise<void>,
  ): Promise<Committed> {
    const producer = this.#producer;
    if (producer === undefined) throw new Error('commit before fence');
    const { group, limits } = this.#engine;
    const { topic, partition } = this;
    let refused: unknown;
    try {
      const committed = await producer.commit({
        records,
        ...(next === null ? {} : { offset: { group, topic, partition, next } }),
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
      if (next !== null) this.#next_offset = next;
      return committed;
    } catch (error) {
      await this.discard();
      if (refused !== undefined) throw refused;
      throw commitError(error);
    }
  }

  /** Records with an offset below `next` hold nothing for the service: markers of transactions, aborted records. */
  skipTo(next: number): void {
    if (this.#next_offset !== FROM_THE_START && next > this.#next_offset) this.#next_offset = next;
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
