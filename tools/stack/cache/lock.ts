import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { StackError } from '../errors.ts';
import { isAlive } from '../process/is-alive.ts';

const POLL_MS = 100;
/** Longer than the slowest sensible download; a holder that hangs must not hang everybody else. */
const WAIT_MAX_MS = 20 * 60 * 1000;

const holderOf = async (file: string): Promise<number | null> => {
  const text = await readFile(file, 'utf8').catch(() => null);
  return text === null ? null : Number(text);
};

/**
 * Runs `work` while no other process runs anything under the same lock file.
 *
 * The lock is a file that holds the pid of its owner, and one left behind by a dead process is taken over. Two waiters
 * that take over at the same instant may both go on: the lock saves work, it must not be what makes the work correct.
 *
 * @throws StackError when the holder keeps it for longer than 20 minutes.
 */
export const withLock = async <T>(file: string, work: () => Promise<T>): Promise<T> => {
  await mkdir(dirname(file), { recursive: true });
  // Written aside and linked, so that the lock never exists without its content.
  const own = `${file}.${randomUUID()}`;
  await writeFile(own, String(process.pid));
  try {
    const deadline = performance.now() + WAIT_MAX_MS;
    while (!(await tryLink(own, file))) {
      const holder = await holderOf(file);
      if (holder !== null && !isAlive(holder)) await rm(file, { force: true });
      else if (performance.now() > deadline) {
        throw new StackError(`waited 20 minutes for process ${holder} to release ${file}; end it or remove the file`);
      } else await delay(POLL_MS);
    }
    try {
      return await work();
    } finally {
      await rm(file, { force: true });
    }
  } finally {
    await rm(own, { force: true });
  }
};

const tryLink = async (from: string, to: string): Promise<boolean> => {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
};
