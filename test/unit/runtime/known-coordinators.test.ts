import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { rememberCoordinators } from '../../../services/runtime/kafka/fixes/known-coordinators.ts';

const require = createRequire(import.meta.url);

interface EosManager {
  initProducerId(): Promise<void>;
  beginTransaction(): void;
  addPartitionsToTransaction(topics: object): Promise<void>;
  sendOffsets(offsets: object): Promise<void>;
  commit(): Promise<void>;
}

/** Runs `kafkajs` as published, or mended; each from a fresh copy of the library. */
const load = (mend: () => void): ((options: object) => EosManager) => {
  for (const file of Object.keys(require.cache)) if (file.includes('kafkajs')) delete require.cache[file];
  mend();
  return require('kafkajs/src/producer/eosManager/index.js') as (options: object) => EosManager;
};

const coordinatorMoved = Object.assign(new Error('the coordinator is another broker'), {
  name: 'KafkaJSProtocolError',
  type: 'NOT_COORDINATOR_FOR_GROUP',
});

/** A producer whose broker counts how often it is asked who coordinates, and refuses calls on demand. */
const openProducer = async (create: (options: object) => EosManager) => {
  const state = { asked: 0, connected: true, refusals: {} as Record<string, number> };
  const answer = (call: string, value: unknown) => async () => {
    const left = state.refusals[call] ?? 0;
    state.refusals[call] = left - 1;
    if (left > 0) throw coordinatorMoved;
    return value;
  };
  const broker = {
    isConnected: () => state.connected,
    initProducerId: answer('initProducerId', { producerId: 1, producerEpoch: 0 }),
    addPartitionsToTxn: answer('addPartitionsToTxn', {}),
    addOffsetsToTxn: answer('addOffsetsToTxn', {}),
    txnOffsetCommit: answer('txnOffsetCommit', {}),
    endTxn: answer('endTxn', {}),
  };
  const cluster = {
    retry: { initialRetryTime: 1, retries: 3 },
    refreshMetadataIfNecessary: async () => undefined,
    findGroupCoordinator: async () => {
      state.asked += 1;
      return broker;
    },
  };
  const logger = { debug: () => undefined };
  const manager = create({ logger, cluster, transactional: true, transactionalId: 'id' });
  /** @returns how often the broker was asked meanwhile */
  const asked = async (run: () => Promise<void>): Promise<number> => {
    const before = state.asked;
    await run();
    return state.asked - before;
  };
  const add = () => manager.addPartitionsToTransaction([{ topic: 't', partitions: [{ partition: 0 }] }]);
  const transact = async (): Promise<void> => {
    manager.beginTransaction();
    await add();
    await manager.sendOffsets({ consumerGroupId: 'g', topics: [{ topic: 't', partitions: [] }] });
    await manager.commit();
  };
  return { state, manager, asked, add, transact };
};

const opened = async (create: (options: object) => EosManager) => {
  const producer = await openProducer(create);
  await producer.manager.initProducerId();
  await producer.transact();
  return producer;
};

describe('who coordinates a transaction', () => {
  test('bare: is asked four times a transaction', async () => {
    const { asked, transact } = await opened(load(() => undefined));
    expect(await asked(transact)).toBe(4);
  });

  describe('behind services/runtime/kafka', () => {
    test('is asked once for the transactional id and once for the group', async () => {
      const { state, transact } = await opened(load(rememberCoordinators));
      await transact();
      expect(state.asked).toBe(2);
    });

    test('is asked again after a call that failed', async () => {
      const { state, manager, asked, add } = await opened(load(rememberCoordinators));
      manager.beginTransaction();
      state.refusals['addPartitionsToTxn'] = 1;
      await expect(add()).rejects.toBe(coordinatorMoved);
      expect(await asked(add)).toBe(1);
    });

    test('is asked again once its connection is gone', async () => {
      const { state, manager, asked, add } = await opened(load(rememberCoordinators));
      manager.beginTransaction();
      state.connected = false;
      expect(await asked(add)).toBe(1);
    });

    test('is asked with each try to open the producer', async () => {
      const { state, manager, asked } = await openProducer(load(rememberCoordinators));
      state.refusals['initProducerId'] = 2;
      expect(await asked(() => manager.initProducerId())).toBe(3);
    });
  });
});
