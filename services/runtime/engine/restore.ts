import { DependencyUnavailable, ProjectionLost } from '../errors.ts';
import type { LogRecord } from '../kafka/log-reader.ts';
import type { Claim } from '../redis/claims.ts';
import type { Table, TableRow } from '../redis/tables.ts';
import type { AvroTopic } from '../service.ts';
import { decodeAll } from './decode.ts';
import { dueAtOf, type Engine, inputOf } from './engine.ts';
import { claimOf } from './item.ts';

/** Called now and then during a long restore, to keep the membership alive. */
export type KeepAlive = () => Promise<void>;

/** Runs a piece of reading from Kafka; what fails there is the broker's absence, not ours. */
const reading = async <T>(engine: Engine, read: () => Promise<T>): Promise<T> => {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DependencyUnavailable || error instanceof ProjectionLost) throw error;
    await engine.reader.close().catch(() => undefined);
    throw new DependencyUnavailable('kafka', error instanceof Error ? error.message : String(error), error);
  }
};

/** Turns changelog records into rows. */
export const toRows = async (engine: Engine, topic: AvroTopic, records: readonly LogRecord[]): Promise<TableRow[]> => {
  const has_due = engine.service.due?.table === topic;
  if (has_due)
    await engine.codec.load(
      topic,
      records.map(({ value }) => value),
    );
  return records
    .filter(({ key }) => key !== null)
    .map(({ key, offset, value }) => {
      const due_at = has_due && value !== null ? dueAt(engine, topic, value) : null;
      return { key: key!.toString('utf8'), offset, value, due_at };
    });
};

const dueAt = (engine: Engine, topic: AvroTopic, value: Buffer): number | null => {
  const decoded = engine.codec.decode(topic, value);
  return decoded.ok ? dueAtOf(engine.service, topic, decoded.value) : null;
};

/**
 * Brings a table partition up to the end of its changelog, from where its projection stands.
 * @throws ProjectionLost when Redis was emptied meanwhile
 */
export const restorePartition = async (
  engine: Engine,
  table: Table,
  partition: number,
  keepAlive: KeepAlive,
): Promise<void> => {
  const restore = await table.beginRestore(partition);
  const known = (await table.applied()).get(partition);
  const rows_restored = await reading(engine, async () => {
    const offsets = (await engine.reader.offsets(table.topic))[partition];
    if (offsets === undefined) throw new Error(`${table.topic} has no partition ${partition}`);
    const from = Math.max(offsets.earliest, known ?? 0);
    let count = 0;
    for await (const records of engine.reader.read(table.topic, partition, from, offsets.latest)) {
      await restore.put(await toRows(engine, table.topic as AvroTopic, records));
      count += records.length;
      await keepAlive();
    }
    if (!(await restore.seal(offsets.latest))) throw new ProjectionLost(table.topic);
    return count;
  });
  if (rows_restored > 0) {
    engine.log.info({ table: table.topic, partition, records: rows_restored }, 'restored a table partition');
  }
};

/** Restores every partition of a table whose projection is missing. */
export const restoreTable = async (engine: Engine, table: Table, keepAlive: KeepAlive): Promise<void> => {
  const applied = await table.applied();
  for (let partition = 0; partition < table.partitions; partition += 1) {
    if (!applied.has(partition)) await restorePartition(engine, table, partition, keepAlive);
  }
};

/**
 * Claims anew the ids of all input that the group has committed, as far back as the claims live.
 * @throws ProjectionLost when Redis was emptied meanwhile
 */
export const restoreClaims = async (engine: Engine, keepAlive: KeepAlive): Promise<void> => {
  const { claims, service, settings, reader, log } = engine;
  const restore = await claims.beginRestore();
  const since_ms = Date.now() - settings.claim_ttl_ms;
  let count = 0;
  await reading(engine, async () => {
    for (const topic of Object.keys(service.inputs) as AvroTopic[]) {
      if (inputOf(engine, topic).claim === false) continue;
      const starts = await reader.offsetsAt(topic, since_ms);
      for (const { partition, offset } of starts) {
        const committed = await engine.committedOffset(topic, partition);
        if (committed === null || committed <= offset) continue;
        for await (const records of reader.read(topic, partition, offset, committed)) {
          await restore.put(await claimsOf(engine, topic, records));
          count += records.length;
          await keepAlive();
        }
      }
    }
  });
  if (!(await restore.complete())) throw new ProjectionLost('claims');
  log.info({ records: count }, 'restored the idempotency claims');
};

const claimsOf = async (engine: Engine, topic: AvroTopic, records: readonly LogRecord[]): Promise<Claim[]> => {
  const items = await decodeAll(engine.codec, inputOf(engine, topic), records);
  return items.map(claimOf).filter((claim) => claim !== null);
};
