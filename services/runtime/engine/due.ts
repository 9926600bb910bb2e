import type { ParkedRecord } from '../../../schemas/types.generated.ts';
import { type TopicName, topology } from '../../../topology/topology.ts';
import { DependencyUnavailable, ProjectionLost } from '../errors.ts';
import type { LogRecord } from '../kafka/log-reader.ts';
import { type ProducerRecord, recordBytes } from '../kafka/transactional-producer.ts';
import type { AvroTopic, SendBack } from '../service.ts';
import { createOutput } from './chunk.ts';
import { type Engine, PARKED } from './engine.ts';
import { readState } from './look-up.ts';
import type { PartitionProcessor } from './partition-processor.ts';
import { toReleased } from './released.ts';
import type { Session } from './session.ts';
import { createTableView } from './table-view.ts';
import { createTally } from './tally.ts';

/**
 * How long a task may rest while nothing is due. Not longer, since it is a look that notices that Redis was emptied, or is
 * away.
 */
const REST_MAX_MS = 5_000;
/** Entries that are read at a time. */
const ENTRIES_MAX = 100;
/** Once a transaction holds so many records, or bytes, the entries that are left wait for the next one. */
const RECORDS_MAX = 1_000;
const BYTES_MAX = 4 * 1024 * 1024;
/** A guess at the size of a parked record, so that reading a few of them does not fetch megabytes. */
const PARKED_BYTES = 8 * 1024;

/**
 * Looks at the table entries whose time has come, and commits what follows from them in one transaction.
 * @returns how many entries were looked at; the caller comes back at once while there are some
 * @throws DependencyUnavailable, ProjectionLost: mend, then call again
 */
export const handleDue = async (
  engine: Engine,
  processor: PartitionProcessor,
  session: Session,
  now_ms: number,
): Promise<number> => {
  const { due } = engine.service;
  if (due === undefined) return 0;
  await processor.task.fence(session);
  await engine.floors.verify();
  const table = engine.tables.get(due.table as AvroTopic);
  if (table === undefined) throw new Error(`${String(due.table)} is no table of ${engine.service.name}`);
  const found = await table.due(processor.partition, now_ms, ENTRIES_MAX);
  if (found === null) throw new ProjectionLost(String(due.table));
  const { keys, first_due_at } = found;
  if (keys.length === 0) {
    processor.task.restUntil(performance.now() + Math.min(first_due_at - now_ms, REST_MAX_MS));
    return 0;
  }

  const view = createTableView(engine, processor.task.ownedPartitions);
  await view.load(keys.map((key) => ({ table: due.table as AvroTopic, key })));
  const output = createOutput(engine, createTally());
  const send_back: SendBack[] = [];
  let bytes = 0;
  for (const key of keys) {
    if (send_back.length >= RECORDS_MAX || bytes >= BYTES_MAX) break;
    const value = view.get(due.table as AvroTopic, key);
    if (value === null) throw new ProjectionLost(String(due.table));
    await readState(view, () => due.state?.(key, value as never, view.get) ?? []);
    const answer = due.handle(key, value as never, now_ms, view.get);
    send_back.push(...answer.send_back);
    for (const sent of answer.send_back) bytes += sent.bytes;
    for (const record of answer.records) {
      // An entry stays where it stands, whatever its key.
      output.addDue(record.topic === due.table ? { ...record, partition: processor.partition } : record, value, now_ms);
    }
  }
  for (const record of await readBack(engine, processor.partition, send_back)) output.addReleased(record);
  const committed = await processor.commit(output.records, null, session, async () => undefined);
  await processor.task.project(output.entries, committed);
  return keys.length;
};

/**
 * Reads parked records again, those of all aliases in one pass, and turns them into what goes to the resubmission topics of
 * their inputs, in the order in which they were parked.
 */
const readBack = async (engine: Engine, partition: number, wanted: readonly SendBack[]): Promise<ProducerRecord[]> => {
  const causes = new Map(wanted.map(({ parked_offset, cause }) => [parked_offset, cause]));
  const found: ProducerRecord[] = [];
  let too_large = 0;
  for (const [from, to] of rangesOf([...causes.keys()])) {
    for await (const record of readRange(engine, partition, from, to)) {
      const cause = causes.get(record.offset);
      if (cause === undefined) continue;
      const released = toReleased(await decodeParked(engine, record), cause);
      // The service refuses such records before they wait. One that waits all the same must not stop all others. Where an operator
      // lowered the limit of the topic since, the broker refuses it, and it waits until the limit is raised again.
      if (recordBytes(released) > topology.topics[released.topic as TopicName].message_max_bytes) too_large += 1;
      else found.push(released);
    }
  }
  const missing = causes.size - found.length;
  if (missing > 0) {
    // Nothing can bring them back, and the others must not wait for them: an operator has to hear of it.
    engine.log.error({ topic: PARKED, partition, missing, too_large }, 'parked records could not be released');
    engine.metrics.parkedLost(missing);
  }
  return found;
};

/** Offsets this near are read in one go rather than one by one. */
const GAP_MAX = 50;

/** Half-open ranges that cover the offsets, few where they lie close together. */
export const rangesOf = (offsets: readonly number[]): readonly (readonly [from: number, to: number])[] => {
  const ranges: [number, number][] = [];
  for (const offset of [...offsets].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && offset - last[1] <= GAP_MAX) last[1] = offset + 1;
    else ranges.push([offset, offset + 1]);
  }
  return ranges;
};

async function* readRange(engine: Engine, partition: number, from: number, to: number): AsyncGenerator<LogRecord> {
  try {
    const fetch_bytes = Math.min(4 * 1024 * 1024, (to - from) * PARKED_BYTES);
    for await (const batch of engine.reader.read(PARKED, partition, from, to, { fetch_bytes })) yield* batch;
  } catch (error) {
    await engine.reader.close().catch(() => undefined);
    throw new DependencyUnavailable('kafka', error instanceof Error ? error.message : String(error), error);
  }
}

const decodeParked = async (engine: Engine, record: LogRecord): Promise<ParkedRecord> => {
  await engine.codec.load(PARKED, [record.value]);
  const decoded = engine.codec.decode(PARKED, record.value);
  if (!decoded.ok) throw new Error(`a parked record cannot be decoded: ${decoded.code}`);
  return decoded.value as ParkedRecord;
};
