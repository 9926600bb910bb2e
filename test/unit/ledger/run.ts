import { hash } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';
import type { LedgerEntry, ParkedRecord } from '../../../schemas/types.generated.ts';
import { checkLedger, type LedgerReport } from '../../../tools/ledger/check.ts';
import { type Coordinates, formatCoordinates } from '../../../tools/ledger/coordinates.ts';
import type { TopicRecord } from '../../../tools/ledger/topic-reader.ts';
import { deadLetterTopicOf, originInputOf, resubmissionTopicOf, topology } from '../../../topology/topology.ts';

/** A record to plant; the log gives it its offset. */
export interface Planted {
  readonly topic: string;
  readonly partition?: number;
  readonly key?: string | null;
  readonly value: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Topics in memory, to be read as a committed log. */
export interface Log {
  /** Appends a record and says where it stands. */
  readonly append: (planted: Planted) => Coordinates;
  /** Leaves an offset without a record, as the marker of a transaction does. */
  readonly appendMarker: (topic: string, partition?: number) => void;
  readonly records: TopicRecord[];
}

const bytesOf = (value: unknown): Buffer | null => {
  if (value === null || Buffer.isBuffer(value)) return value;
  return serialize(value);
};

export const createLog = (): Log => {
  const records: TopicRecord[] = [];
  const ends = new Map<string, number>();
  const next = (topic: string, partition: number): number => {
    const name = `${topic}/${partition}`;
    const offset = ends.get(name) ?? 0;
    ends.set(name, offset + 1);
    return offset;
  };
  return {
    records,
    append: ({ topic, partition = 0, key = 'key', value, headers = {} }) => {
      const offset = next(topic, partition);
      records.push({
        topic,
        partition,
        offset,
        timestamp_ms: 1_700_000_000_000 + offset,
        key: key === null ? null : Buffer.from(key),
        value: bytesOf(value),
        headers: new Map(Object.entries(headers)),
      });
      return { topic, partition, offset };
    },
    appendMarker: (topic, partition = 0) => void next(topic, partition),
  };
};

/** A position at the end of each ledger that has none planted. */
const positionsOf = (log: Log): readonly TopicRecord[] => {
  const planted = new Set(log.records.filter(({ topic }) => topic === 'ops.position').map(({ key }) => String(key)));
  return log.records.flatMap((record) => {
    if (record.topic !== 'ops.ledger' || record.value === null || planted.has(String(record.key))) return [];
    const { group, topic, topic_id, partition, next_offset } = deserialize(record.value) as LedgerEntry;
    const value = { group, topic, topic_id, partition, next_offset, claimed_offset: next_offset, written_at: 0 };
    return [
      { ...record, topic: 'ops.position', key: Buffer.from(`${group}|${topic}|${partition}`), value: bytesOf(value) },
    ];
  });
};

/** Runs the oracle over a log; values that are not raw bytes were serialised by `append`. */
export const check = (log: Log, settled = true): Promise<LedgerReport> =>
  checkLedger({
    reader: {
      read: async function* (topic) {
        yield* [...log.records, ...positionsOf(log)]
          .filter((record) => record.topic === topic)
          .sort((a, b) => a.partition - b.partition || a.offset - b.offset);
      },
    },
    decode: (_topic, value) => deserialize(value),
    topology,
    settled,
  });

export const entry = (
  input: { topic: string; topic_id?: string; partition?: number; first_offset: number; next_offset: number },
  counts: Partial<LedgerEntry> = {},
): Planted => {
  const outcomes = { published: 0, ignored: 0, duplicate: 0, parked: 0, dead: 0, returned: 0, unclaimed: [] };
  const said = { ...outcomes, ...counts };
  const rules = Object.fromEntries(
    (['published', 'ignored', 'duplicate', 'parked', 'dead'] as const)
      .filter((outcome) => said[outcome] > 0)
      .map((outcome) => [`${outcome}:rule`, said[outcome]]),
  );
  const value: LedgerEntry = {
    group: 'group',
    topic_id: 'id',
    partition: 0,
    rules,
    outputs: {},
    written_at: 0,
    ...input,
    ...said,
  };
  return { topic: 'ops.ledger', key: `group|${input.topic}|${value.partition}`, value };
};

export const output = (topic: string, key: string, origin: Coordinates, event_id: string): Planted => ({
  topic,
  key,
  value: { event_id, origin },
});

/** An output that takes another one back. */
export const withdrawal = (key: string, origin: Coordinates, withdraws: string, partition = 0): Planted => ({
  topic: OUT,
  partition,
  key,
  value: { event_id: `withdrawal of ${withdraws}`, withdraws, origin },
});

export const deadLetter = (record: TopicRecord, origin: Coordinates = record, attempt = 0): Planted => {
  const at = [record.topic, String(record.partition), String(record.offset)] as const;
  const headers: Record<string, string> = {
    origin: formatCoordinates(origin),
    attempt: String(attempt),
    'error-code': 'some_code',
  };
  for (const [i, part] of (['topic', 'partition', 'offset'] as const).entries()) {
    headers[`__connect.errors.${part}`] = at[i]!;
    headers[`kafka_dlt-original-${part}`] = at[i]!;
  }
  headers['__connect.errors.exception.message'] = 'reason';
  headers['kafka_dlt-exception-message'] = 'reason';
  return {
    topic: deadLetterTopicOf(record.topic),
    partition: record.partition,
    key: record.key === null ? null : hash('md5', record.key),
    value: record.value,
    headers,
  };
};

export const parkedRecord = (record: TopicRecord, origin: Coordinates = record, attempt = 0): Planted => {
  const value: ParkedRecord = {
    event_id: `parked ${formatCoordinates(origin)} ${attempt}`,
    alias: 'alias',
    service: 'learning',
    reason: 'unknown',
    origin: { topic: origin.topic, partition: origin.partition, offset: origin.offset },
    input_partition: record.partition,
    attempt,
    timestamp: 0,
    parked_at: 0,
    deadline_at: 0,
    key: record.key,
    value: record.value!,
    headers: [],
  };
  return { topic: 'identity.unresolved', key: 'alias', value };
};

export const returned = (record: TopicRecord, origin: Coordinates = record, attempt = 1): Planted => ({
  topic: resubmissionTopicOf(originInputOf(record.topic)),
  partition: record.partition,
  key: record.key?.toString() ?? null,
  value: record.value,
  headers: { origin: formatCoordinates(origin), attempt: String(attempt) },
});

const RAW = 'raw.xapi';
const BACK = 'learning.resubmission-repartition';
const OUT = 'marketplace.credential';

/** Records of a healthy run by their role, for tests to damage. */
export interface HealthyRun {
  readonly log: Log;
  /** Index in `log.records`. */
  readonly at: Readonly<Record<'published' | 'dead' | 'letter' | 'stay' | 'back' | 'output' | 'secondChunk', number>>;
}

/**
 * A run in which everything is right: a chunk of an input with a record of every outcome, and one of its resubmission topic with
 * the one that was parked.
 */
export const healthyRun = (): HealthyRun => {
  const log = createLog();
  const { records } = log;
  const last = (): number => records.length - 1;
  const add = (planted: Planted): number => {
    log.append(planted);
    return last();
  };
  const published = add({ topic: RAW, value: 'a' });
  add({ topic: RAW, value: 'ignored' });
  add({ topic: RAW, value: 'a' });
  const parked = add({ topic: RAW, key: 'parked', value: 'b' });
  const dead = add({ topic: RAW, value: 'broken' });
  log.appendMarker(RAW);
  const firstOutput = add(output(OUT, 'member', records[published]!, 'event-a'));
  const stay = add(parkedRecord(records[parked]!));
  const letter = add(deadLetter(records[dead]!));
  add(
    entry(
      { topic: RAW, first_offset: 0, next_offset: 5 },
      {
        published: 1,
        ignored: 1,
        duplicate: 1,
        parked: 1,
        dead: 1,
        outputs: { [OUT]: 1, 'identity.unresolved': 1, 'raw.xapi.dlq': 1 },
      },
    ),
  );
  const back = add(returned(records[parked]!));
  add(entry({ topic: 'identity.unresolved', first_offset: 0, next_offset: 1 }, { published: 1 }));
  add(output(OUT, 'member', records[parked]!, 'event-b'));
  const secondChunk = add(
    entry({ topic: BACK, first_offset: 0, next_offset: 1 }, { published: 1, returned: 1, outputs: { [OUT]: 1 } }),
  );
  return { log, at: { published, dead, letter, stay, back, output: firstOutput, secondChunk } };
};

/** Replaces one record of a run. */
export const replace = ({ log }: HealthyRun, index: number, change: Partial<TopicRecord>): void => {
  log.records[index] = { ...log.records[index]!, ...change };
};

/** Sets headers of one record of a run. */
export const withHeaders = (run: HealthyRun, index: number, change: Record<string, string>): void => {
  const headers = new Map([...run.log.records[index]!.headers, ...Object.entries(change)]);
  replace(run, index, { headers });
};
