import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Kafka } from '../../../services/runtime/kafka/client.ts';
import { requireInside } from '../../../services/runtime/kafka/fixes/replace.ts';
import { type BareKafkajs, loadBareKafkajs } from './bare-kafkajs.ts';
import { changed } from './changed.ts';
import { mendedKafka, newTopic } from './topics.ts';

let bare: BareKafkajs;

beforeAll(async () => {
  bare = await loadBareKafkajs();
  // Applies the mending, so that `requireInside` gives what the runtime works with.
  mendedKafka();
});
afterAll(() => bare.remove());

type Inside = <T>(path: string) => T;

describe('kafkajs: an idle producer', () => {
  const WATCHED_MS = 500;

  /** Timers with a delay in the past that are set while a producer has nothing to do. */
  const timersInThePast = async (kafka: Kafka): Promise<number> => {
    const topic = await newTopic('idle');
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({ topic, messages: [{ value: 'one' }] });
    const timers = vi.spyOn(globalThis, 'setTimeout');
    try {
      await delay(WATCHED_MS);
      return timers.mock.calls.filter(([, ms]) => ms !== undefined && ms < 0).length;
    } finally {
      timers.mockRestore();
      await producer.disconnect();
    }
  };

  test('bare: sets a timer again and again, hundreds a second', async () => {
    expect(
      await timersInThePast(bare.kafka()),
      changed('kafkajs', 'an idle connection sets timers with negative delays', 'kafka/fixes/idle-timers.ts'),
    ).toBeGreaterThan(10);
  });

  test('behind services/runtime/kafka: sets none', async () => {
    expect(await timersInThePast(mendedKafka())).toBe(0);
  });
});

describe('kafkajs: grouping by partition', () => {
  const MESSAGES = 200;

  /** How many messages are copied out of arrays to group all of them. */
  const copies = (inside: Inside): number => {
    const group = inside<(input: object) => Record<number, unknown[]>>('producer/groupMessagesPerPartition.js');
    const messages = Array.from({ length: MESSAGES }, (_, i) => ({ value: String(i) }));
    const iterate = Array.prototype[Symbol.iterator];
    let copied = 0;
    Array.prototype[Symbol.iterator] = function* (this: unknown[]) {
      for (let i = 0; i < this.length; i += 1) {
        copied += 1;
        yield this[i];
      }
      return undefined;
    };
    try {
      group({ topic: 't', partitionMetadata: [{}], messages, partitioner: () => 0 });
    } finally {
      Array.prototype[Symbol.iterator] = iterate;
    }
    return copied;
  };

  test('bare: copies the group for each message, so it is quadratic', () => {
    expect(
      copies(bare.inside),
      changed('kafkajs', 'grouping by partition is quadratic', 'groupByPartition (kafka/fixes/produce-path.ts)'),
    ).toBe((MESSAGES * (MESSAGES - 1)) / 2);
  });

  test('behind services/runtime/kafka: takes each message once', () => {
    expect(copies(requireInside)).toBeLessThanOrEqual(MESSAGES);
  });
});

describe('kafkajs: encoding a batch', () => {
  const RECORDS = 100;

  /** Buffers that are allocated for a batch. */
  const allocations = async (inside: Inside): Promise<number> => {
    const Record = inside<(message: object) => unknown>('protocol/recordBatch/record/v0/index.js');
    const { RecordBatch } = inside<{ RecordBatch: (options: object) => Promise<unknown> }>(
      'protocol/recordBatch/v0/index.js',
    );
    const spies = [vi.spyOn(Buffer, 'alloc'), vi.spyOn(Buffer, 'allocUnsafe')];
    const value = Buffer.from('a value');
    const records = Array.from({ length: RECORDS }, (_, i) => Record({ key: value, value, offsetDelta: i }));
    try {
      await RecordBatch({ records });
      return spies.reduce((sum, { mock }) => sum + mock.calls.length, 0);
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
  };

  test('bare: allocates buffers for each record', async () => {
    expect(
      await allocations(bare.inside),
      changed('kafkajs', 'each record has buffers of its own', 'kafka/fixes/record-encoding.ts'),
    ).toBeGreaterThanOrEqual(RECORDS);
  });

  test('behind services/runtime/kafka: allocates one for the batch', async () => {
    expect(await allocations(requireInside)).toBe(1);
  });

  test('bare: computes the checksum byte by byte in JavaScript', () => {
    const crc32C = bare.inside<(bytes: unknown) => number>('protocol/recordBatch/crc32C/crc32C.js');
    const read: number[] = [];
    const bytes = new Proxy(Buffer.from('checked'), {
      get: (target, name) => {
        if (typeof name === 'string' && /^\d+$/.test(name)) read.push(Number(name));
        return Reflect.get(target, name, target) as unknown;
      },
    });
    crc32C(bytes);
    expect(
      read,
      changed('kafkajs', 'CRC-32C is computed in JavaScript', 'the native one (kafka/fixes/produce-path.ts)'),
    ).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
});
