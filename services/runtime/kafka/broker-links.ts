import type { Kafka } from 'kafkajs';
import { createCluster } from './internals.ts';
import { type BrokerAddress, type Exchange, type MetadataAnswer, metadataRequest } from './tolerant-requests.ts';

/** Connections to the brokers of a cluster, each asked for itself. Connects on first use. */
export interface BrokerLinks {
  /**
   * Leaders of topics, and who the brokers are; also connects to brokers that are new.
   * @throws Error when no broker answers
   */
  readonly metadata: (topics: readonly string[]) => Promise<MetadataAnswer>;
  /** Node ids that the last metadata named. */
  readonly nodes: () => readonly number[];
  /** @throws Error when the broker is unknown or does not answer */
  readonly ask: <T>(node: number, exchange: Exchange<T>) => Promise<T>;
  readonly close: () => Promise<void>;
}

interface Broker {
  readonly connectionPool: {
    readonly host: string;
    readonly port: number;
    send<T>(exchange: Exchange<T>): Promise<T>;
  };
  isConnected(): boolean;
  connect(): Promise<void>;
  disconnect(): Promise<void>;
}

/** The part of kafkajs that holds connections. Its own list of brokers stays empty: filling it fails with the first error. */
interface BrokerPool {
  readonly rootLogger: object;
  readonly versions: object;
  readonly seedBroker: Broker;
  readonly connectionPoolBuilder: { build(address: BrokerAddress): Promise<Broker['connectionPool']> };
  createBroker(options: object): Broker;
  connect(): Promise<void>;
}

export const createBrokerLinks = (kafka: Kafka): BrokerLinks => {
  const cluster = createCluster(kafka);
  const pool = (cluster as unknown as { readonly brokerPool: BrokerPool }).brokerPool;
  const brokers = new Map<number, Broker>();

  const connect = async (address: BrokerAddress): Promise<void> => {
    const known = brokers.get(address.nodeId);
    if (known?.connectionPool.host === address.host && known.connectionPool.port === address.port) return;
    await known?.disconnect();
    const connectionPool = await pool.connectionPoolBuilder.build(address);
    const { rootLogger: logger, versions } = pool;
    brokers.set(address.nodeId, pool.createBroker({ logger, versions, connectionPool, nodeId: address.nodeId }));
  };

  const forget = async (nodes: readonly number[]): Promise<void> => {
    for (const node of nodes) {
      await brokers.get(node)?.disconnect();
      brokers.delete(node);
    }
  };

  const send = async <T>(broker: Broker, exchange: Exchange<T>): Promise<T> => {
    await broker.connect();
    return broker.connectionPool.send(exchange);
  };

  const metadata = async (topics: readonly string[]): Promise<MetadataAnswer> => {
    let broker = [...brokers.values()].find((one) => one.isConnected());
    if (broker === undefined) {
      await pool.connect();
      broker = pool.seedBroker;
    }
    const answer = await send(broker, metadataRequest(topics));
    for (const address of answer.brokers) await connect(address);
    const named = new Set(answer.brokers.map(({ nodeId }) => nodeId));
    await forget([...brokers.keys()].filter((node) => !named.has(node)));
    return answer;
  };

  const ask = async <T>(node: number, exchange: Exchange<T>): Promise<T> => {
    const broker = brokers.get(node);
    if (broker === undefined) throw new Error(`there is no broker ${node}`);
    return send(broker, exchange);
  };

  const close = async (): Promise<void> => {
    await forget([...brokers.keys()]);
    await cluster.disconnect();
  };

  return { metadata, nodes: () => [...brokers.keys()], ask, close };
};
