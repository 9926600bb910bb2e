import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { logsRoot } from './paths.ts';

const KEEP_MS = 7 * 24 * 60 * 60 * 1000;

const lastWritten = async (folder: string): Promise<number> => {
  const files = await readdir(folder).catch(() => []);
  // The folder itself counts: that of a run which begins at this moment is still empty.
  const paths = [folder, ...files.map((file) => join(folder, file))];
  const times = await Promise.all(paths.map((path) => stat(path).catch(() => null)));
  return Math.max(0, ...times.map((found) => found?.mtimeMs ?? 0));
};

const removeOld = async (): Promise<void> => {
  for (const entry of await readdir(logsRoot, { withFileTypes: true })) {
    const folder = join(logsRoot, entry.name);
    if (!entry.isDirectory() || Date.now() - (await lastWritten(folder)) < KEEP_MS) continue;
    await rm(folder, { recursive: true, force: true });
  }
};

/** Makes the log folder of a new run, and removes those in which nothing was written for a week. */
export const createLogsDir = async (): Promise<string> => {
  const folder = join(logsRoot, `${new Date().toISOString().replace(/[:.]/g, '-')}-${randomUUID().slice(0, 8)}`);
  await mkdir(logsRoot, { recursive: true });
  await removeOld();
  await mkdir(folder);
  return folder;
};
