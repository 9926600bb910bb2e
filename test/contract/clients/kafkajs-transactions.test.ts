import { randomBytes } from 'node:crypto';
import type { Producer } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { classifyCommitError } from '../../../services/runtime/kafka/commit-errors.ts';
import { sharedStack } from '../../support/stack.ts';
import { withAdmin } from '../../support/stack-clients.ts';
import { type BareKafkajs, loadBareKafkajs } from './bare-kafkajs.ts';
import { changed } from './changed.ts';
import { API, cuttingAfter } from './cut-connection.ts';
import { commitMended, committedOffset, committedValues, newTopic, openMended, recordOf } from './topics.ts';

let bare: BareKafkajs;

beforeAll(async () => {
  bare = await loadBareKafkajs();
});
afterAll(() => bare.remove());

const opened: Producer[] = [];
afterAll(async () => {
  await Promise.all(opened.map((producer) => producer.disconnect()));
});

const openBare = async (id: string): Promise<Producer> => {
  const producer = bare.kafka().producer({ transactionalId: id, idempotent: true, maxInFlightRequests: 1 });
  opened.push(producer);
  await producer.connect();
  return producer;
};

const sendOffset = (group: string, topic: string, next: number) => ({
  consumerGroupId: group,
  topics: [{ topic, partitions: [{ partition: 0, offset: String(next) }] }],
});

const newId = (): string => `clients-${crypto.randomUUID()}`;

/** A group whose coordinator answers: a broker that has just made the topic of offsets does not at once. */
const newGroup = async (topic: string): Promise<string> => {
  const group = newId();
  await expect.poll(() => committedOffset(group, topic).catch(String), { timeout: 30_000 }).toBe(-1);
  return group;
};

describe('kafkajs: after a send that is refused in part, a committed record is in no log', () => {
  const LIMITED = { partitions: 2, config: { 'max.message.bytes': '20000' } };
  /** Also when it is compressed. */
  const TOO_LARGE = randomBytes(50_000).toString('base64');

  test('bare: the next transaction of the producer loses the record that was not refused', async () => {
    const topic = await newTopic('lost', LIMITED);
    const producer = await openBare(newId());
    const refused = await producer.transaction();
    const messages = [
      { partition: 0, value: TOO_LARGE },
      { partition: 1, value: 'healthy' },
    ];
    await expect(refused.send({ topic, messages })).rejects.toThrow(/larger than/);
    await refused.abort();

    const again = await producer.transaction();
    const [answer] = await again.send({ topic, messages: [messages[1]!] });
    expect(answer).toMatchObject({ partition: 1, errorCode: 0 });
    await again.commit();
    expect(
      await committedValues(topic),
      changed(
        'kafkajs',
        'it sends a sequence number twice after a failed send',
        'a new producer after each failure (engine/partition-processor.ts)',
      ),
    ).toEqual([]);
  });

  test('behind services/runtime/kafka: it takes a new producer, and nothing is lost', async () => {
    const topic = await newTopic('kept', LIMITED);
    const id = newId();
    const healthy = recordOf(topic, 'healthy', 1);
    const producer = await openMended(id);
    const refused = await commitMended(producer, [recordOf(topic, TOO_LARGE), healthy]).catch(
      (error: unknown) => error,
    );
    expect((refused as Error).message).toMatch(/larger than/);
    expect(classifyCommitError(refused)).toMatchObject({ kind: 'refused_for_size', type: 'MESSAGE_TOO_LARGE', topic });
    await producer.close();

    const next = await openMended(id);
    await commitMended(next, [healthy]);
    await next.close();
    expect(await committedValues(topic)).toEqual(['healthy']);
  });
});

describe('kafkajs: without KIP-447, whoever lost a partition can still commit its offset', () => {
  test('bare: the transaction of a stranger rewinds a group with a live member', async () => {
    const topic = await newTopic('stranger');
    const group = await newGroup(topic);
    const consumer = bare.kafka().consumer({ groupId: group, maxWaitTimeInMs: 100 });
    const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
    await consumer.connect();
    await consumer.subscribe({ topics: [topic] });
    await consumer.run({ autoCommit: false, eachBatch: async () => undefined });
    await joined;
    for (const next of [5, 1]) {
      const transaction = await (await openBare(newId())).transaction();
      await transaction.sendOffsets(sendOffset(group, topic, next));
      await transaction.commit();
    }
    const members = await withAdmin(sharedStack().env, async (admin) => (await admin.describeGroups([group])).groups);
    expect(members[0]).toMatchObject({ state: 'Stable', members: [expect.anything()] });
    expect(
      await committedOffset(group, topic),
      changed(
        'kafkajs',
        'offsets are taken from outside of the group',
        'one transactional id per input partition (engine/partition-processor.ts)',
      ),
    ).toBe(1);
    await consumer.disconnect();
  });

  test('bare: a connected successor does not fence; only its first transaction does', async () => {
    const topic = await newTopic('unfenced');
    const id = newId();
    const zombie = await (await openBare(id)).transaction();
    await zombie.send({ topic, messages: [{ value: 'of a zombie' }] });
    const successor = await openBare(id);
    await zombie.commit();
    expect(
      await committedValues(topic),
      changed(
        'kafkajs',
        'it asks for its producer id only in transaction()',
        'the transaction that openTransactionalProducer begins',
      ),
    ).toEqual(['of a zombie']);
    await successor.disconnect();
  });

  test('behind services/runtime/kafka: a zombie is fenced as soon as its successor is open', async () => {
    const topic = await newTopic('fenced');
    const group = await newGroup(topic);
    const id = newId();
    const input = (next: number) => ({ group, topic, partition: 0, next });
    const zombie = await openMended(id);
    await commitMended(zombie, [recordOf(topic, 'first')], input(1));
    const successor = await openMended(id);
    await commitMended(successor, [recordOf(topic, 'second')], input(5));
    await expect(commitMended(zombie, [recordOf(topic, 'of a zombie')], input(2))).rejects.toMatchObject({
      type: 'INVALID_PRODUCER_EPOCH',
    });
    await expect(commitMended(await openMended(id), [], input(6))).resolves.toBeDefined();
    expect(await committedOffset(group, topic)).toBe(6);
    expect(await committedValues(topic)).toEqual(['first', 'second']);
    await Promise.all([zombie.close(), successor.close()]);
  });
});

