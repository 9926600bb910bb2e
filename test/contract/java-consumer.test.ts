import { describe, expect, it } from 'vitest';
import { readAllWithJava, readTopicsWithJava, readWithJava, StackError } from '../../tools/stack/index.ts';
import { sharedStack } from '../support/stack.ts';
import { createTopic, produce, produceAborted, produceWhile } from '../support/stack-clients.ts';

const EVERY_BYTE = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
const PARTITIONS = 3;

const newTopic = async (): Promise<string> => {
  const topic = `java-consumer-${crypto.randomUUID()}`;
  await createTopic(sharedStack().env, topic, PARTITIONS);
  return topic;
};

const read = (topic: string, options?: { maxMessages: number }) => readAllWithJava(sharedStack(), topic, options);

describe.each([
  ['one topic, by the console consumer', (topic: string) => readWithJava(sharedStack(), topic)],
  ['many topics in one run', (topic: string) => readTopicsWithJava(sharedStack(), [topic])],
])('%s', (_title, read) => {
  it('gives back every byte of keys, values and headers', async () => {
    const topic = await newTopic();
    await produce(sharedStack().env, [
      { topic, partition: 0, key: EVERY_BYTE, value: EVERY_BYTE, headers: { bytes: EVERY_BYTE, text: 'a:b,c' } },
      { topic, partition: 0, key: null, value: null },
      { topic, partition: 0, key: '', value: Buffer.alloc(0), headers: { empty: '' } },
      {
        topic,
        partition: 0,
        key: 'null',
        value: Buffer.from('\\x41 NO_HEADERS\t\n'),
        headers: { twice: [Buffer.from('1'), Buffer.from('2')] },
      },
    ]);
    const records = await Array.fromAsync(read(topic));
    expect(records.map(({ key, value, headers }) => ({ key, value, headers }))).toEqual([
      {
        key: EVERY_BYTE,
        value: EVERY_BYTE,
        headers: [
          { name: 'bytes', value: EVERY_BYTE },
          { name: 'text', value: Buffer.from('a:b,c') },
        ],
      },
      { key: null, value: null, headers: [] },
      { key: Buffer.alloc(0), value: Buffer.alloc(0), headers: [{ name: 'empty', value: Buffer.alloc(0) }] },
      {
        key: Buffer.from('null'),
        value: Buffer.from('\\x41 NO_HEADERS\t\n'),
        headers: [
          { name: 'twice', value: Buffer.from('1') },
          { name: 'twice', value: Buffer.from('2') },
        ],
      },
    ]);
    expect(records.map(({ partition, offset }) => [partition, offset])).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
      [0, 3],
    ]);
  });

  it('reads all partitions to their end and hands out nothing that was aborted', async () => {
    const topic = await newTopic();
    const { env } = sharedStack();
    const records = (count: number, value: string) =>
      Array.from({ length: count }, (_, index) => ({
        topic,
        partition: index % PARTITIONS,
        key: `${index}`,
        value: Buffer.from(value.padEnd(500)),
      }));
    await produce(env, records(3000, 'first'));
    await produceAborted(env, records(300, 'aborted'));
    await produce(env, records(3000, 'second'));
    await produceAborted(env, records(30, 'aborted at the end'));
    const values = (await Array.fromAsync(read(topic))).map(({ value }) => value!.toString().trimEnd());
    expect(values.filter((value) => value === 'first')).toHaveLength(3000);
    expect(values.filter((value) => value === 'second')).toHaveLength(3000);
    expect(values).toHaveLength(6000);
  });

  it('comes to the end of a topic that holds nothing, or nothing committed', async () => {
    const topic = await newTopic();
    expect(await Array.fromAsync(read(topic))).toEqual([]);
    await produceAborted(sharedStack().env, [{ topic, partition: 1, key: null, value: EVERY_BYTE }]);
    expect(await Array.fromAsync(read(topic))).toEqual([]);
  });

  it('waits to learn what becomes of an open transaction', async () => {
    const topic = await newTopic();
    const { env } = sharedStack();
    const records = (value: string) => [{ topic, partition: 0, key: null, value: Buffer.from(value) }];
    await produce(env, records('before'));
    // Open until the reader has come to it.
    const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
    const { promise: sent, resolve: send } = Promise.withResolvers<void>();
    const committed = produceWhile(env, records('inside'), () => {
      send();
      return reached;
    });
    await sent;
    const values: string[] = [];
    for await (const { value } of read(topic)) {
      values.push(value!.toString());
      reach();
    }
    await committed;
    expect(values).toEqual(['before', 'inside']);
  });
});

it('says of many topics which record is of which', async () => {
  const topics = [await newTopic(), await newTopic()];
  await produce(
    sharedStack().env,
    topics.map((topic) => ({ topic, partition: 2, key: topic, value: EVERY_BYTE })),
  );
  const records = await Array.fromAsync(readTopicsWithJava(sharedStack(), topics));
  expect(records.map(({ topic, key, partition }) => [topic, String(key), partition]).sort()).toEqual(
    topics.map((topic) => [topic, topic, 2]).sort(),
  );
});

it('stops after as many records as asked for', async () => {
  const topic = await newTopic();
  const record = { topic, partition: 0, key: 'k', value: EVERY_BYTE };
  await produce(sharedStack().env, [record, record, record]);
  expect(await read(topic, { maxMessages: 2 })).toHaveLength(2);
});

it('lets its reader leave early', async () => {
  const topic = await newTopic();
  const record = { topic, partition: 0, key: 'k', value: EVERY_BYTE };
  await produce(sharedStack().env, [record, record, record]);
  for await (const { offset } of readWithJava(sharedStack(), topic)) {
    expect(offset).toBe(0);
    break;
  }
});

it('fails when it cannot read to the end', async () => {
  const elsewhere = { ...sharedStack(), env: { KAFKA_BROKERS: 'not an address' } };
  await expect(readAllWithJava(elsewhere, 'any')).rejects.toThrow(StackError);
  await expect(Array.fromAsync(readTopicsWithJava(elsewhere, ['any']))).rejects.toThrow(StackError);
});
