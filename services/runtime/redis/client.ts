import { Cluster, type ClusterOptions, Redis, type RedisOptions } from 'ioredis';
import type { RedisSettings } from '../config/settings.ts';
import { DependencyRefuses, DependencyUnavailable } from '../errors.ts';
import type { Logger } from '../log.ts';
import { watchEvictions } from './evictions.ts';
import { APPLIED, APPLY, BEGIN, CLAIM, COMPLETE, DUE, FORGET, READ, RELEASE, SEAL, STAND } from './scripts.ts';

const SCRIPTS = {
  ...{ begin: BEGIN, claim: CLAIM, stand: STAND, release: RELEASE, complete: COMPLETE },
  ...{ applied: APPLIED, read: READ, apply: APPLY, seal: SEAL, due: DUE, forget: FORGET },
};

type Script = keyof typeof SCRIPTS;
/** How many of a script's first keys say what is there. */
const MARKS: Readonly<Partial<Record<Script, number>>> = {
  ...{ claim: 2, applied: 1, read: 1, apply: 1, seal: 1, due: 1 },
};
export type Argument = string | number | Buffer;
export type Reply = Buffer | number | null | readonly (Buffer | number | null)[];

/**
 * The few things the runtime asks of Redis. Every failure is a `DependencyUnavailable`; `DependencyRefuses` when Redis is full or
 * may evict keys.
 */
