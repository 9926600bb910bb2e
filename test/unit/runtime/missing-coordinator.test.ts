import { createRequire } from 'node:module';
import { describe, expect, test, vi } from 'vitest';
import { awaitMissingCoordinators } from '../../../services/runtime/kafka/fixes/missing-coordinator.ts';

const require = createRequire(import.meta.url);

interface Cluster {
  findGroupCoordinator(options: object): Promise<unknown>;
}
type Retrier = (attempt: (bail: (error: Error) => void, count: number, time: number) => Promise<unknown>) => unknown;

/** Runs `kafkajs` as published, or mended; each from a fresh copy of the library. */
const load = (mend: () => void) => {
  for (const file of Object.keys(require.cache)) if (file.includes('kafkajs')) delete require.cache[file];
  mend();
  const { prototype } = require('kafkajs/src/cluster/index.js') as { prototype: Cluster };
  const createRetry = require('kafkajs/src/retry/index.js') as (options: object) => Retrier;
  return { prototype, createRetry };
};

/** Asks for a coordinator that no broker names the first two times. */
const ask = async ({ prototype, createRetry }: ReturnType<typeof load>) => {
  const found = { coordinator: { nodeId: '1' } };
  const withBroker = vi.fn().mockResolvedValue(found).mockResolvedValueOnce(null).mockResolvedValueOnce(null);
  const broker = { nodeId: '1' };
  const cluster = Object.assign(Object.create(prototype), {
    brokerPool: { withBroker, refreshMetadata: async () => undefined },
    retrier: createRetry({ initialRetryTime: 1, retries: 5 }),
    logger: { debug: () => undefined },
    refreshMetadata: async () => undefined,
    findBroker: async () => broker,
  }) as Cluster;
  const answer = await cluster.findGroupCoordinator({ groupId: 'g' }).catch((error: Error) => error.name);
  return { answer, asked: withBroker.mock.calls.length };
};

describe('a coordinator that no broker can name yet', () => {
  test('bare: is given up at once', async () => {
    expect(await ask(load(() => undefined))).toEqual({ answer: 'KafkaJSGroupCoordinatorNotFound', asked: 1 });
  });

  test('behind services/runtime/kafka: is asked for again', async () => {
    expect(await ask(load(awaitMissingCoordinators))).toEqual({ answer: { nodeId: '1' }, asked: 3 });
  });
});
