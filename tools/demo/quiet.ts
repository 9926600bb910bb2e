import { setTimeout as delay } from 'node:timers/promises';
import { groupOf } from '../../services/runtime/engine/group.ts';
import { measureLag } from '../../services/runtime/engine/lag.ts';
import type { Admin } from '../../services/runtime/kafka/client.ts';
import type { LogReader } from '../../services/runtime/kafka/log-reader.ts';
import type { Codec } from '../../services/runtime/registry/codec.ts';
import type { AvroTopic } from '../../services/runtime/service.ts';
import { type ServiceName, type TopicName, topology } from '../../topology/topology.ts';
import { readDecoded, readTopic } from '../topics/read.ts';

/** What is left to do. */
export interface Backlog {
  /** Input records that some service has not handled. */
  readonly records: number;
  /** Aliases whose parked records have not been sent back. */
  readonly aliases_waiting: number;
  /** Disagreements of enrollment and learning whose grace period is not over; not looked for unless asked. */
  readonly drift_pending: number;
  /** Sum of the ends of all topics: unchanged while nothing is written. */
  readonly written: number;
}

export interface QuietOptions {
  readonly services: readonly ServiceName[];
  readonly timeout_ms: number;
  /** False where records may stay parked until a deadline far away. Default true. */
  readonly nothing_parked?: boolean;
  /** Given, also waits until every disagreement of enrollment and learning is over or told, however long the grace period. */
  readonly drift_in?: Codec;
  readonly onProgress?: (backlog: Backlog) => void;
}

const POLL_MS = 300;
const JOURNAL = 'enrollment.journal' satisfies AvroTopic;

/**
 * Waits until nothing moves any more: all services have handled all their input, nothing is parked, and nothing was
 * written since the last look.
 * @throws Error when that takes longer than `timeout_ms`; the message says what is left
 */
export const untilQuiet = async (reader: LogReader, admin: Admin, options: QuietOptions): Promise<void> => {
  let before: Backlog | undefined;
  for (const until_ms = performance.now() + options.timeout_ms; performance.now() < until_ms; ) {
    const now = await backlogOf(reader, admin, options.services, options.drift_in);
    options.onProgress?.(now);
    const nobody_waits = options.nothing_parked === false || now.aliases_waiting === 0;
    const done = now.records === 0 && nobody_waits && now.drift_pending === 0;
    if (done && before?.written === now.written) return;
    before = now;
    await delay(POLL_MS);
  }
  const { records = 0, aliases_waiting = 0, drift_pending = 0 } = before ?? {};
  throw new Error(
    `not quiet after ${options.timeout_ms} ms: ${records} records, ${aliases_waiting} aliases and ` +
      `${drift_pending} disagreements are left`,
  );
};

/** Counts what the committed offsets and the topics themselves say is left, whatever the services say of it. */
export const backlogOf = async (
  reader: LogReader,
  admin: Admin,
  services: readonly ServiceName[],
  drift_in?: Codec,
): Promise<Backlog> => {
  let records = 0;
  for (const service of services) records += await lagOf(reader, admin, service, '1');
  const aliases_waiting = await countWaiting(reader);
  const drift_pending = drift_in === undefined || records > 0 ? 0 : await countPendingDrift(reader, drift_in);
  // Last: when it is the same as at the end of the look before, all that was read in between belongs to one moment.
  let written = 0;
  for (const topic of Object.keys(topology.topics) as TopicName[]) {
    for (const { latest } of await reader.offsets(topic)) written += latest;
  }
  return { records, written, aliases_waiting, drift_pending };
};

/** Records that the committed offsets and the topics say a service has not handled. */
export const lagOf = async (
  reader: LogReader,
  admin: Admin,
  service: ServiceName,
  generation: string,
): Promise<number> => {
  let records = 0;
  for (const topic of topology.services[service].inputs) {
    const [committed] = await admin.fetchOffsets({ groupId: groupOf(service, generation), topics: [topic] });
    for (const range of await reader.offsets(topic)) {
      const found = committed?.partitions.find(({ partition }) => partition === range.partition);
      const position = Number(found?.offset ?? -1);
      records += (await measureLag(reader, topic, range.partition, position, range, Date.now())).records;
    }
  }
  return records;
};

/** Keys of the journal whose disagreement waits for the end of its grace period. */
const countPendingDrift = async (reader: LogReader, codec: Codec): Promise<number> => {
  const pending = new Set<string>();
  for (const { partition, earliest, latest } of await reader.offsets(JOURNAL)) {
    const range = { partition, from: earliest, to: latest };
    for await (const { record, value } of readDecoded({ reader, codec }, JOURNAL, range)) {
      const waits = value !== null && value.drift !== null && value.drift.due_at !== null;
      if (waits) pending.add(String(record.key));
      else pending.delete(String(record.key));
    }
  }
  return pending.size;
};

/** Keys of the compacted topic that have a value: aliases with parked records. */
const countWaiting = async (reader: LogReader): Promise<number> => {
  const waiting = new Set<string>();
  for await (const { key, value } of readTopic(reader, 'identity.waiting')) {
    if (value === null) waiting.delete(String(key));
    else waiting.add(String(key));
  }
  return waiting.size;
};
