import { join, resolve } from 'node:path';

export const repositoryRoot = resolve(import.meta.dirname, '../..');

/** Where the pinned packages are described: Maven decides what is fetched, the checksums what is accepted. */
export const packagesProject = join(import.meta.dirname, 'cache/packages');
export const checksumsFile = join(import.meta.dirname, 'cache/checksums.json');

/** Downloads shared by all runs, and by all checkouts that set `SKILLSTREAM_CACHE` alike. */
export const cacheDir = (): string => resolve(process.env['SKILLSTREAM_CACHE'] ?? join(repositoryRoot, '.cache/stack'));

export const logsRoot = join(repositoryRoot, 'var/logs');

/** Data, certificates and pid file of the stack that `main.ts up` runs. */
export const durableStackDir = join(repositoryRoot, 'var/stack');
