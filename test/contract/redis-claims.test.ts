import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readSettings } from '../../services/runtime/config/settings.ts';
import { isSameFingerprint } from '../../services/runtime/fingerprint.ts';
import { createLogger } from '../../services/runtime/log.ts';
import {
  type Claim,
  type Claimed,
  type ClaimPosition,
  type Claims,
  createClaims,
} from '../../services/runtime/redis/claims.ts';
import { createRedis, type RedisClient } from '../../services/runtime/redis/client.ts';
import { type Stack, startStack } from '../../tools/stack/index.ts';
import { emptyRedis, saveRedis } from '../support/redis.ts';

let stack: Stack;
let redis: RedisClient;
let namespace = 0;

beforeAll(async () => {
  stack = await startStack({ only: ['redis'] });
  redis = createRedis(readSettings(stack.env, ['redis']).redis, createLogger('test', 'silent'));
});

afterAll(async () => {
  await redis.close();
  await stack.stop();
});

const claim = (changes: Partial<Claim> = {}): Claim => ({
  id: 'id-1',
  fingerprint: 'same',
  origin: '',
  attempt: 0,
  holder: 'raw.xapi/0/1@0~topic',
  ...changes,
});

/** A record that stands at other coordinates. */
const at = (coordinates: string): Pick<Claim, 'origin' | 'holder'> => ({
  origin: '',
  holder: `${coordinates}@0~topic`,
});

/** The record of `claim()` when it was brought back. */
const backAt = (coordinates: string, attempt = 1): Claim =>
  claim({ origin: 'raw.xapi/0/1@0', attempt, holder: `${coordinates}@9~topic` });

const POSITION: ClaimPosition = { slot: 'raw.xapi/0', next: 100 };

const take = (
  claims: Claims,
  wanted: readonly Claim[],
  position = POSITION,
  floors: readonly ClaimPosition[] = [],
): Promise<Claimed | null> => claims.claim(wanted, position, floors);

const freshClaims = async () => {
  namespace += 1;
  const claims = createClaims(redis, `test:${namespace}`, 60);
  await (await claims.beginRestore()).complete([]);
  return claims;
};

