import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KAFKA_USER } from './credentials.ts';
import type { Java } from './java.ts';
import { brokerProperties } from './kafka.ts';
import { withLock } from './lock.ts';
import { runCommand } from './run-command.ts';
import type { Warm } from './setup.ts';

/** Any cluster id will do; 16 bytes in base64. */
const CLUSTER_ID = 'c2tpbGxzdHJlYW1zdGFjaw';
const FORMAT_MAX_MS = 120_000;

const formatStorage = async (java: Java, classpath: string, folder: string, dataDir: string): Promise<void> => {
  const configFile = join(folder, 'format.properties');
  await writeFile(configFile, brokerProperties({ port: 9092, controllerPort: 9093, dataDir, tls: null }));
  const user = `SCRAM-SHA-512=[name=${KAFKA_USER.name},password=${KAFKA_USER.password}]`;
  await runCommand(
    java.executable,
    [
      '-XX:TieredStopAtLevel=1',
      '-cp',
      classpath,
      'kafka.tools.StorageTool',
      'format',
      ...['--cluster-id', CLUSTER_ID, '--config', configFile, '--add-scram', user],
    ],
    { missing: `no ${java.executable}`, timeout_ms: FORMAT_MAX_MS },
  );
};

/** Makes, once, what later starts copy or map instead of computing it again. */
export const ensureWarm = async (java: Java, packages: string, classpath: string): Promise<Warm> => {
  const folder = join(packages, `warm-${java.build}`);
  const warm = {
    kafkaStorage: join(folder, 'kafka-storage'),
    kafkaArchive: join(folder, 'kafka.jsa'),
    registryArchive: join(folder, 'registry.jsa'),
  };
  if (existsSync(folder)) return warm;
  return withLock(`${folder}.lock`, async () => {
    if (existsSync(folder)) return warm;
    const temporary = `${folder}.${randomUUID()}`;
    try {
      await mkdir(temporary, { recursive: true });
      await formatStorage(java, classpath, temporary, join(temporary, 'kafka-storage'));
      await rename(temporary, folder);
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
    return warm;
  });
};
