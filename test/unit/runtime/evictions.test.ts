import { describe, expect, test } from 'vitest';
import { DependencyRefuses } from '../../../services/runtime/errors.ts';
import { watchEvictions } from '../../../services/runtime/redis/evictions.ts';

const open = () => {
  const server = { policy: 'noeviction', maxmemory: 1_000 };
  const clock = { ms: 0 };
  const forgotten_at: number[] = [];
  const evictions = watchEvictions(
    async () => [`maxmemory:${server.maxmemory}\r\nmaxmemory_policy:${server.policy}\r\n`],
    async () => void forgotten_at.push(clock.ms),
    () => clock.ms,
  );
  return { server, clock, evictions, forgotten_at };
};

describe('a Redis that may evict keys', () => {
  test('is refused at the next look, and as long as it is so', async () => {
    const { server, clock, evictions } = open();
    await evictions.checkNowAndThen();
    server.policy = 'volatile-ttl';
    await evictions.checkNowAndThen();
    clock.ms = 2_000;
    await expect(evictions.checkNowAndThen()).rejects.toThrow(DependencyRefuses);
    clock.ms = 2_001;
    await expect(evictions.checkNowAndThen()).rejects.toThrow('volatile-ttl');
    server.policy = 'noeviction';
    clock.ms = 4_000;
    await evictions.checkNowAndThen();
  });

  test('without a limit never does', async () => {
    const { server, evictions } = open();
    Object.assign(server, { policy: 'allkeys-lru', maxmemory: 0 });
    await evictions.check();
  });

  test('has what was evicted forgotten at each look, and at no other time', async () => {
    const { server, clock, evictions, forgotten_at } = open();
    await evictions.checkNowAndThen();
    server.policy = 'volatile-ttl';
    for (const ms of [2_000, 3_000, 4_000]) {
      clock.ms = ms;
      await expect(evictions.checkNowAndThen()).rejects.toThrow(DependencyRefuses);
    }
    server.policy = 'noeviction';
    clock.ms = 6_000;
    await evictions.checkNowAndThen();
    expect(forgotten_at).toEqual([2_000, 4_000]);
  });
});
