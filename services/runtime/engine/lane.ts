import { AssignmentLost, DependencyUnavailable } from '../errors.ts';
import {
  type Committed,
  openTransactionalProducer,
  type ProducerRecord,
  type TransactionalProducer,
} from '../kafka/transactional-producer.ts';
import type { AvroTopic } from '../service.ts';
import type { WrittenEntry } from './chunk-output.ts';
import { type Engine, ownedTables } from './engine.ts';
import { restorePartition } from './restore.ts';
import type { Session } from './session.ts';

/** Nothing committed yet: whatever the consumer fetches first is new. */
const FROM_THE_START = -1;

/**
 * One input partition while this instance owns it: its producer, and how far it has come. Not for concurrent use;
 * whoever works on a lane holds the lock of its partition number.
 */
export class Lane {
  readonly topic: AvroTopic;
  readonly partition: number;
  readonly #engine: Engine;
  #producer: TransactionalProducer | undefined;
  #fenced_epoch = -1;
  #next_offset = FROM_THE_START;
  #tables_current = false;

  constructor(engine: Engine, topic: AvroTopic, partition: number) {
    this.#engine = engine;
    this.topic = topic;
    this.partition = partition;
  }

  /** Records below this offset are committed already. */
  get next_offset(): number {
    return this.#next_offset;
  }

  /**
   * Makes sure that no other owner can commit any more, and only then trusts the committed offset: in this order
   * there is no window for a zombie. Then brings the tables up to what former owners committed.
   */
  async fence(session: Session): Promise<void> {
    const { group, kafka, log } = this.#engine;
    // Opening a producer anew also waits until the last transaction is visible to readers. Restoring the tables without
    // that could miss what this lane itself has just committed.
    if (this.#producer === undefined || this.#fenced_epoch !== session.epoch || !this.#tables_current) {
      await this.discard();
      this.#producer = await this.#kafka(() =>
        openTransactionalProducer(kafka, `${group}.${this.topic}.${this.partition}`, log),
      );
      this.#next_offset = await this.#kafka(() => this.#trustedOffset());
      this.#fenced_epoch = session.epoch;
      for (const topic of ownedTables(this.#engine.service)) {
        for (const partition of this.ownedPartitions(topic) ?? []) {
          await restorePartition(this.#engine, this.#table(topic), partition, session.heartbeat);
        }
      }
      this.#tables_current = true;
    }
  }

  /** The projections may lack what was committed: the next `fence` restores them from their changelogs. */
  distrustTables(): void {
    this.#tables_current = false;
  }

  /**
   * Partitions of a table that this lane alone writes: the one of the same number, as keys are the same; all of them
   * where the input has a single partition. Undefined for tables of other services.
   */
  readonly ownedPartitions = (topic: AvroTopic): readonly number[] | undefined => {
    const { service, partitionsOf } = this.#engine;
    if (!ownedTables(service).includes(topic)) return undefined;
    if (partitionsOf(this.topic) > 1) return [this.partition];
    return Array.from({ length: partitionsOf(topic) }, (_, partition) => partition);
  };

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
   * @throws DependencyUnavailable when the outcome is unknown: fence again, then see what is committed
   */
  async commit(
    records: readonly ProducerRecord[],
    next: number | null,
    session: Session,
    check: () => Promise<void>,
  ): Promise<Committed> {
    const producer = this.#producer;
    if (producer === undefined) throw new Error('commit before fence');
    const { group, bytesMaxOf } = this.#engine;
    const { topic, partition } = this;
    let refused: unknown;
    try {
      const committed = await producer.commit({
        records,
        ...(next === null ? {} : { offset: { group, topic, partition, next } }),
        batchBytesMax: bytesMaxOf,
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
      throw new DependencyUnavailable('kafka', error instanceof Error ? error.message : String(error), error);
    }
  }

  /**
   * Writes committed table entries into their projections. If that fails, the next `fence` restores them from the
   * changelog, so a crash between commit and projection loses nothing.
   */
  async project(entries: readonly WrittenEntry[], { offsets }: Committed): Promise<void> {
    if (entries.length === 0) return;
    this.#tables_current = false;
    if (entries.some(({ record_index }) => offsets[record_index]! < 0)) return;
    const groups = new Map<string, WrittenEntry[]>();
    for (const entry of entries) {
      const slot = `${entry.table}/${entry.partition}`;
      const group = groups.get(slot);
      if (group === undefined) groups.set(slot, [entry]);
      else group.push(entry);
    }
    const applied = await Promise.all([...groups.values()].map((group) => this.#project(group, offsets)));
    this.#tables_current = applied.every(Boolean);
  }

  async #project(entries: readonly WrittenEntry[], offsets: readonly number[]): Promise<boolean> {
    const newest = new Map<string, WrittenEntry>();
    for (const entry of entries) newest.set(entry.key, entry);
    const rows = [...newest.values()].map(({ key, record_index, value, due_at, kind }) => ({
      key,
      offset: offsets[record_index]!,
      value,
      due_at,
      kind,
    }));
    const last = Math.max(...entries.map(({ record_index }) => offsets[record_index]!));
    const { table, partition } = entries[0]!;
    return this.#table(table).apply(partition, rows, last + 1);
  }

  /** Records with an offset below `next` hold nothing for the service: markers of transactions, aborted records. */
  skipTo(next: number): void {
    if (this.#next_offset !== FROM_THE_START && next > this.#next_offset) this.#next_offset = next;
  }

  /** Drops the producer. The next `fence` opens another one under the same id. */
  async discard(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    await producer?.close();
  }

  #table(topic: AvroTopic) {
    const table = this.#engine.tables.get(topic);
    if (table === undefined) throw new Error(`${topic} is no table of ${this.#engine.service.name}`);
    return table;
  }

  async #kafka<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw new DependencyUnavailable('kafka', error instanceof Error ? error.message : String(error), error);
    }
  }
}
