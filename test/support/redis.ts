import { Redis } from 'ioredis';

/** Runs `work` on a bare connection to the Redis of a stack. */
export const withBareRedis = async <T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> => {
  const redis = new Redis(url);
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
};

export const emptyRedis = (url: string): Promise<unknown> => withBareRedis(url, (redis) => redis.flushall());

/** Writes what Redis holds to its disk: a Redis that is killed and started again goes back to that. */
export const saveRedis = (url: string): Promise<unknown> => withBareRedis(url, (redis) => redis.save());

/** Forgets all idempotency claims of a service, as their end of life does. */
export const forgetClaims = (url: string, service: string): Promise<unknown> =>
  withBareRedis(url, async (redis) => {
    const claims = await redis.keys(`{ss:${service}:1}:c:*`);
    if (claims.length > 0) await redis.del(...claims);
  });
