import { setTimeout as delay } from 'node:timers/promises';
import { type TopicName, topology } from '../../../topology/topology.ts';
import type { Engine } from './engine.ts';

/**
 * How many partitions of a topic the system uses, whatever the cluster has. Keys are spread over this number, and state
 * belongs to the partition of its key, so writers and readers must never count differently.
 * @throws Error when the topology has no such topic
 */
export const declaredPartitions = (topic: string): number => {
  const declaration = topology.topics[topic as TopicName];
  if (declaration === undefined) throw new Error(`${topic} is no topic of the topology`);
  return declaration.partitions;
};

const INTERVAL_MS = 30_000;
const RUNBOOK = 'docs/runbooks.md#skillstreamundeclaredpartitions';

/** What a topic with more partitions than declared means for one that only uses the declared ones. */
export const describeUndeclared = (topic: string, live: number, declared: number): string =>
  `${topic} has ${live} partitions and the topology declares ${declared}: partitions ${declared} to ${live - 1} are ` +
  `neither read nor written by any service, and records that producers write there wait. Partitions 0 to ` +
  `${declared - 1} work as before. See ${RUNBOOK}`;

/** Topics that a service reads or writes. */
const topicsOf = ({ service }: Pick<Engine, 'service'>): readonly TopicName[] => {
  const { inputs, outputs, lookups } = topology.services[service.name as keyof typeof topology.services];
  return [...new Set<TopicName>([...inputs, ...outputs, ...lookups])];
};

/** Looks again and again for partitions that somebody added to a topic; says so in a metric, and once in the log. */
export const watchPartitions = async (
  engine: Pick<Engine, 'service' | 'reader' | 'metrics' | 'log'>,
  signal: AbortSignal,
): Promise<void> => {
  const topics = topicsOf(engine);
  const said = new Map<string, number>();
  for (const topic of topics) engine.metrics.undeclaredPartitions(topic, 0);
  while (!signal.aborted) {
    const live = await engine.reader.partitionsNow(topics).catch((error: unknown) => {
      // Kafka is unavailable, or a topic is gone: others say so.
      engine.log.debug({ error: String(error) }, 'partitions were not counted');
      return new Map<string, number>();
    });
    for (const [topic, count] of live) {
      const declared = declaredPartitions(topic);
      engine.metrics.undeclaredPartitions(topic, Math.max(0, count - declared));
      if (count > declared && said.get(topic) !== count) engine.log.error(describeUndeclared(topic, count, declared));
      said.set(topic, count);
    }
    await delay(INTERVAL_MS, undefined, { signal }).catch(() => undefined);
  }
};
