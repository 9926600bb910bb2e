import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readSettings } from '../../services/runtime/config/settings.ts';
import { DependencyRefuses } from '../../services/runtime/errors.ts';
import { createLogger } from '../../services/runtime/log.ts';
import { type Claim, type Claims, createClaims } from '../../services/runtime/redis/claims.ts';
import { createRedis, type RedisClient } from '../../services/runtime/redis/client.ts';
import { createTable } from '../../services/runtime/redis/tables.ts';
import { type Stack, startStack } from '../../tools/stack/index.ts';
import { withBareRedis } from '../support/redis.ts';

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

  test('and has done so is trusted in nothing: claims and tables are read again from Kafka', async () => {
    const table = createTable(redis, { namespace: 'ss', topic: `t-${crypto.randomUUID()}`, partitions: 1 });
    const restore = await table.beginRestore(0);
    await restore.put([{ key: 'k', offset: 1, value: Buffer.from('v'), due_at: null, kind: null }], 2);
    await restore.seal(2);
    const claimed = await take([claim('a')]);
    expect(await table.read(['k'])).toEqual([Buffer.from('v')]);

    await bare(async (one) => {
      const used = Number(/^used_memory:(\d+)/m.exec(await one.info('memory'))![1]);
      // Takes the fillers, which would run out first, and so neither claims nor marks.
      await one.config('SET', 'maxmemory-policy', 'volatile-ttl');
      await one.config('SET', 'maxmemory', String(used + 1024 ** 2));
      for (let i = 0; i < 100; i += 1) await one.set(`filler-${i}`, 'x'.repeat(100_000), 'EX', 20);
      expect(Number(/^evicted_keys:(\d+)/m.exec(await one.info('stats'))![1])).toBeGreaterThan(0);
    });
    await set(NORMAL);
    expect(await claims.stand(claimed!.rebuild)).toBe(false);
    expect(await take([claim('a')])).toBe(null);
    expect(await table.read(['k'])).toBe(null);
  });
});
