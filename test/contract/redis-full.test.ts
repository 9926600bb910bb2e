import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readSettings } from '../../services/runtime/config/settings.ts';
import { DependencyRefuses } from '../../services/runtime/errors.ts';
import { createLogger } from '../../services/runtime/log.ts';
import { type Claim, type Claims, createClaims } from '../../services/runtime/redis/claims.ts';
import { createRedis, type RedisClient } from '../../services/runtime/redis/client.ts';
import { createTable, type Table } from '../../services/runtime/redis/tables.ts';
import { type Stack, startStack } from '../../tools/stack/index.ts';
import { saveRedis, withBareRedis } from '../support/redis.ts';

let stack: Stack;
let redis: RedisClient;
let claims: Claims;

beforeAll(async () => {
  stack = await startStack({ only: ['redis'] });
});
afterAll(() => stack.stop());

const bare = <T>(work: (redis: Redis) => Promise<T>): Promise<T> => withBareRedis(stack.env['REDIS_URL']!, work);

const set = (settings: Readonly<Record<string, string>>): Promise<void> =>
  bare(async (one) => {
    for (const [name, value] of Object.entries(settings)) await one.config('SET', name, value);
  });

const NORMAL = { 'maxmemory-policy': 'noeviction', maxmemory: '0' };

beforeEach(async () => {
  redis = createRedis(readSettings(stack.env, ['redis']).redis, createLogger('test', 'silent'));
  claims = createClaims(redis, `test:${crypto.randomUUID()}`, 60);
  await (await claims.beginRestore()).complete([]);
});
afterEach(async () => {
  await set(NORMAL);
  await bare((one) => one.flushall());
  await redis.close();
});

const claim = (id: string): Claim => ({
  id,
  fingerprint: 'same',
  origin: '',
  attempt: 0,
  holder: 'raw.xapi/0/1@0~topic',
});
const repeat = (id: string): Claim => ({ ...claim(id), holder: 'raw.xapi/0/2@0~topic' });
const take = (wanted: readonly Claim[]) => claims.claim(wanted, { slot: 'raw.xapi/0', next: 100 }, []);

describe('a Redis that is full', () => {
  test('says so, forgets nothing, and goes on by itself when there is room', async () => {
    expect((await take([claim('before')]))?.answers).toEqual(['ours']);
    await set({ maxmemory: '1' });
    const refused = await take([repeat('before'), claim('new')]).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(DependencyRefuses);
    expect((refused as Error).message).toMatch(/^redis: its memory is full/);

    await set(NORMAL);
    expect((await take([repeat('before'), claim('new')]))?.answers).toEqual(['duplicate', 'ours']);
  });
});

describe('a Redis that is set to evict keys while it is used', () => {
  const REFUSED = /^redis: it evicts keys \(maxmemory-policy allkeys-lru\)/;
  const untilRefused = (): Promise<void> =>
    expect.poll(() => take([claim('a')]).catch((error: Error) => error.message), { timeout: 10_000 }).toMatch(REFUSED);

  test('is not used until that is changed, and then by itself', async () => {
    await set({ maxmemory: String(1024 ** 3), 'maxmemory-policy': 'allkeys-lru' });
    await untilRefused();
    await set(NORMAL);
    await expect.poll(() => take([claim('a')]).catch(String), { timeout: 10_000 }).toMatchObject({ answers: ['ours'] });
  });

  /** Evicts keys that do not matter: which ones went, nobody can see. */
  const evict = (): Promise<void> =>
    bare(async (one) => {
      const used = Number(/^used_memory:(\d+)/m.exec(await one.info('memory'))![1]);
      // Takes the fillers, which would run out first, and so neither claims nor marks.
      await one.config('SET', 'maxmemory-policy', 'volatile-ttl');
      await one.config('SET', 'maxmemory', String(used + 1024 ** 2));
      for (let i = 0; i < 100; i += 1) await one.set(`filler-${i}`, 'x'.repeat(100_000), 'EX', 20);
      expect(Number(/^evicted_keys:(\d+)/m.exec(await one.info('stats'))![1])).toBeGreaterThan(0);
    });

  const createRows = async (): Promise<Table> => {
    const table = createTable(redis, { namespace: 'ss', topic: `t-${crypto.randomUUID()}`, partitions: 1 });
    const restore = await table.beginRestore(0);
    await restore.put([{ key: 'k', offset: 1, value: Buffer.from('v'), due_at: null, kind: null }], 2);
    await restore.seal(2);
    expect(await table.read(['k'])).toEqual([Buffer.from('v')]);
    return table;
  };

  /** What a restore would begin with. */
  const known = async (table: Table): Promise<readonly [number, number]> => [
    (await claims.beginRestore()).positions.length,
    (await table.applied()).size,
  ];

  test('and has done so is trusted in nothing: claims and tables are read again from Kafka', async () => {
    const table = await createRows();
    const claimed = await take([claim('a')]);
    await evict();
    await set(NORMAL);
    expect(await claims.stand(claimed!.rebuild)).toBe(false);
    expect(await take([claim('a')])).toBe(null);
    expect(await table.read(['k'])).toBe(null);
    expect(await known(table)).toEqual([0, 0]);
  });

  test('and does so during a restore gets that restore no further', async () => {
    const table = await createRows();
    const [claims_restored, rows_restored] = [await claims.beginRestore(), await table.beginRestore(0)];
    await claims_restored.put([claim('a')], { slot: 'raw.xapi/0', next: 2 });
    await evict();
    await set(NORMAL);
    expect(await claims_restored.put([claim('b')], { slot: 'raw.xapi/0', next: 3 })).toBe(false);
    expect(await claims_restored.complete([{ slot: 'raw.xapi/0', next: 3 }])).toBe(false);
    expect(await rows_restored.put([], 2)).toBe(false);
    expect(await rows_restored.seal(2)).toBe(false);
    expect(await take([claim('b')])).toBe(null);
  });

  test('is believed no more after a restart, which sets the count of evictions to zero', async () => {
    const table = await createRows();
    await take([claim('a')]);
    expect(await known(table)).toEqual([1, 1]);
    await evict();
    await expect
      .poll(() => table.read(['k']).catch((error: Error) => error.message), { timeout: 10_000 })
      .toMatch(/evicts/);
    await saveRedis(stack.env['REDIS_URL']!);
    await stack.redis.kill();
    await stack.redis.start();
    await set(NORMAL);
    await expect.poll(() => known(table).catch(String), { timeout: 10_000 }).toEqual([0, 0]);
  });

  test('and was restarted before it did goes on from where it was', async () => {
    const table = await createRows();
    await take([claim('a')]);
    await saveRedis(stack.env['REDIS_URL']!);
    await stack.redis.kill();
    await stack.redis.start();
    await expect.poll(() => known(table).catch(String), { timeout: 10_000 }).toEqual([1, 1]);
    expect(await take([claim('a')])).toBe(null);
  });
});
