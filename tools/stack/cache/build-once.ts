import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { withLock } from './lock.ts';

/** Older unfinished folders belong to a process that was killed: no build takes this long. */
const LEFTOVER_AGE_MS = 60 * 60 * 1000;

const removeLeftovers = async (folder: string): Promise<void> => {
  const parent = dirname(folder);
  for (const name of await readdir(parent)) {
    if (!name.startsWith(`${basename(folder)}.tmp-`)) continue;
    const path = join(parent, name);
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > LEFTOVER_AGE_MS) await rm(path, { recursive: true, force: true });
  }
};

/**
 * Makes sure that a cache folder exists. `build` fills a temporary folder, which gets its name only when it is whole: an
 * interrupted build leaves nothing that a later run could take for a result. Any number of processes may call this at
 * once; one of them builds and the others wait.
 */
export const buildOnce = async (folder: string, build: (temporary: string) => Promise<void>): Promise<void> => {
  if (existsSync(folder)) return;
  await withLock(`${folder}.lock`, async () => {
    if (existsSync(folder)) return;
    await removeLeftovers(folder);
    const temporary = `${folder}.tmp-${randomUUID()}`;
    try {
      await mkdir(temporary, { recursive: true });
      await build(temporary);
      await rename(temporary, folder).catch((error: unknown) => {
        // Somebody took the lock over and was faster; the content is the same.
        if (!existsSync(folder)) throw error;
      });
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  });
};