describe('kafkajs: a lost reply to EndTxn leaves the producer committing for ever', () => {
  test('bare: no transaction can be begun, ended or repeated any more', async () => {
    const topic = await newTopic('wedged');
    const { producer, transaction } = await cuttingAfter(API.END_TXN, async () => {
      const cut = await openBare(newId());
      const open = await cut.transaction();
      await open.send({ topic, messages: [{ value: 'unknown' }] });
      await expect(open.commit()).rejects.toThrow();
      return { producer: cut, transaction: open };
    });
    const message = changed(
      'kafkajs',
      'its state stays COMMITTING when the end of a transaction fails',
      'a new producer after each failure (engine/partition-processor.ts)',
    );
    await expect(producer.transaction(), message).rejects.toThrow(/COMMITTING/);
    await expect(transaction.commit(), message).rejects.toThrow();
    await expect(transaction.abort(), message).rejects.toThrow();
  });

  test('behind services/runtime/kafka: the next producer works, and the offset tells whether it was committed', async () => {
    const topic = await newTopic('unwedged');
    const group = await newGroup(topic);
    const id = newId();
    await cuttingAfter(API.END_TXN, async () => {
      const producer = await openMended(id);
      const commit = commitMended(producer, [recordOf(topic, 'unknown')], { group, topic, partition: 0, next: 1 });
      await expect(commit).rejects.toThrow('cut by');
      await producer.close();
    });
    const next = await openMended(id);
    const was_committed = (await committedOffset(group, topic)) === 1;
    await commitMended(next, [recordOf(topic, 'after')]);
    await next.close();
    expect(await committedValues(topic)).toEqual(was_committed ? ['unknown', 'after'] : ['after']);
  });
});

describe('kafkajs: transactions in quick succession meet the end of the last one', () => {
  const TRANSACTIONS_MAX = 100;
  /** The end of a transaction is written to each of its partitions, which takes its time. */
  const PARTITIONS = 30;
  const everywhere = Array.from({ length: PARTITIONS }, (_, partition) => partition);
  /** Above all pauses that are the first of a try behind the runtime, below the client's own time-outs. */
  const PAUSE_MAX_MS = 1_000;

  /** Runs transactions until one has to wait, and says how long its first pause was. */
  const firstPause = async (transact: () => Promise<unknown>): Promise<number | null> => {
    const timers = vi.spyOn(globalThis, 'setTimeout');
    try {
      for (let i = 0; i < TRANSACTIONS_MAX; i += 1) {
        timers.mockClear();
        await transact();
        const pause = timers.mock.calls.find(([, ms]) => ms !== undefined && ms > 0 && ms < PAUSE_MAX_MS)?.[1];
        if (pause !== undefined) return pause;
      }
      return null;
    } finally {
      timers.mockRestore();
    }
  };

  test('bare: waits 300 ms before it tries again', async () => {
    const topic = await newTopic('slow-retry', { partitions: PARTITIONS });
    const producer = await openBare(newId());
    const pause = await firstPause(async () => {
      const transaction = await producer.transaction();
      await transaction.send({ topic, messages: everywhere.map((partition) => ({ partition, value: 'one' })) });
      await transaction.commit();
    });
    expect(
      Math.abs((pause ?? 0) - 300),
      changed('kafkajs', 'it pauses 300 ms on CONCURRENT_TRANSACTIONS', 'FIRST_RETRY_MS (kafka/client.ts)'),
    ).toBeLessThanOrEqual(60);
  });

  test('behind services/runtime/kafka: waits 10 ms', async () => {
    const topic = await newTopic('quick-retry', { partitions: PARTITIONS });
    const producer = await openMended(newId());
    const records = everywhere.map((partition) => recordOf(topic, 'one', partition));
    const pause = await firstPause(() => commitMended(producer, records));
    await producer.close();
    expect(Math.abs((pause ?? 0) - 10)).toBeLessThanOrEqual(2);
  });
});

describe('kafkajs: speaks with the Kafka of the stack, transactions included', () => {
  test('bare', async () => {
    const topic = await newTopic('bare');
    const group = await newGroup(topic);
    const transaction = await (await openBare(newId())).transaction();
    await transaction.send({ topic, messages: [{ value: 'one' }, { value: 'two' }] });
    await transaction.sendOffsets(sendOffset(group, topic, 7));
    await transaction.commit();
    expect(await committedValues(topic)).toEqual(['one', 'two']);
    expect(await committedOffset(group, topic)).toBe(7);
  });
});
