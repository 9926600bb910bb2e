import { DependencyUnavailable, ProjectionLost, SkillstreamError } from '../errors.ts';
import type { LogRecord } from '../kafka/log-reader.ts';
import type { Claim, ClaimPosition, ClaimRestore } from '../redis/claims.ts';
import type { Table, TableRow } from '../redis/tables.ts';
import type { AvroTopic } from '../service.ts';
import { decodeAll } from './decode.ts';
import { dueAtOf, type Engine, inputOf, kindNumberOf } from './engine.ts';
import { claimOf, claimSlot } from './item.ts';
import type { KeepAlive } from './session.ts';
import { UnclaimedRecords } from './unclaimed.ts';

/** Runs a piece of reading from Kafka; what fails there is the broker's absence, not ours. */
const reading = async <T>(engine: Engine, read: () => Promise<T>): Promise<T> => {
  try {
    return await read();
  } catch (error) {
    if (error instanceof SkillstreamError) throw error;
    await engine.reader.close().catch(() => undefined);
    throw new DependencyUnavailable('kafka', error instanceof Error ? error.message : String(error), error);
  }
};

/** Turns changelog records into rows. */
export const toRows = async (engine: Engine, topic: AvroTopic, records: readonly LogRecord[]): Promise<TableRow[]> => {
  // Tables have records of our own only: one that cannot be read must not be taken for one that is not there.
  const unread = records.find((record) => record.unread !== undefined)?.unread;
  if (unread !== undefined) throw new Error(`${topic}: ${unread.reason}, from offset ${unread.first_offset} on`);
  const { due, census } = engine.service;
  const is_read = due?.table === topic || census?.table === topic;
  if (is_read)
    await engine.codec.load(
      topic,
      records.map(({ value }) => value),
    );
  return records
    .filter(({ key }) => key !== null)
    .map(({ key, offset, value }) => {
      const entry = is_read && value !== null ? decodeEntry(engine, topic, value) : null;
      return {
        key: key!.toString('utf8'),
        offset,
        value,
        due_at: dueAtOf(engine.service, topic, entry),
        // A hold is counted whatever is in it.
        kind: kindNumberOf(engine.service, topic, is_read ? entry : value),
      };
    });
};

const decodeEntry = (engine: Engine, topic: AvroTopic, value: Buffer): unknown => {
  const decoded = engine.codec.decode(topic, value);
  return decoded.ok ? decoded.value : null;
};

/**
 * A changelog ends before what its projection holds: it was deleted and created again, or lost its end. What it lost cannot
 * be told from what is still to come, so going on could overwrite nothing, or be overwritten by nothing.
 */
export class ChangelogTruncated extends SkillstreamError {
  constructor(topic: string, partition: number, applied: number, latest: number) {
    super(
      'changelog_truncated',
      `the changelog ${topic}/${partition} ends at ${latest}, but ${applied} is applied from it: it was created again or ` +
        'truncated, and the state of the service with it. See "Changelog truncated" in docs/runbooks.md.',
    );
  }
}

/**
 * Brings a table partition up to the end of its changelog, from where its projection stands.
 * @throws ProjectionLost when Redis was emptied or exchanged meanwhile
 */
export const restorePartition = async (
  engine: Engine,
  table: Table,
  partition: number,
  keepAlive: KeepAlive,
): Promise<void> => {
  const restore = await table.beginRestore(partition);
  const known = (await table.applied()).get(partition)?.next;
  const rows_restored = await reading(engine, async () => {
    const offsets = (await engine.reader.offsets(table.topic))[partition];
    if (offsets === undefined) throw new Error(`${table.topic} has no partition ${partition}`);
    // Not just up to the last stable offset: an open transaction of anybody holds back what was committed behind it.
    const end = await engine.reader.highWatermark(table.topic, partition);
    if (known !== undefined && known > end) throw new ChangelogTruncated(table.topic, partition, known, end);
    const from = Math.max(offsets.earliest, known ?? 0);
    let count = 0;
    for await (const records of engine.reader.read(table.topic, partition, from, end)) {
      const rows = await toRows(engine, table.topic as AvroTopic, records);
      if (records.length > 0 && !(await restore.put(rows, records.at(-1)!.offset + 1)))
        throw new ProjectionLost(table.topic);
      count += records.length;
      await keepAlive();
    }
    if (!(await restore.seal(end))) throw new ProjectionLost(table.topic);
    return count;
  });
  if (rows_restored > 0) {
    engine.log.info({ table: table.topic, partition, records: rows_restored }, 'restored a table partition');
  }
};

/** Restores every partition of a table whose projection is not complete. */
export const restoreTable = async (engine: Engine, table: Table, keepAlive: KeepAlive): Promise<void> => {
  const applied = await table.applied();
  for (let partition = 0; partition < table.partitions; partition += 1) {
    if (applied.get(partition)?.is_current !== true) await restorePartition(engine, table, partition, keepAlive);
  }
};

/**
 * Claims anew the ids of all input that the group has committed, as far back as the claims live, but for what Redis
 * says is claimed already: where it went back to what it was some time ago, that is little. Records that the
 * ledger says do not hold their id are left out: were a repeat to take the id, its original would be dropped when it
 * comes back from the parked topic, or is handled again after a crash.
 * @throws ProjectionLost when Redis was emptied or exchanged meanwhile
 */
