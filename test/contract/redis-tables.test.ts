import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readSettings } from '../../services/runtime/config/settings.ts';
import { createLogger } from '../../services/runtime/log.ts';
import { createRedis, type RedisClient } from '../../services/runtime/redis/client.ts';
import { createTable, type Table, type TableRow } from '../../services/runtime/redis/tables.ts';
import { type Stack, startStack } from '../../tools/stack/index.ts';
import { emptyRedis, saveRedis, withBareRedis } from '../support/redis.ts';

const PARTITIONS = 2;
let stack: Stack;
let redis: RedisClient;
let table: Table;
let count = 0;

beforeAll(async () => {
  stack = await startStack({ only: ['redis'] });
  redis = createRedis(readSettings(stack.env, ['redis']).redis, createLogger('test', 'silent'));
});

afterAll(async () => {
  await redis.close();
  await stack.stop();
});

beforeEach(() => {
  count += 1;
  table = createTable(redis, { namespace: 'test', topic: `topic-${count}`, partitions: PARTITIONS });
});

const row = (
  key: string,
  offset: number,
  value: string | null,
  due_at: number | null = null,
  kind: number | null = null,
): TableRow => ({
  key,
  offset,
  value: value === null ? null : Buffer.from(value),
  due_at,
  kind,
});

const read = async (...keys: string[]) => (await table.read(keys))?.map((value) => value?.toString() ?? null) ?? null;

const seal = async (next = 0): Promise<void> => {
  for (let partition = 0; partition < PARTITIONS; partition += 1)
    await (await table.beginRestore(partition)).seal(next);
};

describe('a table', () => {
  test('cannot be read or written before every partition is restored', async () => {
    expect(await read('a')).toBeNull();
    expect(await table.apply(0, [row('a', 1, 'x')], 2)).toBe(false);
    await (await table.beginRestore(0)).seal(0);
    expect(await read('a')).toBeNull();
    await (await table.beginRestore(1)).seal(0);
    expect(await read('a')).toEqual([null]);
  });

  test('keeps the newest row of a key, whatever the order of writing', async () => {
    await seal();
    await table.apply(0, [row('a', 5, 'new'), row('b', 6, 'b:with:colons')], 7);
    await table.apply(0, [row('a', 3, 'old')], 4);
    expect(await read('a', 'b', 'none')).toEqual(['new', 'b:with:colons', null]);
    expect((await table.applied()).get(0)).toEqual({ next: 7, is_current: true });
  });

  test('a tombstone removes a key, and an older row does not bring it back', async () => {
    await seal();
    await table.apply(0, [row('a', 5, 'x'), row('a', 6, null)], 7);
    await table.apply(0, [row('a', 5, 'x')], 6);
    expect(await read('a')).toEqual([null]);
  });

  test('holds any bytes, in any number', async () => {
    await seal();
    const bytes = Buffer.from([0, 58, 255, 10, 0, 58]);
    const rows = Array.from({ length: 2_500 }, (_, i) => ({
      key: `k${i}`,
      offset: i,
      value: bytes,
      due_at: null,
      kind: null,
    }));
    expect(await table.apply(1, rows, rows.length)).toBe(true);
    const values = await table.read(rows.map(({ key }) => key));
    expect(values?.every((value) => value?.equals(bytes))).toBe(true);
  });

  test('knows which rows are due, earliest first, until they are written anew', async () => {
    await seal();
    await table.apply(
      0,
      [row('later', 1, 'x', 300), row('soon', 2, 'x', 100), row('never', 3, 'x'), row('now', 4, 'x', 0)],
      5,
    );
    expect(await table.due(0, 150, 10)).toEqual({ keys: ['now', 'soon'], first_due_at: 0 });
    await table.apply(0, [row('now', 6, null), row('soon', 7, 'y', 900)], 8);
    expect(await table.due(0, 500, 10)).toEqual({ keys: ['later'], first_due_at: 300 });
    expect(await table.due(1, 500, 10)).toEqual({ keys: [], first_due_at: Number.POSITIVE_INFINITY });
  });

  test('counts its rows by kind, as they were written last', async () => {
    await seal();
    await table.apply(0, [row('a', 1, 'x', null, 0), row('b', 2, 'x', null, 1), row('c', 3, 'x', null, 1)], 4);
    await table.apply(0, [row('d', 5, 'x'), row('c', 6, null)], 7);
    await table.apply(0, [row('b', 4, 'older', null, 0)], 7);
    await table.apply(0, [row('a', 8, 'y', null, 1), row('b', 9, 'y', null, 2)], 10);
    expect(await table.census(0, 3)).toEqual([0, 1, 1]);
    expect(await table.census(1, 3)).toEqual([0, 0, 0]);
  });
});

