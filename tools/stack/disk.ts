import { statfs } from 'node:fs/promises';
import { StackError } from './errors.ts';

const MIB = 1024 * 1024;
/** With less than this, something that failed most likely failed for want of room. */
const LOW_BYTES = 64 * MIB;

const WHAT_TO_DO =
  'free some room, or let SKILLSTREAM_CACHE (downloads) and TMPDIR (data of a run) name folders on another disk';

/** Says that the disk of a folder is full, or nearly so, and what to do; null when there is room. */
export const fullDisk = async (folder: string): Promise<string | null> => {
  const found = await statfs(folder).catch(() => null);
  if (found === null) return null;
  const free_bytes = found.bavail * found.bsize;
  if (free_bytes >= LOW_BYTES) return null;
  return `The disk of ${folder} is full (${Math.floor(free_bytes / MIB)} MiB free): ${WHAT_TO_DO}.`;
};

const isFull = (error: unknown): boolean => {
  const { code, message = '' } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT' || /No space left on device|Disk quota exceeded/i.test(message);
};

/**
 * Runs some work that writes below a folder.
 * @throws StackError that says so when the disk is full; else whatever the work throws
 */
export const onDisk = async <T>(folder: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (!isFull(error)) throw error;
    const { message } = error as Error;
    throw new StackError(`No room is left on the disk of ${folder}: ${WHAT_TO_DO}.\n${message}`);
  }
};
