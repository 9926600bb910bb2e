import { fetchPackages } from './cache/fetch.ts';
import { ensureWarm } from './cache/warm.ts';
import { findJava, type Java } from './components/java.ts';
import type { ClassArchive } from './components/jvm.ts';
import { kafkaClasspathOf } from './components/kafka.ts';
import { findRedis } from './components/redis-binary.ts';
import { onDisk } from './disk.ts';
import { cacheDir } from './paths.ts';

/** What the first start of a machine computes for all later ones. */
export interface Warm {
  /** A formatted, empty Kafka data folder, to be copied. */
  readonly kafkaStorage: string;
  readonly kafkaArchive: ClassArchive;
  readonly registryArchive: ClassArchive;
}

/** All that a stack runs. */
export interface Programs {
  readonly java: Java;
  /** Folder of the fetched packages. */
  readonly packages: string;
  readonly kafkaClasspath: string;
  readonly redisServer: string;
  readonly warm: Warm;
}

/**
 * Makes sure that everything a stack runs is on this machine, and fetches what is not.
 *
 * @throws StackError that says what is missing and what to do.
 */
export const ensurePrograms = async (log: (line: string) => void): Promise<Programs> => {
  // Before anything is downloaded, which takes a while.
  const java = await findJava();
  return onDisk(cacheDir(), async () => {
    const packages = await fetchPackages(log);
    const [kafkaClasspath, redisServer] = await Promise.all([kafkaClasspathOf(packages), findRedis(packages)]);
    const warm = await ensureWarm({ java, packages, kafkaClasspath, redisServer }, log);
    return { java, packages, kafkaClasspath, redisServer, warm };
  });
};
