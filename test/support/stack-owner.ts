import { startStack } from '../../tools/stack/index.ts';

/**
 * A process that owns a stack and ends without stopping it, in the way that its argument says; `wait` leaves the ending
 * to a signal. Prints the pids of the components first.
 */
const [ending, logsDir] = process.argv.slice(2);
const { kafka, registry, redis } = await startStack({ logsDir: logsDir! });
await new Promise((resolve) =>
  process.stdout.write(`${JSON.stringify([kafka.pid, registry.pid, redis.pid])}\n`, resolve),
);
if (ending === 'exception') throw new Error('ends by an exception');
if (ending === 'exit') process.exit(0);