describe('idempotency claims', () => {
  let claims: Awaited<ReturnType<typeof freshClaims>>;
  beforeEach(async () => {
    claims = await freshClaims();
  });

  test('the first record with an id has it, also when it is delivered again', async () => {
    expect((await take(claims, [claim()]))?.answers).toEqual(['ours']);
    expect((await take(claims, [claim()]))?.answers).toEqual(['ours']);
  });

  test('the same content elsewhere is a duplicate, other content a conflict', async () => {
    await take(claims, [claim()]);
    expect((await take(claims, [claim(at('raw.xapi/2/9'))]))?.answers).toEqual(['duplicate']);
    expect((await take(claims, [claim({ ...at('raw.xapi/2/9'), fingerprint: 'other' })]))?.answers).toEqual([
      'conflict',
    ]);
    expect((await take(claims, [claim()]))?.answers).toEqual(['ours']);
  });

  test('fingerprints with marks are compared as isSameFingerprint does', async () => {
    const prints = ['a', 'b', 'a.1', 'a.2', 'b.1', 'a.1.2', 'a.2.3', 'a.-1', 'a.1.S', 'a.2.S', 'a.12', 'a.L1', ''];
    const pairs = prints.flatMap((one) => prints.map((other) => [one, other] as const));
    await take(
      claims,
      pairs.map(([fingerprint], i) => claim({ id: `pair-${i}`, fingerprint })),
    );
    const answers = await take(
      claims,
      pairs.map(([, fingerprint], i) => claim({ id: `pair-${i}`, fingerprint, ...at('raw.xapi/2/9') })),
    );
    expect(answers?.answers).toEqual(
      pairs.map(([one, other]) => (isSameFingerprint(one, other) ? 'duplicate' : 'conflict')),
    );
  });

  test('repeats within one call are seen, in order', async () => {
    const claimed = await take(claims, [
      claim(),
      claim(at('raw.xapi/0/2')),
      claim({ id: 'id-2', ...at('raw.xapi/0/3') }),
    ]);
    expect(claimed?.answers).toEqual(['ours', 'duplicate', 'ours']);
  });

  test('a record brought back takes its claim along, once', async () => {
    await take(claims, [claim()]);
    const back = backAt('raw.xapi/0/50');
    expect((await take(claims, [back]))?.answers).toEqual(['ours']);
    expect((await take(claims, [back]))?.answers).toEqual(['ours']);
    expect((await take(claims, [backAt('raw.xapi/0/51')]))?.answers).toEqual(['copy']);
    expect((await take(claims, [backAt('raw.xapi/0/60', 2)]))?.answers).toEqual(['ours']);
    expect((await take(claims, [claim()]))?.answers).toEqual(['duplicate']);
  });

  test('a record that comes back after another took its id is a duplicate of that one, and no copy', async () => {
    await take(claims, [claim(at('raw.xapi/0/7'))]);
    expect((await take(claims, [backAt('raw.xapi/0/50')]))?.answers).toEqual(['duplicate']);
  });

  test('a released id can be taken by other content, and only its holder releases it', async () => {
    await take(claims, [claim()]);
    await claims.release([claim(at('raw.xapi/5/5'))]);
    expect((await take(claims, [claim({ ...at('raw.xapi/0/2'), fingerprint: 'other' })]))?.answers).toEqual([
      'conflict',
    ]);
    await claims.release([claim()]);
    expect((await take(claims, [claim({ ...at('raw.xapi/0/2'), fingerprint: 'other' })]))?.answers).toEqual(['ours']);
  });

  test('a record at the same coordinates of another topic of that name is another record', async () => {
    await take(claims, [claim()]);
    const again = claim({ holder: 'raw.xapi/0/1@0~other' });
    expect((await take(claims, [again]))?.answers).toEqual(['duplicate']);
    expect((await take(claims, [{ ...again, fingerprint: 'other' }]))?.answers).toEqual(['conflict']);
  });

  test('a record at the same coordinates at another time is another record: the log lost its end', async () => {
    await take(claims, [claim()]);
    expect((await take(claims, [claim({ holder: 'raw.xapi/0/1@1~topic' })]))?.answers).toEqual(['duplicate']);
  });

  test('ids of any length and content keep apart', async () => {
    const ids = ['x'.repeat(100), 'x'.repeat(101), 'x'.repeat(102), 'a|b', 'a', 'b{c}', '', ' '];
    const all = ids.map((id, i) => claim({ id, ...at(`raw.xapi/0/${i}`) }));
    expect((await take(claims, all))?.answers).toEqual(ids.map(() => 'ours'));
  });
});

