import { ENGINE_TOPICS, type ServiceName, type TopicName, topology } from '../../../topology/topology.ts';
import type { CommonSettings } from '../config/needs.ts';
import { ENGINE_ERROR_CODES } from '../error-codes.ts';
import { type Dependency, DependencyUnavailable, SkillstreamError } from '../errors.ts';
import { effectiveBytesMax } from '../kafka/admin.ts';
import { createKafka } from '../kafka/client.ts';
import { createLogReader } from '../kafka/log-reader.ts';
import { createTopicLimits } from '../kafka/topic-limits.ts';
import type { Logger } from '../log.ts';
import { type Counted, createEngineMetrics, type EngineMetrics } from '../metrics/engine-metrics.ts';
import { NAMESPACE } from '../redis/access.ts';
import { createClaims } from '../redis/claims.ts';
import { createRedis } from '../redis/client.ts';
import { createTable, type Table } from '../redis/tables.ts';
import { createCodec } from '../registry/codec.ts';
import type { AvroTopic, Service } from '../service.ts';
import { ownSettings } from '../shared-settings/declared.ts';
import { checkShared, SHARED_SETTING } from '../shared-settings/store.ts';
import { createCloudEvents } from './cloud-events.ts';
import { createSealer } from './dead-letter-seal.ts';
import { type Engine, HOLDS, LEDGER, ownedTables, PARKED, POSITIONS } from './engine.ts';
import { createFloors } from './floors.ts';
import { groupOf } from './group.ts';
import { createPositionStore } from './position-store.ts';
import { createPresence, type Presence } from './presence.ts';
import { declaredPartitions } from './undeclared-partitions.ts';
import type { Ping } from './watch.ts';

/** The engine before and while it is connected. */
export interface EngineParts {
  readonly metrics: EngineMetrics;
  readonly presence: Presence;
  /** @throws DependencyUnavailable, SharedSettingsDiffer, or an Error that names what provisioning must do first */
  readonly connect: (onStep: Engine['onStep']) => Promise<Engine>;
  /** Ask each dependency whether it answers; to be used once the engine is connected. */
  readonly pings: Readonly<Record<Dependency, Ping>>;
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
  const metrics = createEngineMetrics(name, countedBy(service));
  const presence = createPresence(metrics.dependency);
  const redis = createRedis(settings.redis, log);
  const reader = createLogReader(createKafka(settings.kafka, `${name}-reader`, log));
  const positionReader = createLogReader(createKafka(settings.kafka, `${name}-positions`, log));
  const admin = createKafka(settings.kafka, `${name}-admin`, log).admin();
  const { inputs, outputs, lookups } = topology.services[name];
  const tables = tablesOf(service, lookups);
  const codec = createCodec({
    registry: settings.registry,
    reads: [...new Set<AvroTopic>([...inputs.filter(isAvro), ...tables, PARKED, LEDGER, POSITIONS, SHARED_SETTING])],
    writes: outputs.filter(isAvro),
  });

  const connect = async (onStep: Engine['onStep']): Promise<Engine> => {
    await redis.check();
    await codec.start();
    await kafka(async () => checkTopics(await liveTopics(topicsOf(name), reader.partitionsOf)));
    await checkShared({ kafka: settings.kafka, reader, codec, log }, ownSettings(name, settings), {
      recorded_by: name,
      reason: 'started first',
    });
    await kafka(() => admin.connect());
    const positionPartitions = declaredPartitions(POSITIONS);
    const positions = createPositionStore({ reader: positionReader, codec, partitions: positionPartitions });
    const tablesByTopic = new Map<string, Table>(
      tables.map((topic) => [
        topic,
        createTable(redis, {
          namespace: NAMESPACE,
          topic,
          partitions: declaredPartitions(topic),
          ...(topic === HOLDS ? { owner: name } : {}),
        }),
      ]),
    );
    const limits = createTopicLimits({
      declared: (topic) => topology.topics[topic as TopicName].message_max_bytes,
      ask: (topic) => effectiveBytesMax(admin, topic),
      now_ms: () => performance.now(),
    });
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
      tables: tablesByTopic,
      reader,
      positionReader,
      positions,
      positionPartitions,
      floors: createFloors({
        ...{
          service,
          group,
          settings: settings.engine,
          positions,
          tables: tablesByTopic,
          partitionsOf: declaredPartitions,
        },
        redisConnections: redis.connections,
      }),
      committedOffset: async (topic, partition) => {
        const [found] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
        const offset = Number(found?.partitions.find((one) => one.partition === partition)?.offset ?? -1);
        return offset < 0 ? null : offset;
      },
      partitionsOf: declaredPartitions,
      bytesMaxOf: limits.bytesMaxOf,
      limits,
      cloudEvents: createCloudEvents(name),
      sealer: createSealer(settings.dead_letters.key),
      metrics,
      presence,
      log,
      onStep,
    };
  };

  const close = async (): Promise<void> => {
    await Promise.allSettled([reader.close(), positionReader.close(), admin.disconnect(), redis.close()]);
  };

  const pings = { kafka: () => admin.describeCluster(), redis: redis.ping, registry: codec.ping };

  return { metrics, presence, connect, pings, close };
};

/** What can be counted, as the topology and the service declare it. */
export const countedBy = (service: Service): Counted => ({
  inputs: topology.services[service.name as ServiceName].inputs,
  codes: [...Object.keys(ENGINE_ERROR_CODES), ...Object.keys(service.error_codes ?? {})],
  census: service.census,
});

/** Every topic that a service has to do with: it may know of no other. */
const topicsOf = (name: ServiceName): readonly TopicName[] => {
  const { inputs, outputs, lookups, tables } = topology.services[name];
  return [...new Set([...inputs, ...outputs, ...lookups, ...tables, ...ENGINE_TOPICS])];
};

/** How many partitions topics have; 0 where there is no such topic. */
const liveTopics = async (
  topics: readonly TopicName[],
  partitionsOf: (topic: string) => Promise<number>,
): Promise<readonly (readonly [topic: TopicName, partitions: number])[]> => {
  const live: [TopicName, number][] = [];
  // One after the other, so that the error can name its topic.
  for (const topic of topics) live.push([topic, await about(topic, () => partitionsOf(topic))]);
  return live;
};

const about = async <T>(topic: string, call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    throw new Error(`${topic}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
};

/** @throws SkillstreamError when a topic is missing, or has fewer partitions than it must have */
const checkTopics = (live: readonly (readonly [topic: TopicName, partitions: number])[]): void => {
  const missing = live.filter(([, count]) => count === 0).map(([topic]) => topic);
  if (missing.length > 0) throw new TopologyDiffers(`topics are missing (${missing.join(', ')}): run make apply`);
  const smaller = live.filter(([topic, count]) => count < declaredPartitions(topic));
  if (smaller.length === 0) return;
  const list = smaller.map(([topic, count]) => `${topic} has ${count} of ${declaredPartitions(topic)}`).join(', ');
  throw new TopologyDiffers(`topics have fewer partitions than declared (${list}): run make plan`);
};

/** The cluster is not what the topology says; no fault of Kafka's. */
class TopologyDiffers extends SkillstreamError {
  constructor(message: string) {
    super('topology_differs', message);
  }
}

const kafka = async <T>(call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    if (error instanceof SkillstreamError) throw error;
    throw new DependencyUnavailable('kafka', error instanceof Error ? error.message : String(error), error);
  }
};