export interface RedisClient {
  readonly run: (script: Script, keys: readonly string[], args: readonly Argument[]) => Promise<Reply>;
  /** Size of a sorted set, and its lowest score; null when it is empty. */
  readonly lowest: (key: string) => Promise<{ readonly members: number; readonly score: number } | null>;
  /** How many members of a sorted set have a score. */
  readonly membersWith: (key: string, score: number) => Promise<number>;
  /**
   * How often a connection was made. Behind another one there may be another server, or one that was left behind, so what
   * was verified of its data before is to be verified again.
   */
  readonly connections: () => number;
  readonly hash: (key: string) => Promise<Readonly<Record<string, string>>>;
  /**
   * Checks that Redis answers and does not evict keys: a claim that vanished would let a repeat through. `run` checks it again
   * every two seconds.
   * @throws DependencyUnavailable; DependencyRefuses when it may evict
   */
  readonly check: () => Promise<void>;
  /** Resolves when Redis answers. @throws DependencyUnavailable */
  readonly ping: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A call must fail well within a session time-out, so that the partition can pause and heartbeat. */
const COMMAND_TIMEOUT_MS = 5_000;
const CONNECT_TIMEOUT_MS = 3_000;
const RECONNECT_MAX_MS = 1_000;

const options = ({ username, password, database, tls }: RedisSettings): RedisOptions => ({
  ...(username === undefined ? {} : { username }),
  ...(password === undefined ? {} : { password }),
  db: database,
  ...(tls === false ? {} : { tls: { ...tls } }),
  commandTimeout: COMMAND_TIMEOUT_MS,
  connectTimeout: CONNECT_TIMEOUT_MS,
  socketTimeout: COMMAND_TIMEOUT_MS * 2,
  keepAlive: 10_000,
  maxRetriesPerRequest: 1,
  enableOfflineQueue: false,
  lazyConnect: true,
  retryStrategy: (times) => Math.min(times * 50, RECONNECT_MAX_MS),
});

const sentinelOptions = (settings: RedisSettings): RedisOptions => ({
  sentinels: [...settings.nodes],
  ...(settings.master === undefined ? {} : { name: settings.master }),
  ...(settings.sentinel_username === undefined ? {} : { sentinelUsername: settings.sentinel_username }),
  ...(settings.sentinel_password === undefined ? {} : { sentinelPassword: settings.sentinel_password }),
  ...(settings.tls === false ? {} : { enableTLSForSentinelMode: true, sentinelTLS: { ...settings.tls } }),
});

const connect = (settings: RedisSettings): Redis | Cluster => {
  const shared = options(settings);
  const [first] = settings.nodes;
  if (first === undefined) throw new Error('no Redis node given');
  switch (settings.mode) {
    case 'single':
      return new Redis({ ...shared, ...first });
    case 'sentinel':
      return new Redis({ ...shared, ...sentinelOptions(settings) });
    case 'cluster': {
      const { retryStrategy: clusterRetryStrategy, lazyConnect, enableOfflineQueue, ...redisOptions } = shared;
      const cluster: ClusterOptions = {
        redisOptions,
        lazyConnect: lazyConnect ?? true,
        enableOfflineQueue: enableOfflineQueue ?? false,
      };
      if (clusterRetryStrategy) cluster.clusterRetryStrategy = (times) => Math.min(times * 50, RECONNECT_MAX_MS);
      return new Cluster([...settings.nodes], cluster);
    }
  }
};

/** Connects in the background and keeps reconnecting; calls made meanwhile fail at once. */
export const createRedis = (settings: RedisSettings, log: Logger): RedisClient => {
  const redis = connect(settings);
  for (const [name, lua] of Object.entries(SCRIPTS)) redis.defineCommand(name, { lua });
  redis.on('error', (error: Error) => log.debug({ error: error.message }, 'redis connection'));
  let connections = 0;
  redis.on('ready', () => {
    connections += 1;
  });
  redis.on('+node', () => {
    connections += 1;
  });
  const connected = redis.connect().catch(() => undefined);

  const guard = async <T>(call: () => Promise<T>): Promise<T> => {
    await connected;
    try {
      return await call();
    } catch (error) {
      throw error instanceof DependencyUnavailable ? error : failureOf(error);
    }
  };

  const evictions = watchEvictions(
    () => guard(() => Promise.all(serversOf(redis).map((server) => server.info('memory')))),
    () => forgetEvicted(),
    () => performance.now(),
  );

  /** By the first of them, keys that say what is there. As many as a service has tables, and those of its claims. */
  const marks = new Map<string, readonly string[]>();

  /** While it may evict keys no script runs that would see it. */
  const forgetEvicted = async (): Promise<void> => {
    for (const keys of marks.values()) await guard(() => runner.forgetBuffer(keys.length, ...keys));
  };

  const run = async (script: Script, keys: readonly string[], args: readonly Argument[]): Promise<Reply> => {
    const saying = keys.slice(0, MARKS[script] ?? 0);
    if (saying[0] !== undefined) marks.set(saying[0], saying);
    await evictions.checkNowAndThen();
    return await guard(() => runner[`${script}Buffer`](keys.length, ...keys, ...args));
  };

  type Runner = Record<`${Script}Buffer`, (...args: Argument[]) => Promise<Reply>>;
  const runner = redis as unknown as Runner;

  return {
    run,
    lowest: (key) =>
      guard(async () => {
        const [members, first] = await Promise.all([redis.zcard(key), redis.zrange(key, '0', '0', 'WITHSCORES')]);
        return first[1] === undefined ? null : { members, score: Number(first[1]) };
      }),
    membersWith: (key, score) => guard(() => redis.zcount(key, score, score)),
    connections: () => connections,
    hash: (key) => guard(() => redis.hgetall(key)),
    check: evictions.check,
    ping: async () => {
      await guard(() => redis.ping());
    },
    close: async () => {
      redis.disconnect();
    },
  };
};

const serversOf = (redis: Redis | Cluster): readonly Redis[] =>
  redis instanceof Cluster ? redis.nodes('master') : [redis];

/** A write inside of a script is refused in the same words, with more of them around. */
const FULL = /\bOOM command not allowed\b/;
const FORBIDDEN = /^(?:NOAUTH|WRONGPASS|NOPERM)\b/;

const failureOf = (error: unknown): DependencyUnavailable => {
  const message = error instanceof Error ? error.message : String(error);
  if (FULL.test(message)) return new DependencyRefuses('redis', `its memory is full (${message})`, error);
  if (FORBIDDEN.test(message)) return new DependencyRefuses('redis', message, error);
  return new DependencyUnavailable('redis', message, error);
};

/** Whether a script answered that what it works on is gone, or not to be trusted. */
export const isLost = (reply: Reply): boolean => Buffer.isBuffer(reply) && reply.toString('latin1') === 'lost';