describe('when Redis is emptied or exchanged', () => {
  test('claims that lie behind what Kafka says was claimed are lost, whatever mark they bear', async () => {
    const claims = await freshClaims();
    const other: ClaimPosition = { slot: 'raw.xapi/1', next: 7 };
    await take(claims, [claim()], { ...POSITION, next: 2 });
    expect(await take(claims, [], { ...POSITION, next: 9 }, [{ ...POSITION, next: 3 }])).toBeNull();
    expect(await take(claims, [], { ...POSITION, next: 9 }, [{ ...POSITION, next: 2 }, other])).toBeNull();
    const restore = await claims.beginRestore();
    expect(restore.positions).toEqual([{ ...POSITION, next: 2 }]);
    await restore.put([claim(at('raw.xapi/0/2'))], { ...POSITION, next: 3 });
    await restore.complete([other]);
    const floors = [{ ...POSITION, next: 3 }, other];
    expect((await take(claims, [claim(at('raw.xapi/0/3'))], POSITION, floors))?.answers).toEqual(['duplicate']);
  });

  test('claims answer that they are lost until a rebuild is complete', async () => {
    const claims = createClaims(redis, 'test:lost', 60);
    expect(await take(claims, [claim()])).toBeNull();
    const restore = await claims.beginRestore();
    expect(await restore.put([claim()], POSITION)).toBe(true);
    expect(await take(claims, [claim()])).toBeNull();
    expect(await restore.complete([])).toBe(true);
    expect((await take(claims, [claim(at('raw.xapi/3/3'))]))?.answers).toEqual(['duplicate']);
  });

  test('claims made before a rebuild do not stand after it', async () => {
    const claims = await freshClaims();
    const { rebuild } = (await take(claims, [claim()]))!;
    expect(await claims.stand(rebuild)).toBe(true);
    await (await claims.beginRestore()).complete([]);
    expect(await claims.stand(rebuild)).toBe(false);
  });

  test('a rebuild that began before is not trusted', async () => {
    const claims = createClaims(redis, 'test:emptied', 60);
    const restore = await claims.beginRestore();
    await emptyRedis(stack.env['REDIS_URL']!);
    expect(await restore.complete([])).toBe(false);
    expect(await take(claims, [claim()])).toBeNull();
  });

  test('a rebuild goes on from where one before it was cut off', async () => {
    const claims = createClaims(redis, 'test:cut-off', 60);
    const cut_off = await claims.beginRestore();
    await cut_off.put([claim()], { ...POSITION, next: 2 });
    await cut_off.put([], { ...POSITION, next: 5 });
    await cut_off.put([], { ...POSITION, next: 3 });
    const restore = await claims.beginRestore();
    expect(restore.positions).toEqual([{ ...POSITION, next: 5 }]);
    expect(await take(claims, [])).toBeNull();
    expect(await restore.complete([])).toBe(true);
    expect((await take(claims, [claim(at('raw.xapi/3/3'))]))?.answers).toEqual(['duplicate']);
  });

  test('a rebuild that lost what it had put puts nothing more, as its position would lie', async () => {
    const claims = createClaims(redis, 'test:lost-on-the-way', 60);
    const restore = await claims.beginRestore();
    await restore.put([claim()], { ...POSITION, next: 2 });
    await emptyRedis(stack.env['REDIS_URL']!);
    expect(await restore.put([claim({ id: 'id-2' })], { ...POSITION, next: 3 })).toBe(false);
    expect((await claims.beginRestore()).positions).toEqual([]);
  });

  test('a rebuild that is complete still takes what was committed meanwhile', async () => {
    const claims = createClaims(redis, 'test:afterwards', 60);
    const restore = await claims.beginRestore();
    expect(await restore.complete([])).toBe(true);
    expect(await restore.put([claim()], POSITION)).toBe(true);
    expect((await take(claims, [claim(at('raw.xapi/3/3'))]))?.answers).toEqual(['duplicate']);
  });

  test('a rebuild may take as long as it goes on', async () => {
    const client = new Redis(stack.env['REDIS_URL']!);
    const restore = await createClaims(redis, 'test:long', 60).beginRestore();
    const [token] = await client.keys('{test:long}:restore:*');
    await client.pexpire(token!, 60_000);
    await restore.put([], POSITION);
    expect(await client.pttl(token!)).toBeGreaterThan(60_000);
    client.disconnect();
  });

  test('claims are not trusted on a Redis that went back to what it was before, but for what it says itself', async () => {
    const claims = await freshClaims();
    const { rebuild } = (await take(claims, [claim()], { ...POSITION, next: 2 }))!;
    const before = await claims.beginRestore();
    await saveRedis(stack.env['REDIS_URL']!);
    await take(claims, [claim({ id: 'id-2', ...at('raw.xapi/0/2') })], { ...POSITION, next: 3 });
    await stack.redis.kill();
    await stack.redis.start();

    await expect.poll(() => take(claims, []).catch(() => 'away'), { timeout: 20_000 }).toBeNull();
    expect(await claims.stand(rebuild)).toBe(false);
    expect(await before.complete([])).toBe(false);
    const restore = await claims.beginRestore();
    expect(restore.positions).toEqual([{ ...POSITION, next: 2 }]);
    expect(await restore.complete([])).toBe(true);
    expect((await take(claims, [claim(at('raw.xapi/3/3'))]))?.answers).toEqual(['duplicate']);
  });

  test('a rebuild knows what was brought back, so that it cannot be brought back twice', async () => {
    const claims = createClaims(redis, 'test:rebuilt', 60);
    const restore = await claims.beginRestore();
    await restore.put([claim(), backAt('raw.xapi/0/50')], POSITION);
    await restore.complete([]);
    expect((await take(claims, [backAt('raw.xapi/0/51')]))?.answers).toEqual(['copy']);
  });
});
