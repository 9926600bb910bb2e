import type { Kafka } from '../../../services/runtime/kafka/client.ts';
import { type Cluster, createCluster } from '../../../services/runtime/kafka/internals.ts';

interface Broker {
  produce(options: {
    topicData: { topic: string; partitions: { partition: number; firstSequence: number; messages: object[] }[] }[];
  }): Promise<unknown>;
  fetch(options: object): Promise<unknown>;
}

type SeedCluster = Cluster & { findControllerBroker(): Promise<Broker> };

/** Tries what a client of its own making could: it asks for no metadata first, and simply sends. */
export interface Attempts {
  /** Null when the broker did it, else the name of its error. */
  readonly write: (topic: string) => Promise<string | null>;
  readonly read: (topic: string) => Promise<string | null>;
  readonly close: () => Promise<void>;
}

/** The broker is the only one of its cluster, so it leads every partition. */
export const openAttempts = async (kafka: Kafka): Promise<Attempts> => {
  const cluster = createCluster(kafka) as SeedCluster;
  await cluster.connect();
  await cluster.refreshMetadata();
  const broker = await cluster.findControllerBroker();

  const outcome = (attempt: Promise<unknown>): Promise<string | null> =>
    attempt.then(
      () => null,
      (error: { readonly type?: string; readonly message: string }) => error.type ?? error.message,
    );

  return {
    write: (topic) => {
      const messages = [{ key: Buffer.from('k'), value: Buffer.from('v'), timestamp: Date.now(), headers: {} }];
      return outcome(
        broker.produce({ topicData: [{ topic, partitions: [{ partition: 0, firstSequence: 0, messages }] }] }),
      );
    },
    read: (topic) =>
      outcome(
        broker.fetch({
          maxWaitTime: 1,
          minBytes: 0,
          maxBytes: 1,
          isolationLevel: 1,
          topics: [{ topic, partitions: [{ partition: 0, fetchOffset: '0', maxBytes: 1 }] }],
        }),
      ),
    close: () => cluster.disconnect(),
  };
};
