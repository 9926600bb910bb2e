import { setTimeout as delay } from 'node:timers/promises';
import { createKafka } from '../../../services/runtime/kafka/client.ts';
import { type ServiceName, topology } from '../../../topology/topology.ts';
import { lagOf } from '../../demo/quiet.ts';
import { SERVICE_NAMES, untilReady } from '../../demo/services.ts';
import { startBenchService } from '../process/service.ts';
import { traceUsage, type UsageTrace } from '../process/trace.ts';
import { type Stage, silent } from '../stage.ts';

export interface IdleOptions {
  /** Generation in which a service runs; one that has caught up, or has nothing to catch up with. */
  readonly generationOf: (name: ServiceName) => string;
  readonly measured_ms: number;
}

/** CPU time of processes that have nothing to do, as a share of one core. */
export interface IdleFigures {
  readonly measured_ms: number;
  readonly share_by_service: Readonly<Record<ServiceName, number>>;
  readonly share_of_kafka: number;
  readonly share_of_redis: number;
}

/** All services together, as a share of one core. */
export const totalShare = ({ share_by_service }: IdleFigures): number =>
  Object.values(share_by_service).reduce((sum, share) => sum + share, 0);

const NO_LAG_WITHIN_MS = 60_000;
const POLL_MS = 500;
/** Code that ran at the start is compiled and collected by then, and what is written lazily is written. */
const SETTLE_MS = 10_000;

/**
 * Runs all services together and takes their CPU time while nothing comes in. Before, each of their partitions has
 * handled a record, so that every producer and connection that a service ever has is open.
 */
export const measureIdle = async (stage: Stage, { generationOf, measured_ms }: IdleOptions): Promise<IdleFigures> => {
  const services = await Promise.all(
    SERVICE_NAMES.map((name) => startBenchService(stage, name, { generation: generationOf(name) })),
  );
  try {
    await Promise.all(services.map(({ process }) => untilReady(process)));
    await touchEveryPartition(stage);
    await untilIdle(stage, generationOf);
    const { kafka, redis } = stack(stage);
    const traces = services.map(({ process }) => traceUsage(process.pid));
    const parts = { kafka: traceUsage(kafka), redis: traceUsage(redis) };
    const from_ms = Date.now();
    await Promise.race([delay(measured_ms), ...services.map(({ ended }) => ended)]);
    const to_ms = Date.now();
    const share = (trace: { stop: () => UsageTrace }): number =>
      trace.stop().cpuBetween(from_ms, to_ms) / (to_ms - from_ms);
    return {
      measured_ms: to_ms - from_ms,
      share_by_service: Object.fromEntries(
        services.map(({ process }, i) => [process.name, share(traces[i]!)]),
      ) as IdleFigures['share_by_service'],
      share_of_kafka: share(parts.kafka),
      share_of_redis: share(parts.redis),
    };
  } finally {
    await Promise.all(services.map((service) => service.stop()));
  }
};

const stack = ({ stack: { kafka, redis } }: Stage): { readonly kafka: number; readonly redis: number } => {
  if (kafka.pid === null || redis.pid === null) throw new Error('Kafka or Redis does not run');
  return { kafka: kafka.pid, redis: redis.pid };
};

/** Bytes that are no Avro become dead letters everywhere, by a transaction as any other. */
const UNREADABLE = Buffer.from('not Avro');

const touchEveryPartition = async ({ settings }: Stage): Promise<void> => {
  const inputs = new Set(SERVICE_NAMES.flatMap((name) => topology.services[name].inputs));
  const producer = createKafka(settings.kafka, 'bench-idle', silent).producer({ allowAutoTopicCreation: false });
  await producer.connect();
  await producer.sendBatch({
    acks: -1,
    topicMessages: [...inputs].map((topic) => ({
      topic,
      messages: Array.from({ length: topology.topics[topic].partitions }, (_, partition) => ({
        partition,
        key: 'idle',
        value: UNREADABLE,
      })),
    })),
  });
  await producer.disconnect();
};

const untilIdle = async ({ reader, settings }: Stage, generationOf: IdleOptions['generationOf']): Promise<void> => {
  const admin = createKafka(settings.kafka, 'bench-idle', silent).admin();
  await admin.connect();
  try {
    await delay(SETTLE_MS);
    const until = performance.now() + NO_LAG_WITHIN_MS;
    for (const name of SERVICE_NAMES) {
      while ((await lagOf(reader, admin, name, generationOf(name))) > 0) {
        if (performance.now() > until) throw new Error(`not idle: ${name} did not catch up`);
        await delay(POLL_MS);
      }
    }
  } finally {
    await admin.disconnect();
  }
};
