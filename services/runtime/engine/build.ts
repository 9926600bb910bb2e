import { ENGINE_TOPICS, type ServiceName, type TopicName, topology } from '../../../topology/topology.ts';
import type { CommonSettings } from '../config/needs.ts';
import { DependencyUnavailable } from '../errors.ts';
import { createKafka } from '../kafka/client.ts';
import { createLogReader } from '../kafka/log-reader.ts';
import type { Logger } from '../log.ts';
import { createEngineMetrics, type EngineMetrics } from '../metrics/engine-metrics.ts';
import { NAMESPACE } from '../redis/access.ts';
import { createClaims } from '../redis/claims.ts';
import { createRedis } from '../redis/client.ts';
import { createTable, type Table } from '../redis/tables.ts';
import { createCodec } from '../registry/codec.ts';
import type { AvroTopic, Service } from '../service.ts';
import { createCloudEvents } from './cloud-events.ts';
import { type Engine, HOLDS, LEDGER, ownedTables, PARKED } from './engine.ts';
import { groupOf } from './group.ts';
import { createPresence, type Presence } from './presence.ts';

/** The engine before and while it is connected. */
export interface EngineParts {
  readonly metrics: EngineMetrics;
  readonly presence: Presence;
  /** @throws DependencyUnavailable, or an Error that names what provisioning must do first */
  readonly connect: (onStep: Engine['onStep']) => Promise<Engine>;
  readonly close: () => Promise<void>;
}

const isAvro = (topic: TopicName): topic is AvroTopic & TopicName => topology.topics[topic].schema !== null;

/** What handlers read: the service's own tables, and those of others that it looks up. */
const tablesOf = (service: Service, lookups: readonly TopicName[]): readonly AvroTopic[] => [
  ...new Set([...ownedTables(service), ...lookups.filter(isAvro)]),
];

export const buildEngine = (service: Service, settings: CommonSettings, log: Logger): EngineParts => {
  const name = service.name as ServiceName;
  const group = groupOf(name, settings.engine.generation);
  const metrics = createEngineMetrics(name, group, service.census);
  const presence = createPresence(metrics.dependency);
  const redis = createRedis(settings.redis, log);
  const reader = createLogReader(createKafka(settings.kafka, `${name}-reader`, log));
  const lagReader = createLogReader(createKafka(settings.kafka, `${name}-lag`, log));
  const admin = createKafka(settings.kafka, `${name}-admin`, log).admin();
  const { inputs, outputs, lookups } = topology.services[name];
  const tables = tablesOf(service, lookups);
  const codec = createCodec({
    registry: settings.registry,
    reads: [...new Set<AvroTopic>([...inputs.filter(isAvro), ...tables, PARKED, LEDGER])],
    writes: outputs.filter(isAvro),
  });

  const connect = async (onStep: Engine['onStep']): Promise<Engine> => {
    await redis.check();
    await codec.start();
    const partitions = await kafka(() => partitionCounts(topicsOf(name), reader.partitionsOf));
    await kafka(() => admin.connect());
    const partitionsOf = (topic: string): number => {
      const count = partitions.get(topic);
      if (count === undefined) throw new Error(`${topic} is no topic of ${name}`);
      return count;
    };
    return {
      service,
      group,
      settings: settings.engine,
      kafka: settings.kafka,
      codec,
      claims: createClaims(
        redis,
        `${NAMESPACE}:${name}:${settings.engine.generation}`,
        Math.ceil(settings.engine.claim_ttl_ms / 1000),
      ),
      tables: new Map<string, Table>(
        tables.map((topic) => [
          topic,
          createTable(redis, {
            namespace: NAMESPACE,
            topic,
            partitions: partitionsOf(topic),
            ...(topic === HOLDS ? { owner: name } : {}),
          }),
        ]),
      ),
      reader,
      lagReader,
      committedOffset: async (topic, partition) => {
        const [found] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
        const offset = Number(found?.partitions.find((one) => one.partition === partition)?.offset ?? -1);
        return offset < 0 ? null : offset;
      },
      partitionsOf,
      bytesMaxOf: (topic) => topology.topics[topic as TopicName].message_max_bytes,
      cloudEvents: createCloudEvents(name),
      metrics,
      presence,
      log,
      onStep,
    };
  };

  const close = async (): Promise<void> => {
    await Promise.allSettled([reader.close(), lagReader.close(), admin.disconnect(), redis.close()]);
  };

  return { metrics, presence, connect, close };
};

/** Every topic that a service has to do with: it may know of no other. */
const topicsOf = (name: ServiceName): readonly TopicName[] => {
  const { inputs, outputs, lookups, tables } = topology.services[name];
  return [...new Set([...inputs, ...outputs, ...lookups, ...tables, ...ENGINE_TOPICS])];
};

const partitionCounts = async (
  topics: readonly TopicName[],
  partitionsOf: (topic: string) => Promise<number>,
): Promise<ReadonlyMap<string, number>> => {
  const counts = new Map<string, number>();
  // One after the other, so that the error can name its topic.
  for (const topic of topics) counts.set(topic, await about(topic, () => partitionsOf(topic)));
  const missing = topics.filter((topic) => counts.get(topic) === 0);
  if (missing.length > 0) throw new Error(`topics are missing (${missing.join(', ')}): run make apply`);
  return counts;
};

const about = async <T>(topic: string, call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    throw new Error(`${topic}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
};

const kafka = async <T>(call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    throw new DependencyUnavailable('kafka', error instanceof Error ? error.message : String(error), error);
  }
};
