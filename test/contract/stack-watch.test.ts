import { expect, it } from 'vitest';
import { START_SIGNAL, watchComponents } from '../../tools/stack/cli/watch.ts';
import { startStack } from '../../tools/stack/index.ts';

it('a stack that is left running says which part has ended, and starts it again when it is asked to', async () => {
  const stack = await startStack({ only: ['redis'] });
  const lines: string[] = [];
  const pids: (number | null)[] = [stack.redis.pid];
  const unwatch = watchComponents(
    stack,
    (line) => lines.push(line),
    async () => void pids.push(stack.redis.pid),
  );
  try {
    process.kill(stack.redis.pid!, 'SIGKILL');
    await expect.poll(() => lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^Redis ended with SIGKILL\. Its log is \S+redis\.log/);
    expect(lines[1]).toContain('npm run stack -- start');
    process.kill(process.pid, START_SIGNAL);
    await expect.poll(() => lines.includes('redis runs again'), { timeout: 30_000 }).toBe(true);
    expect(stack.redis.isRunning()).toBe(true);
    expect(new Set(pids).size).toBe(2);
    expect([stack.kafka.isRunning(), stack.registry.isRunning()]).toEqual([false, false]);
  } finally {
    unwatch();
    await stack.stop();
  }
  expect(lines.filter((line) => line.includes('ended'))).toHaveLength(1);
});
