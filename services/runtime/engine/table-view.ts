import { ProjectionLost } from '../errors.ts';
import type { Codec } from '../registry/codec.ts';
import type { AvroTopic, ReadTable, TableKey, ValueOf } from '../service.ts';
import type { Engine } from './engine.ts';

/** The entries that one chunk reads and writes: loaded together, seen by later records as earlier ones left them. */
export interface TableView {
  readonly get: ReadTable;
  /** Reads the keys that are not known yet, in one round trip per table. @throws ProjectionLost */
  readonly load: (keys: readonly TableKey[]) => Promise<void>;
  readonly has: (key: TableKey) => boolean;
  readonly set: <T extends AvroTopic>(table: T, key: string, value: ValueOf<T> | null) => void;
}

/**
 * @param ownedPartitions partitions of a table that the task alone writes, undefined for a table of others: only what the
 * task restores itself is complete with what it has just committed
 */
export const createTableView = (
  { tables, codec }: Pick<Engine, 'tables' | 'codec'>,
  ownedPartitions: (topic: AvroTopic) => readonly number[] | undefined,
): TableView => {
  const entries = new Map<AvroTopic, Map<string, unknown>>();

  const entriesOf = (table: AvroTopic): Map<string, unknown> => {
    let known = entries.get(table);
    if (known === undefined) {
      known = new Map();
      entries.set(table, known);
    }
    return known;
  };

  const loadTable = async (topic: AvroTopic, keys: readonly string[]): Promise<void> => {
    const table = tables.get(topic);
    if (table === undefined) throw new Error(`${topic} is no table of this service`);
    const values = await table.read(keys, ownedPartitions(topic));
    if (values === null) throw new ProjectionLost(topic);
    await codec.load(topic, values);
    const known = entriesOf(topic);
    keys.forEach((key, i) => {
      known.set(key, decodeRow(codec, topic, values[i] ?? null));
    });
  };

  const load = async (keys: readonly TableKey[]): Promise<void> => {
    const missing = new Map<AvroTopic, Set<string>>();
    for (const { table, key } of keys) {
      if (entriesOf(table).has(key)) continue;
      const wanted = missing.get(table) ?? new Set();
      missing.set(table, wanted.add(key));
    }
    await Promise.all([...missing].map(([topic, wanted]) => loadTable(topic, [...wanted])));
  };

  return {
    get: <T extends AvroTopic>(table: T, key: string) => (entriesOf(table).get(key) ?? null) as ValueOf<T> | null,
    load,
    has: ({ table, key }) => entriesOf(table).has(key),
    set: (table, key, value) => void entriesOf(table).set(key, value),
  };
};

/** Rows are what this system wrote; one that cannot be read means a broken deployment, so it stops the service. */
const decodeRow = (codec: Codec, topic: AvroTopic, value: Buffer | null): unknown => {
  if (value === null) return null;
  const decoded = codec.decode(topic, value);
  if (!decoded.ok) throw new Error(`a row of ${topic} cannot be decoded: ${decoded.code}`);
  return decoded.value;
};
