import { replaceModule, requireInside } from './replace.ts';

interface Broker {
  isConnected(): boolean;
}

interface Wanted {
  readonly groupId: string;
  /** Of a group, or of a transactional id. */
  readonly coordinatorType: number;
}

interface Cluster {
  findGroupCoordinator(wanted: Wanted): Promise<Broker>;
}

type Call = (...given: readonly unknown[]) => Promise<unknown>;

/** What kafkajs calls the transaction of a producer: the part of it that talks to coordinators. */
interface EosManager {
  readonly isInitialized: () => boolean;
  readonly addPartitionsToTransaction: Call;
  readonly sendOffsets: Call;
  readonly commit: Call;
  readonly abort: Call;
}

type CreateEosManager = (options: { readonly cluster: Cluster }) => EosManager;

const rememberIn =
  (create: CreateEosManager): CreateEosManager =>
  (options) => {
    const known = new Map<string, Broker>();

    const find = async (wanted: Wanted): Promise<Broker> => {
      const name = `${wanted.coordinatorType}/${wanted.groupId}`;
      const before = known.get(name);
      // Until the producer has its id, kafkajs tries again by itself, and must then ask again.
      if (before?.isConnected() && manager.isInitialized()) return before;
      const found = await options.cluster.findGroupCoordinator(wanted);
      known.set(name, found);
      return found;
    };

    const unlessItFails =
      (call: Call): Call =>
      async (...given) => {
        try {
          return await call(...given);
        } catch (error) {
          known.clear();
          throw error;
        }
      };

    const cluster = new Proxy(options.cluster, {
      get: (target, name) => (name === 'findGroupCoordinator' ? find : Reflect.get(target, name)),
    });
    const manager = create({ ...options, cluster });
    return {
      ...manager,
      addPartitionsToTransaction: unlessItFails(manager.addPartitionsToTransaction),
      sendOffsets: unlessItFails(manager.sendOffsets),
      commit: unlessItFails(manager.commit),
      abort: unlessItFails(manager.abort),
    };
  };

/**
 * A producer remembers its coordinators until a call fails or the connection is gone, as the Java client does. kafkajs asks
 * for them four times a transaction, each time before it can go on: of nine round trips, four.
 */
export const rememberCoordinators = (): void => {
  const path = 'producer/eosManager/index.js';
  replaceModule(path, rememberIn(requireInside<CreateEosManager>(path)));
};
