import type { LogRecord } from '../kafka/log-reader.ts';
import { type Engine, LEDGER } from './engine.ts';
import { formatPartition } from './headers.ts';
import type { KeepAlive } from './session.ts';

/**
 * The group's repeats and dead letters, as its ledger names them: records that do not hold their id. Offsets are kept as
 * plain numbers, 8 bytes each, since a backfill that was sent twice has millions of them.
 */
export class UnclaimedRecords {
  readonly #engine: Pick<Engine, 'reader' | 'codec' | 'group'>;
  /** Ascending, by input partition of one topic id. */
  readonly #offsets = new Map<string, number[]>();
  /** How far each partition of the ledger has been read. */
  readonly #read_to = new Map<number, number>();

  constructor(engine: Pick<Engine, 'reader' | 'codec' | 'group'>) {
    this.#engine = engine;
  }

  has({ topic, partition, offset }: Pick<LogRecord, 'topic' | 'partition' | 'offset'>, topic_id: string): boolean {
    const offsets = this.#offsets.get(slotOf(topic, partition, topic_id));
    return offsets !== undefined && includes(offsets, offset);
  }

  /**
   * Reads what the ledger says since a time, or, when it was read before, what it says since then.
   * @throws Error when it cannot be read
   */
  async readOn(since_ms: number, keepAlive: KeepAlive): Promise<void> {
    const { reader } = this.#engine;
    for (const { partition, offset } of await reader.offsetsAt(LEDGER, since_ms)) {
      const from = this.#read_to.get(partition) ?? offset;
      const to = await reader.highWatermark(LEDGER, partition);
      for await (const records of reader.read(LEDGER, partition, from, to)) {
        await this.#take(records);
        await keepAlive();
      }
      this.#read_to.set(partition, Math.max(from, to));
    }
    // In order already, unless a log lost its end.
    for (const offsets of this.#offsets.values()) offsets.sort((a, b) => a - b);
  }

  async #take(records: readonly LogRecord[]): Promise<void> {
    const { codec, group } = this.#engine;
    await codec.load(
      LEDGER,
      records.map(({ value }) => value),
    );
    for (const { value } of records) {
      const entry = codec.decode(LEDGER, value);
      if (!entry.ok) throw new Error(`an entry of the ledger cannot be decoded: ${entry.code}`);
      if (entry.value.group !== group || entry.value.unclaimed.length === 0) continue;
      const slot = slotOf(entry.value.topic, entry.value.partition, entry.value.topic_id);
      const offsets = this.#offsets.get(slot) ?? [];
      this.#offsets.set(slot, offsets);
      for (const offset of entry.value.unclaimed) offsets.push(offset);
    }
  }
}

const slotOf = (topic: string, partition: number, topic_id: string): string =>
  `${formatPartition(topic, partition)}~${topic_id}`;

/** Binary search in ascending numbers. */
const includes = (numbers: readonly number[], wanted: number): boolean => {
  let low = 0;
  let high = numbers.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = numbers[middle]!;
    if (found === wanted) return true;
    if (found < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return false;
};
