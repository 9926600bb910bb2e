import { setTimeout as delay } from 'node:timers/promises';
import { StackError } from '../errors.ts';
import { isAlive } from '../process/is-alive.ts';
import { readPidFile } from './pid-file.ts';
import { START_SIGNAL } from './watch.ts';

const POLL_MS = 50;
/** Longer than the grace that each component has to end in. */
const DOWN_MAX_MS = 30_000;

/** Prints what runs. Returns false when nothing does. */
export const status = async (): Promise<boolean> => {
  const running = await readPidFile();
  if (running === null) {
    process.stdout.write('The stack does not run. Start it with: make stack\n');
    return false;
  }
  for (const [name, { pid, port }] of Object.entries(running.components)) {
    const state = isAlive(pid) ? 'runs' : 'ended';
    process.stdout.write(`${name.padEnd(10)}${state.padEnd(8)}port ${String(port).padEnd(8)}pid ${pid}\n`);
  }
  process.stdout.write(`supervised by process ${running.pid}, logs in ${running.logsDir}\n`);
  return true;
};

/** Asks the supervisor to start the components that have ended; it says how that went. */
export const startAgain = async (): Promise<void> => {
  const running = await readPidFile();
  if (running === null) throw new StackError('The stack does not run. Start it with: make stack, or make up');
  process.kill(running.pid, START_SIGNAL);
  process.stdout.write(`Asked process ${running.pid} to start what has ended; it says how that went.\n`);
};

/** Asks the supervisor to stop the stack and waits until it has. */
export const down = async (): Promise<void> => {
  const running = await readPidFile();
  if (running === null) {
    process.stdout.write('The stack does not run.\n');
    return;
  }
  process.kill(running.pid, 'SIGTERM');
  const deadline = performance.now() + DOWN_MAX_MS;
  while (isAlive(running.pid)) {
    if (performance.now() > deadline) throw new StackError(`process ${running.pid} did not stop within 30 s`);
    await delay(POLL_MS);
  }
  process.stdout.write('The stack is stopped; its data stays.\n');
};
