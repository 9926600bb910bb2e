import type { Committed } from '../kafka/transactional-producer.ts';
import type { Table } from '../redis/tables.ts';
import type { AvroTopic } from '../service.ts';
import type { WrittenEntry } from './chunk-output.ts';
import { type Engine, ownedTables } from './engine.ts';
import { PartitionProcessor } from './partition-processor.ts';
import { restorePartition } from './restore.ts';
import { keepAliveOf, type Session } from './session.ts';

/**
 * The input partitions of one number that this instance owns, and the partitions of tables that only they write. Not
 * for concurrent use; whoever works on one of its partition processors holds the lock of its number.
 *
 * Its partition processors are fenced together. Were they not, a former owner could still commit through another partition processor once the tables
 * are restored, and whatever it wrote there would be overwritten.
 */
export class Task {
  readonly partition: number;
  readonly #engine: Engine;
  readonly #processors = new Set<PartitionProcessor>();
  #fenced_epoch = -1;
  #tables_current = false;
  /** On the clock of `performance.now()`, which is never set. */
  #rests_until = Number.NEGATIVE_INFINITY;

  constructor(engine: Engine, partition: number) {
    this.#engine = engine;
    this.partition = partition;
  }

  /** Takes an input partition on. The next session fences all of the task anew. */
  addProcessor(topic: AvroTopic): PartitionProcessor {
    const processor = new PartitionProcessor(this.#engine, topic, this);
    this.#processors.add(processor);
    return processor;
  }

  removeProcessor(processor: PartitionProcessor): void {
    this.#processors.delete(processor);
  }

  /**
   * Makes sure that no former owner can commit any more, and that the tables hold all that was committed.
   * @throws DependencyUnavailable, ProjectionLost: mend, then call again
   */
  async fence(session: Session): Promise<void> {
    // All that may write an entry begins here.
    this.#rests_until = Number.NEGATIVE_INFINITY;
    const is_new = this.#fenced_epoch !== session.epoch;
    const closed = [...this.#processors].filter((processor) => is_new || !processor.isOpen);
    if (closed.length === 0 && this.#tables_current) return;
    this.#tables_current = false;
    await allOf(closed.map((processor) => processor.open()));
    this.#fenced_epoch = session.epoch;
    for (const topic of ownedTables(this.#engine.service)) {
      for (const partition of this.ownedPartitions(topic) ?? []) {
        await restorePartition(this.#engine, this.#table(topic), partition, keepAliveOf(session));
      }
    }
    this.#tables_current = true;
  }

  /** No entry is due before a time of `performance.now()`, unless something is done until then. */
  restUntil(time_ms: number): void {
    this.#rests_until = time_ms;
  }

  /** Whether nothing can be due: nothing was done since somebody looked, and the task was not assigned anew. */
  rests({ epoch }: Session, now_ms: number): boolean {
    return now_ms < this.#rests_until && epoch === this.#fenced_epoch && this.#tables_current;
  }

  /** The projections may lack what was committed: the next `fence` restores them from their changelogs. */
  distrustTables(): void {
    this.#tables_current = false;
  }

  /**
   * Partitions of a table that this task alone writes: the one of the same number, as keys are the same; all of them
   * where the inputs have a single partition. Undefined for tables of other services.
   */
  readonly ownedPartitions = (topic: AvroTopic): readonly number[] | undefined => {
    const { service, partitionsOf } = this.#engine;
    if (!ownedTables(service).includes(topic)) return undefined;
    if (Object.keys(service.inputs).some((input) => partitionsOf(input) > 1)) return [this.partition];
    return Array.from({ length: partitionsOf(topic) }, (_, partition) => partition);
  };

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

  #table(topic: AvroTopic): Table {
    const table = this.#engine.tables.get(topic);
    if (table === undefined) throw new Error(`${topic} is no table of ${this.#engine.service.name}`);
    return table;
  }
}

/** Waits for all of them, then throws the first failure: none goes on behind the back of whoever tries again. */
const allOf = async (attempts: readonly Promise<void>[]): Promise<void> => {
  for (const outcome of await Promise.allSettled(attempts)) {
    if (outcome.status === 'rejected') throw outcome.reason;
  }
};
