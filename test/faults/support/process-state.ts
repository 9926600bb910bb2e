import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Instance } from './instance.ts';

const POLL_MS = 20;

/** Waits until a process is stopped by SIGSTOP: state `T` of proc(5), which follows the name in parentheses. */
export const untilStopped = async ({ pid, logFile, exited }: Instance): Promise<void> => {
  let ended = false;
  void exited.then(() => {
    ended = true;
  });
  while (!ended) {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
    if (stat.slice(stat.lastIndexOf(')') + 2).startsWith('T')) return;
    await delay(POLL_MS);
  }
  throw new Error(`the process ended instead of being stopped; see ${logFile}`);
};
