import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fetchPackages } from './cache/fetch.ts';
import { ensureWarm } from './cache/warm.ts';
import { type Certificates, createCertificates } from './certificates.ts';
import { findJava, type Java } from './components/java.ts';
import type { ClassArchive } from './components/jvm.ts';
import { kafkaClasspathOf } from './components/kafka.ts';
import { logsRoot } from './paths.ts';
import type { StackOptions } from './types.ts';

/** What `warm.ts` keeps in the cache, beside the packages. */
export interface Warm {
  /** A formatted, empty Kafka data folder, to be copied. */
  readonly kafkaStorage: string;
  readonly kafkaArchive: ClassArchive;
  readonly registryArchive: ClassArchive;
}

/** What all components of one stack are made from. */
export interface Setup {
  readonly java: Java;
  readonly packages: string;
  readonly classpath: string;
  readonly warm: Warm;
  /** Each component has a folder of its name in it. */
  readonly dataRoot: string;
  readonly throwAway: boolean;
  readonly logsDir: string;
  /** Null for plain text. */
  readonly certificates: Certificates | null;
}

const newLogsDir = (): string =>
  join(logsRoot, `${new Date().toISOString().replace(/[:.]/g, '-')}-${randomUUID().slice(0, 8)}`);

/** Fetches what is missing and makes the folders. @throws StackError when something that is needed is missing. */
export const prepareSetup = async (options: StackOptions): Promise<Setup> => {
  const log = options.log ?? ((line: string) => process.stderr.write(`${line}\n`));
  const java = await findJava();
  const packages = await fetchPackages(log);
  const classpath = await kafkaClasspathOf(packages);
  const warm = await ensureWarm({ java, packages, classpath }, log);

  const logsDir = resolve(options.logsDir ?? newLogsDir());
  await mkdir(logsDir, { recursive: true });
  const throwAway = options.dataDir === undefined;
  const dataRoot = throwAway ? await mkdtemp(join(tmpdir(), 'skillstream-')) : resolve(options.dataDir);
  await mkdir(dataRoot, { recursive: true });
  const certificates = options.security === 'tls' ? await createCertificates(join(dataRoot, 'certificates')) : null;
  return { java, packages, classpath, warm, dataRoot, throwAway, logsDir, certificates };
};

export const removeThrowAwayData = async ({ throwAway, dataRoot }: Setup): Promise<void> => {
  if (throwAway) await rm(dataRoot, { recursive: true, force: true });
};
