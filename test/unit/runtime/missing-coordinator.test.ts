import { createRequire } from 'node:module';
import { describe, expect, test, vi } from 'vitest';
import { awaitMissingCoordinators } from '../../../services/runtime/kafka/fixes/missing-coordinator.ts';
import { isRefusal } from '../../../services/runtime/kafka/refusal.ts';

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

/** Asks brokers that refuse to say, as the pool of the library does: what a broker throws is dropped there. */
const askRefused = async ({ prototype, createRetry }: ReturnType<typeof load>) => {
  const { createErrorFromCode } = require('kafkajs/src/protocol/error.js') as {
    createErrorFromCode: (code: number) => Error;
  };
  const TRANSACTIONAL_ID_AUTHORIZATION_FAILED = 53;
  const findGroupCoordinator = vi.fn().mockRejectedValue(createErrorFromCode(TRANSACTIONAL_ID_AUTHORIZATION_FAILED));
  const withBroker = (ask: (given: object) => Promise<unknown>) =>
    ask({ nodeId: '1', broker: { findGroupCoordinator } }).catch(() => null);
  const cluster = Object.assign(Object.create(prototype), {
    brokerPool: { withBroker, refreshMetadata: async () => undefined },
    retrier: createRetry({ initialRetryTime: 1, retries: 5 }),
    logger: { debug: () => undefined },
    refreshMetadata: async () => undefined,
  }) as Cluster;
  const error = await cluster.findGroupCoordinator({ groupId: 'g' }).catch((caught: Error) => caught);
  return { refused: isRefusal(error), asked: findGroupCoordinator.mock.calls.length };
};

describe('a coordinator that a broker may not name to us', () => {
  test('bare: is called missing', async () => {
    expect(await askRefused(load(() => undefined))).toEqual({ refused: false, asked: 1 });
  });

  test('behind services/runtime/kafka: is said to be refused, and asked for once', async () => {
    expect(await askRefused(load(awaitMissingCoordinators))).toEqual({ refused: true, asked: 1 });
  });
});