export const restoreClaims = async (engine: Engine, keepAlive: KeepAlive): Promise<void> => {
  const restore = await engine.claims.beginRestore();
  const since_ms = Date.now() - engine.settings.claim_ttl_ms;
  const done = new Map(restore.positions.map(({ slot, next }) => [slot, next]));
  const unclaimed = new UnclaimedRecords(engine);
  const reclaimOn = (): Promise<number> => reclaim(engine, restore, unclaimed, since_ms, done, keepAlive);
  let count = await reclaimOn();
  // What was being committed meanwhile was claimed before Redis was lost.
  count += await reclaimOn();
  for (const { slot, next } of unreachable(engine, done)) done.set(slot, next);
  if (!(await restore.complete([...done].map(([slot, next]) => ({ slot, next }))))) throw new ProjectionLost('claims');
  count += await reclaimOn();
  engine.log.info({ records: count }, 'restored the idempotency claims');
};

/**
 * What no restore can claim: records of a topic that was created again since, or that lost its end. Their positions stay in
 * `ops.position` until a record of the new topic is handled, and must not ask for a restore again and again.
 */
const unreachable = (engine: Engine, done: ReadonlyMap<string, number>): readonly ClaimPosition[] =>
  (Object.keys(engine.service.inputs) as AvroTopic[])
    .filter((topic) => inputOf(engine, topic).claim !== false)
    .flatMap((topic) =>
      Array.from({ length: engine.partitionsOf(topic) }, (_, partition) => {
        const position = engine.positions.get(engine.group, topic, partition);
        if (position === null) return null;
        return { slot: claimSlot(topic, partition, position.topic_id), next: position.claimed_offset };
      }),
    )
    .filter((position) => position !== null)
    .filter(({ slot, next }) => (done.get(slot) ?? 0) < next);

/**
 * Claims what is committed beyond the offsets in `done`, and moves those.
 * @returns how many records were claimed
 */
const reclaim = (
  engine: Engine,
  restore: ClaimRestore,
  unclaimed: UnclaimedRecords,
  since_ms: number,
  done: Map<string, number>,
  keepAlive: KeepAlive,
): Promise<number> =>
  reading(engine, async () => {
    await engine.positions.refresh(engine.group);
    const ranges = await handledRanges(engine, since_ms, done);
    // In this order: what the ledger says of a record is there before its offset is committed.
    await unclaimed.readOn(since_ms, keepAlive);
    let count = 0;
    for (const { topic, topic_id, partition, from, to } of ranges) {
      const slot = claimSlot(topic, partition, topic_id);
      for await (const records of engine.reader.read(topic, partition, from, to)) {
        const holders = records.filter((record) => !unclaimed.has(record, topic_id));
        const others = records.filter((record) => unclaimed.has(record, topic_id));
        await keepAlive();
        if (records.length === 0) continue;
        const position = { slot, next: records.at(-1)!.offset + 1 };
        const claims = await claimsOf(engine, topic, topic_id, holders);
        if (!(await restore.put(claims, position))) throw new ProjectionLost('claims');
        // A server that was left behind may still have the claim of a record that has become a dead letter since.
        await engine.claims.release(await claimsOf(engine, topic, topic_id, others));
        count += holders.length;
      }
      done.set(slot, Math.max(done.get(slot) ?? 0, to));
    }
    return count;
  });

interface Range {
  readonly topic: AvroTopic;
  readonly topic_id: string;
  readonly partition: number;
  readonly from: number;
  readonly to: number;
}

/**
 * What the group has handled of its inputs since a time and beyond the offsets in `done`; empty ranges too, as all that was
 * handled before is too old to be claimed.
 */
const handledRanges = async (
  engine: Engine,
  since_ms: number,
  done: ReadonlyMap<string, number>,
): Promise<readonly Range[]> => {
  const ranges: Range[] = [];
  for (const topic of Object.keys(engine.service.inputs) as AvroTopic[]) {
    if (inputOf(engine, topic).claim === false) continue;
    const ends = await engine.reader.offsets(topic);
    for (const { partition, offset } of await engine.reader.offsetsAt(topic, since_ms)) {
      const topic_id = await engine.positionReader.topicId(topic, partition);
      // A log that lost its end does not have all that was handled.
      const to = Math.min(await handledUpTo(engine, topic, partition, topic_id), ends[partition]?.latest ?? 0);
      const from = Math.max(offset, done.get(claimSlot(topic, partition, topic_id)) ?? 0);
      ranges.push({ topic, topic_id, partition, from, to });
    }
  }
  return ranges;
};

/** One past the last record of an input partition that the group has handled; 0 for none. */
const handledUpTo = async (engine: Engine, topic: string, partition: number, topic_id: string): Promise<number> => {
  const position = engine.positions.get(engine.group, topic, partition);
  if (position === null) return (await engine.committedOffset(topic, partition)) ?? 0;
  return position.topic_id === topic_id ? position.claimed_offset : 0;
};

/** What records of an input claim: those that have an id. */
export const claimsOf = async (
  engine: Engine,
  topic: AvroTopic,
  topic_id: string,
  records: readonly LogRecord[],
): Promise<Claim[]> => {
  if (records.length === 0) return [];
  const items = await decodeAll(engine, inputOf(engine, topic), records);
  return items.map((item) => claimOf(item, topic_id)).filter((claim) => claim !== null);
};
