import { expect, test, vi } from 'vitest';
import type { Engine } from '../../../services/runtime/engine/engine.ts';
import type { Position } from '../../../services/runtime/engine/position.ts';
import { createWorker } from '../../../services/runtime/engine/worker.ts';
import type { BatchSession, FetchedBatch } from '../../../services/runtime/kafka/group-consumer.ts';
import type { LogRecord } from '../../../services/runtime/kafka/log-reader.ts';

const TOPIC = 'raw.xapi';
const PARTITION = 3;
const [OLD, NEW] = ['a'.repeat(32), 'b'.repeat(32)];

/** The one topic and what was committed of it. */
const broker = vi.hoisted(() => ({
  topic_id: null as string | null,
  position: null as Position | null,
  /** Called once, in the middle of the next commit. */
  onCommit: null as (() => void) | null,
}));

vi.mock('../../../services/runtime/kafka/transactional-producer.ts', () => ({
  recordBytes: () => 100,
  openTransactionalProducer: async () => ({
    close: async () => undefined,
    commit: async ({ records, beforeCommit }: { records: { value: Buffer }[]; beforeCommit: () => Promise<void> }) => {
      await beforeCommit();
      broker.onCommit?.();
      broker.onCommit = null;
      if (broker.topic_id === null)
        throw Object.assign(new Error('no such partition'), { type: 'UNKNOWN_TOPIC_OR_PARTITION' });
      const { topic_id, next_offset, claimed_offset } = JSON.parse(String(records.at(-1)!.value));
      broker.position = { topic_id, next_offset, claimed_offset };
      return { offsets: [] };
    },
  }),
}));

const nothing = (): undefined => undefined;
const existing = <T>(value: T): Promise<T> =>
  broker.topic_id === null ? Promise.reject(new Error('no such topic')) : Promise.resolve(value);

const openEngine = (handled: string[], released: string[]): Engine =>
  ({
    service: {
      name: 'learning',
      inputs: {
        [TOPIC]: {
          prepare: ({ value }: { value: string }) => ({ kind: 'prepared', id: value, fingerprint: '', event: value }),
          handle: (event: string) => {
            handled.push(event);
            return { kind: 'ignored', rule: 'seen' };
          },
        },
      },
    },
    group: 'group',
    settings: { partitions_concurrent_max: 1, chunk_records_max: 20, chunk_bytes_max: 1e9, parked_aliases_max: 1 },
    codec: {
      load: async () => undefined,
      decode: (_: string, value: Buffer) => ({ ok: true, value: String(value) }),
      encode: (_: string, value: unknown) => Buffer.from(JSON.stringify(value)),
    },
    tables: new Map(),
    positionReader: {
      topicId: () => existing(broker.topic_id),
      offsets: () => existing(Array.from({ length: 6 }, (_, partition) => ({ partition, earliest: 0, latest: 1_000 }))),
    },
    positions: { refresh: async () => undefined, get: () => broker.position },
    positionPartitions: 1,
    committedOffset: async () => broker.position?.next_offset ?? null,
    claims: {
      claim: async (claims: readonly unknown[]) => ({ answers: claims.map(() => 'ours'), rebuild: '' }),
      stand: async () => true,
      release: async (claims: readonly { id: string }[]) => void released.push(...claims.map(({ id }) => id)),
    },
    floors: { verify: async () => undefined, claims: () => [] },
    partitionsOf: () => 6,
    bytesMaxOf: () => 1e6,
    limits: { bytesMaxOf: () => 1e6 },
    cloudEvents: () => ({}),
    metrics: new Proxy({}, { get: () => nothing }),
    presence: { missed: nothing, found: nothing },
    log: { info: nothing, warn: nothing, error: nothing, debug: nothing },
    onStep: nothing,
  }) as unknown as Engine;

const batchOf = (name: string, from_offset: number, next_offset: number): FetchedBatch => ({
  ...{ topic: TOPIC, partition: PARTITION, from_offset, next_offset },
  records: Array.from({ length: next_offset - from_offset }, (_, i) => {
    const offset = from_offset + i;
    const value = Buffer.from(`${name}${offset}`);
    return { topic: TOPIC, partition: PARTITION, offset, timestamp_ms: 1, key: null, value, headers: {} } as LogRecord;
  }),
});

test('records in hand of a topic that is deleted and created again are dropped, with their claims', async () => {
  const [handled, released, faults, seeks]: [string[], string[], unknown[], number[]] = [[], [], [], []];
  const worker = createWorker(openEngine(handled, released), (error) => faults.push(error));
  const session = {
    heartbeat: async () => undefined,
    isRunning: () => true,
    fetchOn: nothing,
    seek: (offset: number) => seeks.push(offset),
  } as unknown as BatchSession;
  const settled = (): Promise<void> => worker.drain();
  worker.assign({ [TOPIC]: [PARTITION] });
  broker.topic_id = OLD;
  await worker.handleBatch(batchOf('old', 0, 20), session);
  await vi.waitFor(() => expect(broker.position).toMatchObject({ topic_id: OLD, next_offset: 20 }));

  // Both batches were fetched; the topic goes while the first is committed.
  broker.onCommit = () => {
    broker.topic_id = null;
    setTimeout(() => {
      broker.topic_id = NEW;
    }, 50);
  };
  await worker.handleBatch(batchOf('old', 20, 60), session);
  await worker.handleBatch(batchOf('old', 60, 80), session);
  await vi.waitFor(() => expect(seeks).toEqual([0, 0]), 10_000);
  expect(released).toEqual(Array.from({ length: 20 }, (_, i) => `old${20 + i}`));

  await worker.handleBatch(batchOf('new', 0, 10), session);
  await vi.waitFor(() => expect(broker.position).toMatchObject({ topic_id: NEW, next_offset: 10 }));
  expect(handled.filter((name) => name.startsWith('new'))).toHaveLength(10);
  expect(faults).toEqual([]);
  await settled();
});