test('a table is not trusted with less than what is expected of it, whatever mark it bears', async () => {
  await seal();
  await table.apply(0, [row('a', 5, 'x')], 6);
  table.expect(0, 9);
  expect(await read('a')).toBeNull();
  expect(await table.due(0, 1, 1)).toBeNull();
  expect(await table.apply(0, [row('b', 9, 'x')], 10)).toBe(false);
  expect((await table.applied()).get(0)).toEqual({ next: 6, is_current: false });
  await (await table.beginRestore(0)).seal(9);
  expect(await read('a')).toEqual(['x']);
});

test('a table remembers what it applied itself: a server that lies behind that is not trusted', async () => {
  await seal();
  await table.apply(0, [row('a', 5, 'x')], 6);
  await withBareRedis(stack.env['REDIS_URL']!, async (bare) => {
    const [key] = await bare.keys(`{test:t:topic-${count}}:applied`);
    const mark = await bare.hget(key!, '0');
    await bare.hset(key!, '0', mark!.replace(/^\d+/, '3'));
  });
  expect(await read('a')).toBeNull();
});

describe('a restore', () => {
  test('goes beside writes of the owner, and does not undo them', async () => {
    await seal();
    const restore = await table.beginRestore(0);
    await table.apply(0, [row('a', 9, 'owner')], 10);
    expect(await restore.put([row('a', 4, 'changelog'), row('b', 5, 'changelog')], 6)).toBe(true);
    expect(await restore.seal(8)).toBe(true);
    expect(await read('a', 'b')).toEqual(['owner', 'changelog']);
    expect((await table.applied()).get(0)).toEqual({ next: 10, is_current: true });
  });

  test('is not trusted when Redis was emptied meanwhile, nor is the owner', async () => {
    await seal();
    const restore = await table.beginRestore(0);
    await restore.put([row('a', 1, 'x')], 2);
    await emptyRedis(stack.env['REDIS_URL']!);
    expect(await restore.put([row('b', 2, 'x')], 3)).toBe(false);
    expect(await restore.seal(3)).toBe(false);
    expect((await table.applied()).get(0)).toBeUndefined();
    expect(await table.apply(0, [row('b', 3, 'x')], 4)).toBe(false);
    expect(await read('a')).toBeNull();
  });

  test('goes on from where one before it was cut off, and is not trusted before its end', async () => {
    await (await table.beginRestore(0)).put([row('a', 4, 'x')], 5);
    expect((await table.applied()).get(0)).toEqual({ next: 5, is_current: false });
    expect(await table.apply(0, [row('b', 5, 'x')], 6)).toBe(false);
    expect(await (await table.beginRestore(0)).seal(5)).toBe(true);
    expect((await table.applied()).get(0)).toEqual({ next: 5, is_current: true });
  });

  test('goes on from where a Redis that went back to what it was before says it stands', async () => {
    await seal();
    await table.apply(0, [row('a', 1, 'x')], 2);
    const before = await table.beginRestore(1);
    await saveRedis(stack.env['REDIS_URL']!);
    await table.apply(0, [row('b', 2, 'x', 1)], 3);
    await stack.redis.kill();
    await stack.redis.start();

    await expect.poll(() => read('a').catch(() => 'away'), { timeout: 20_000 }).toBeNull();
    expect(await table.apply(0, [row('c', 3, 'x')], 4)).toBe(false);
    expect(await table.due(0, 100, 10)).toBeNull();
    expect(await before.seal(9)).toBe(false);
    expect((await table.applied()).get(0)).toEqual({ next: 2, is_current: false });
    const restore = await table.beginRestore(0);
    await restore.put([row('b', 2, 'x', 1)], 3);
    expect(await restore.seal(3)).toBe(true);
    expect((await table.due(0, 100, 10))?.keys).toEqual(['b']);
    expect(await read('a')).toBeNull();
    expect(await (await table.beginRestore(1)).seal(0)).toBe(true);
    expect(await read('a', 'b')).toEqual(['x', 'x']);
  });
});
