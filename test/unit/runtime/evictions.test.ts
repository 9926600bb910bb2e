import { describe, expect, test } from 'vitest';
import { DependencyRefuses } from '../../../services/runtime/errors.ts';
import { watchEvictions } from '../../../services/runtime/redis/evictions.ts';

const open = () => {
  const server = { policy: 'noeviction', maxmemory: 1_000, evicted: 5 };
  const clock = { ms: 0 };
  const evictions = watchEvictions(
    async (section) => [
      section === 'memory'
        ? `maxmemory:${server.maxmemory}\r\nmaxmemory_policy:${server.policy}\r\n`
        : `evicted_keys:${server.evicted}\r\n`,
    ],
    () => clock.ms,
  );
  return { server, clock, evictions };
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

  test('and did is distrusted until what is left is forgotten, also when the look itself is refused', async () => {
    const { server, clock, evictions } = open();
    await evictions.checkNowAndThen();
    expect(evictions.isDistrusted()).toBe(false);
    Object.assign(server, { policy: 'volatile-ttl', evicted: 6 });
    clock.ms = 2_000;
    await expect(evictions.checkNowAndThen()).rejects.toThrow(DependencyRefuses);
    server.policy = 'noeviction';
    clock.ms = 4_000;
    await evictions.checkNowAndThen();
    expect(evictions.isDistrusted()).toBe(true);
    evictions.forgotten();
    await evictions.count();
    expect(evictions.isDistrusted()).toBe(false);
    // It was restarted.
    server.evicted = 0;
    await evictions.count();
    expect(evictions.isDistrusted()).toBe(false);
  });
});
