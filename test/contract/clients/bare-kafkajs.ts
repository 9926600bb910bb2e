import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Kafka, KafkaConfig } from 'kafkajs';
import { readSettings } from '../../../services/runtime/config/settings.ts';
import { sharedStack } from '../../support/stack.ts';

type Library = typeof import('kafkajs');

/** kafkajs as it is published, with its own defaults. */
export interface BareKafkajs {
  readonly exports: Library;
  /** A module from inside the library, such as `producer/groupMessagesPerPartition.js`. */
  readonly inside: <T>(path: string) => T;
  /** A client of the shared stack. */
  readonly kafka: (config?: Partial<KafkaConfig>) => Kafka;
  readonly remove: () => Promise<void>;
}

/**
 * Loads a second kafkajs beside the mended one. It is a copy in a folder of its own, because the library loads many of
 * its modules only when they are needed, and would be given those that the runtime has replaced.
 */
export const loadBareKafkajs = async (): Promise<BareKafkajs> => {
  const installed = dirname(createRequire(import.meta.url).resolve('kafkajs/package.json'));
  const folder = await mkdtemp(join(tmpdir(), 'bare-kafkajs-'));
  await cp(installed, folder, { recursive: true });
  const require = createRequire(join(folder, 'index.js'));
  const library = inProduction(() => require(folder) as Library);
  return {
    exports: library,
    inside: <T>(path: string) => require(join(folder, 'src', path)) as T,
    kafka: (config = {}) =>
      new library.Kafka({
        brokers: [...readSettings(sharedStack().env, ['kafka']).kafka.brokers],
        logLevel: library.logLevel.NOTHING,
        ...config,
      }),
    remove: () => rm(folder, { recursive: true }),
  };
};

/** The library has other pauses between its tries where it thinks that it is being tested itself. */
const inProduction = <T>(load: () => T): T => {
  const { NODE_ENV } = process.env;
  process.env['NODE_ENV'] = 'production';
  try {
    return load();
  } finally {
    if (NODE_ENV === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = NODE_ENV;
  }
};
