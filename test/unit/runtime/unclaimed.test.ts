import { expect, test } from 'vitest';
import { UnclaimedRecords } from '../../../services/runtime/engine/unclaimed.ts';
import type { LogRecord } from '../../../services/runtime/kafka/log-reader.ts';

type Engine = ConstructorParameters<typeof UnclaimedRecords>[0];

interface Entry {
  readonly group?: string;
  readonly topic?: string;
  readonly topic_id?: string;
  readonly partition?: number;
  readonly unclaimed: readonly number[];
}

/** A ledger of one partition that grows, and what was asked of it. */
const ledgerOf = (entries: Entry[]) => {
  const asked: [from: number, to: number][] = [];
  const engine = {
    group: 'ours',
    reader: {
      offsetsAt: async () => [{ partition: 0, offset: 0 }],
      highWatermark: async () => entries.length,
      async *read(_topic: string, _partition: number, from: number, to: number) {
        asked.push([from, to]);
        yield entries.slice(from, to).map((entry) => ({ value: entry }) as unknown as LogRecord);
      },
    },
    codec: {
      load: async () => undefined,
      decode: (_: string, value: unknown) => ({
        ok: true,
        value: { group: 'ours', topic: 'raw.xapi', topic_id: 'first', partition: 1, ...(value as Entry) },
      }),
    },
  } as unknown as Engine;
  return { engine, asked };
};

const at = (offset: number, partition = 1, topic = 'raw.xapi') => ({ topic, partition, offset });
const keepAlive = async (): Promise<void> => undefined;

test('are those that the ledger of the group names, in their partition', async () => {
  const { engine } = ledgerOf([
    { unclaimed: [3, 5] },
    { group: 'another', unclaimed: [4] },
    { partition: 2, unclaimed: [6] },
    { unclaimed: [9] },
  ]);
  const records = new UnclaimedRecords(engine);
  await records.readOn(0, keepAlive);
  expect([3, 5, 9].every((offset) => records.has(at(offset), 'first'))).toBe(true);
  expect([2, 4, 6, 10].some((offset) => records.has(at(offset), 'first'))).toBe(false);
  expect(records.has(at(6, 2), 'first')).toBe(true);
  expect(records.has(at(3, 1, 'raw.enrollment'), 'first')).toBe(false);
});

test('are those of one topic of that name, not of one that was deleted', async () => {
  const { engine } = ledgerOf([{ unclaimed: [70, 71] }, { topic_id: 'second', unclaimed: [1, 2] }]);
  const records = new UnclaimedRecords(engine);
  await records.readOn(0, keepAlive);
  expect([70, 71].every((offset) => records.has(at(offset), 'first'))).toBe(true);
  expect([1, 2].every((offset) => records.has(at(offset), 'second'))).toBe(true);
  expect([1, 2].some((offset) => records.has(at(offset), 'first'))).toBe(false);
});

test('are read on from where the ledger was read to', async () => {
  const entries: Entry[] = [{ unclaimed: [1] }];
  const { engine, asked } = ledgerOf(entries);
  const records = new UnclaimedRecords(engine);
  await records.readOn(0, keepAlive);
  entries.push({ unclaimed: [2] });
  await records.readOn(0, keepAlive);
  expect(asked).toEqual([
    [0, 1],
    [1, 2],
  ]);
  expect([1, 2].every((offset) => records.has(at(offset), 'first'))).toBe(true);
});
