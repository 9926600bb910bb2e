import { deserialize, serialize } from 'node:v8';
import type { AliasWaiting, ParkedRecord, RecallRequest } from '../../../schemas/types.generated.ts';
import type { LogRecord } from '../../../services/runtime/kafka/log-reader.ts';
import { partitionOf } from '../../../services/runtime/kafka/partition.ts';
import type { TransactionInput } from '../../../services/runtime/kafka/transactional-producer.ts';
import type { ToolParts } from '../../../tools/replay/connect.ts';

const PARTITIONS = 2;
export const NOW = Date.UTC(2026, 0, 31);
export const HOUR_MS = 3_600_000;
export const PARKED = 'identity.unresolved';
const RECALL = 'ops.recall';
const WAITING = 'identity.waiting';

/** A value that no schema explains. */
export const GARBAGE = Buffer.from('<html>');

/** Topics in memory, with values as the codec of the test reads them. */
export const createParts = () => {
  const records: LogRecord[] = [];
  const endOf = (topic: string, partition: number): number =>
    records.filter((record) => record.topic === topic && record.partition === partition).length;
  const append = (topic: string, key: string, value: unknown): LogRecord => {
    const partition = partitionOf(key, PARTITIONS);
    const bytes = value === null || value === GARBAGE ? (value as Buffer | null) : serialize(value);
    const offset = endOf(topic, partition);
    const record = { topic, partition, offset, timestamp_ms: 0, key: Buffer.from(key), value: bytes, headers: {} };
    records.push(record);
    return record;
  };
  let expired_below = 0;
  const parts = {
    reader: {
      partitionsOf: async () => PARTITIONS,
      offsets: async (topic: string) =>
        [0, 1].map((partition) => ({
          partition,
          earliest: topic === PARKED ? expired_below : 0,
          latest: endOf(topic, partition),
        })),
      read: async function* (topic: string, partition: number, from: number, to: number) {
        yield records.filter(
          (record) =>
            record.topic === topic && record.partition === partition && record.offset >= from && record.offset < to,
        );
      },
    },
    codec: {
      load: async () => undefined,
      decode: (_topic: string, value: Buffer) =>
        value.equals(GARBAGE) ? { ok: false, code: 'undecodable' } : { ok: true, value: deserialize(value) },
      encode: (_topic: string, value: unknown) => serialize(value),
    },
    openProducer: async () => ({
      commit: async (input: TransactionInput) => {
        await input.beforeCommit();
        for (const { topic, key, value } of input.records) append(topic, String(key), deserialize(value!));
      },
      close: async () => undefined,
    }),
    bytesMaxOf: () => 1_000_000,
    clock: { now_ms: () => NOW, elapsed_ms: () => 0, sleep: async () => undefined },
  } as unknown as ToolParts;

  return {
    parts,
    /** Parks a record of an alias, without the entry that says so. */
    park: (alias: string, changes: Partial<ParkedRecord> = {}): LogRecord => {
      const parked: ParkedRecord = {
        event_id: 'e',
        alias,
        service: 'learning',
        reason: 'unknown',
        origin: { topic: 'raw.xapi', partition: 3, offset: 17 },
        input_partition: 3,
        attempt: 0,
        timestamp: NOW,
        parked_at: NOW - 2 * HOUR_MS,
        deadline_at: NOW + HOUR_MS,
        key: Buffer.from('mailto:someone@example.com'),
        value: serialize({ statement: 'private' }),
        headers: [{ name: 'traceparent', value: Buffer.from('00-a') }],
        ...changes,
      };
      return append(PARKED, alias, parked);
    },
    /** What the tool has asked for, in order. */
    requests: (): RecallRequest[] =>
      records.filter(({ topic }) => topic === RECALL).map(({ value }) => deserialize(value!)),
    wait: (alias: string, entry: AliasWaiting | null): LogRecord => append(WAITING, alias, entry),
    append,
    expire: (below: number) => {
      expired_below = below;
    },
  };
};

export const waitingFor = (...records: readonly { offset: number; deadline_at: number }[]): AliasWaiting => ({
  due_at: records[0]!.deadline_at,
  parked: records.map((record) => ({ ...record, bytes: 100 })),
  recalled_up_to: -1,
});
