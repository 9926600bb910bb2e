import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { buildOnce } from '../../stack/cache/build-once.ts';
import { cacheDir } from '../../stack/paths.ts';
import { runCommand } from '../../stack/process/run-command.ts';

const POM = join(import.meta.dirname, 'pom.xml');
const QUIET = ['--batch-mode', '--quiet', '--no-transfer-progress'];
const DOWNLOAD_MAX_MS = 15 * 60_000;

/**
 * Fetches Kafka Streams and what it needs, once for each state of `pom.xml`.
 * @returns the class path
 * @throws StackError when Maven is missing or fails
 */
export const fetchStreams = async (say: (line: string) => void): Promise<string> => {
  const state = createHash('sha256')
    .update(await readFile(POM))
    .digest('hex')
    .slice(0, 16);
  const folder = join(cacheDir(), `streams-${state}`);
  await mkdir(cacheDir(), { recursive: true });
  await buildOnce(folder, async (temporary) => {
    say('fetching Kafka Streams (100 MB, once)');
    const goal = ['--file', POM, 'generate-resources', `-Dstreams.output=${temporary}`];
    await runCommand('mvn', [...QUIET, ...goal], {
      missing: 'no mvn on the PATH: install Apache Maven 3.6 or newer',
      timeout_ms: DOWNLOAD_MAX_MS,
    });
  });
  const jars = (await readdir(folder)).filter((file) => file.endsWith('.jar')).sort();
  return jars.map((jar) => join(folder, jar)).join(delimiter);
};
