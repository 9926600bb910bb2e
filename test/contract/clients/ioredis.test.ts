import { Redis, type RedisOptions } from 'ioredis';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readSettings } from '../../../services/runtime/config/settings.ts';
import { DependencyUnavailable } from '../../../services/runtime/errors.ts';
import { createLogger } from '../../../services/runtime/log.ts';
import { type Claim, createClaims } from '../../../services/runtime/redis/claims.ts';
import { createRedis, type RedisClient } from '../../../services/runtime/redis/client.ts';
import { CLAIM } from '../../../services/runtime/redis/scripts.ts';
import { redisWire, scriptKind } from '../../support/proxy/redis-wire.ts';
import { startTcpProxy, type TcpProxy } from '../../support/proxy/tcp-proxy.ts';
import { sharedStack } from '../../support/stack.ts';
import { changed } from './changed.ts';

const HOST = '127.0.0.1';
/** The default of `SESSION_TIMEOUT_MS`: a call that takes longer costs the partition. */
const SESSION_TIMEOUT_MS = readSettings({}, ['engine']).engine.session_timeout_ms;

let proxy: TcpProxy;
const closing: (() => unknown)[] = [];

beforeEach(async () => {
  const { port } = new URL(sharedStack().env['REDIS_URL']!);
  proxy = await startTcpProxy({ to: Number(port), wire: redisWire });
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await proxy.stop();
});

const openBare = (options: RedisOptions = {}): Redis => {
  const redis = new Redis({ host: HOST, port: proxy.port, ...options });
  redis.on('error', () => undefined);
  closing.push(() => redis.disconnect());
  return redis;
};

/** A client of the runtime; it connects in the background. */
const openMended = (): RedisClient => {
  const { redis } = readSettings({ REDIS_URL: `redis://${HOST}:${proxy.port}` }, ['redis']);
  const client = createRedis(redis, createLogger('test', 'silent'));
  closing.push(client.close);
  return client;
};

const untilConnected = (redis: RedisClient): Promise<void> =>
  expect.poll(() => redis.lowest('any').catch(String), { timeout: 10_000 }).toBeNull();

const newKey = (): string => `clients-${crypto.randomUUID()}`;

describe('ioredis: the reply to a claim is lost', () => {
  test('bare: the command is sent again by itself, and its own first run makes it a duplicate', async () => {
    const redis = openBare();
    const key = newKey();
    const lost = proxy.loseReply('set', 'cut');
    const answer = redis.set(key, 'mine', 'NX');
    await lost;
    expect(
      await answer,
      changed(
        'ioredis',
        'it resends a command whose reply was lost',
        'claims that know their holder (redis/scripts.ts)',
      ),
    ).toBeNull();
    expect(await redis.get(key)).toBe('mine');
  });

  test('behind services/runtime/redis: the claim is ours, however often it is sent', async () => {
    const redis = openMended();
    const claims = createClaims(redis, newKey(), 60);
    await untilConnected(redis);
    const claim: Claim = {
      id: 'id',
      fingerprint: 'same',
      origin: '',
      attempt: 0,
      holder: 'raw.xapi/0/1@0~topic',
    };
    const position = { slot: 'raw.xapi/0', next: 2 };
    await (await claims.beginRestore()).complete([]);
    const lost = proxy.loseReply(scriptKind(CLAIM), 'cut');
    const first = claims.claim([claim], position, []).catch((error: unknown) => error);
    await lost;
    const answer = await first;
    if (answer instanceof Error) expect(answer).toBeInstanceOf(DependencyUnavailable);
    else expect(answer).toMatchObject({ answers: ['ours'] });
    await expect
      .poll(() => claims.claim([claim], position, []).catch(String), { timeout: 10_000 })
      .toMatchObject({ answers: ['ours'] });
  });
});

describe('ioredis: Redis is away', () => {
  beforeEach(() => proxy.refuse());

  test('bare: a call fails only after more than a session', async () => {
    const { retryStrategy } = new Redis({ lazyConnect: true }).options;
    let pauses_ms = 0;
    const redis = openBare({
      // The pauses that the library would make, counted instead of waited for.
      retryStrategy: (times) => {
        pauses_ms += Number(retryStrategy!(times));
        return 1;
      },
    });
    await expect(redis.get(newKey())).rejects.toThrow(/max retries per request/);
    expect(
      pauses_ms,
      changed('ioredis', 'a call waits longer than a session while Redis is away', 'the options in redis/client.ts'),
    ).toBeGreaterThan(SESSION_TIMEOUT_MS);
  });

  test(
    'behind services/runtime/redis: a call fails well within a session',
    async () => {
      await expect(openMended().lowest(newKey())).rejects.toThrow(DependencyUnavailable);
    },
    SESSION_TIMEOUT_MS / 2,
  );
});

describe('ioredis: a command that shall not be sent again', () => {
  test('bare: with autoResendUnfulfilledCommands off, its promise stays open for ever', async () => {
    const redis = openBare({ autoResendUnfulfilledCommands: false });
    await redis.ping();
    const lost = proxy.loseReply('incr', 'cut');
    let settled = false;
    const call = redis.incr(newKey()).finally(() => {
      settled = true;
    });
    call.catch(() => undefined);
    await Promise.all([lost, new Promise<void>((resolve) => redis.once('ready', resolve))]);
    // On the new connection; all that was left of the old one has been dealt with by then.
    for (let i = 0; i < 3; i += 1) await redis.ping();
    expect(
      settled,
      changed('ioredis', 'a command is forgotten without an answer', 'leaving the option on (redis/client.ts)'),
    ).toBe(false);
  });

  test(
    'behind services/runtime/redis: a lost reply is an answer or an error, not silence',
    async () => {
      const redis = openMended();
      const key = newKey();
      await untilConnected(redis);
      const lost = proxy.loseReply('zcard', 'silence');
      const call = redis.lowest(key);
      await lost;
      await expect(call).rejects.toThrow(DependencyUnavailable);
    },
    SESSION_TIMEOUT_MS / 2,
  );
});
