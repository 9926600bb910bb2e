import { isRefusal } from '../refusal.ts';
import { requireInside } from './replace.ts';

type AskBroker = (broker: object) => Promise<object>;

interface BrokerPool {
  withBroker(ask: AskBroker): Promise<object | null>;
}

interface Cluster {
  readonly brokerPool: BrokerPool;
  findGroupCoordinatorMetadata(this: Cluster, options: object): Promise<object>;
}

/** COORDINATOR_NOT_AVAILABLE, which brokers answer with themselves. */
const COORDINATOR_NOT_AVAILABLE = 15;

/** The same cluster, which hands out the errors that its pool of brokers swallows. */
const withErrors = (cluster: Cluster, onError: (error: unknown) => void): Cluster => {
  const withBroker = (ask: AskBroker): Promise<object | null> =>
    cluster.brokerPool.withBroker((broker) =>
      ask(broker).catch((error: unknown) => {
        onError(error);
        throw error;
      }),
    );
  return new Proxy(cluster, {
    get: (target, name) => (name === 'brokerPool' ? { withBroker } : Reflect.get(target, name)),
  });
};

/**
 * A coordinator that no broker could name is looked for again. kafkajs takes that for final, so a consumer or producer that
 * starts while a broker does, or is busy, fails at once and for good. A refusal for want of an ACL is said as such, which kafkajs
 * takes for a coordinator that is missing.
 */
export const awaitMissingCoordinators = (): void => {
  const { prototype } = requireInside<{ prototype: Cluster }>('cluster/index.js');
  const { createErrorFromCode } = requireInside<{ createErrorFromCode(code: number): Error }>('protocol/error.js');
  const find = prototype.findGroupCoordinatorMetadata;
  prototype.findGroupCoordinatorMetadata = async function (this: Cluster, options: object): Promise<object> {
    let refusal: unknown;
    const cluster = withErrors(this, (error) => {
      if (isRefusal(error)) refusal = error;
    });
    try {
      return await find.call(cluster, options);
    } catch (error) {
      if ((error as Error).name !== 'KafkaJSGroupCoordinatorNotFound') throw error;
      if (refusal !== undefined) throw refusal;
      throw createErrorFromCode(COORDINATOR_NOT_AVAILABLE);
    }
  };
};
