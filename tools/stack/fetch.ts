import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Checksums, checksumsOf, pinnedChecksums, verify } from './checksums.ts';
import { withLock } from './lock.ts';
import { cacheDir, checksumsFile, packagesProject } from './paths.ts';
import { runCommand } from './run-command.ts';

const DOWNLOAD_MAX_MS = 15 * 60 * 1000;

/** Folder of the fetched packages, with `kafka/*.jar`, `registry/` and `redis/` in it. */
export type PackageDir = string;

/** The folder is named after all that decides its content, so a change of version never meets an old download. */
const packageKey = async (): Promise<string> => {
  const poms = (await readdir(packagesProject, { recursive: true })).filter((file) => file.endsWith('pom.xml')).sort();
  const hash = createHash('sha256');
  for (const file of [...poms.map((pom) => join(packagesProject, pom)), checksumsFile]) {
    hash.update(await readFile(file));
  }
  return hash.digest('hex').slice(0, 16);
};

const download = async (output: string): Promise<void> => {
  await mkdir(output, { recursive: true });
  const quiet = ['--batch-mode', '--quiet', '--no-transfer-progress'];
  await runCommand(
    'mvn',
    [...quiet, '--threads', '3', '--file', packagesProject, 'generate-resources', `-Dstack.output=${output}`],
    { missing: 'no mvn on the PATH: install Apache Maven 3.6 or newer', timeout_ms: DOWNLOAD_MAX_MS },
  );
  await rm(join(output, '.markers'), { recursive: true, force: true });
};

const withDownload = async <T>(work: (folder: string) => Promise<T>): Promise<T> => {
  const temporary = join(cacheDir(), `download-${randomUUID()}`);
  try {
    await download(temporary);
    return await work(temporary);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
};

/**
 * Makes sure that the pinned packages are in the cache and returns their folder. A folder of that name is complete and
 * verified: it gets its name only at the end. Any number of processes may call this at once; one of them downloads.
 *
 * @throws StackError when Maven is missing or fails, or a file is not the pinned one.
 */
export const fetchPackages = async (log: (line: string) => void): Promise<PackageDir> => {
  const folder = join(cacheDir(), `packages-${await packageKey()}`);
  if (existsSync(folder)) return folder;
  return withLock(`${folder}.lock`, async () => {
    if (existsSync(folder)) return folder;
    log('Fetching Kafka, Apicurio Registry and Redis (220 MB, once) ...');
    await withDownload(async (temporary) => {
      verify(await checksumsOf(temporary), await pinnedChecksums());
      await rename(temporary, folder);
    });
    return folder;
  });
};

/** Downloads what the poms name and returns its checksums, for `main.ts checksums`. Keeps nothing. */
export const downloadedChecksums = (): Promise<Checksums> => withDownload(checksumsOf);
