import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Tally } from '../engine/tally.ts';
import type { Dependency } from '../errors.ts';
import type { LogRecord } from '../kafka/log-reader.ts';
import type { AvroTopic, CensusDeclaration } from '../service.ts';

/** What the engine tells Prometheus. No label grows with the number of people. */
export interface EngineMetrics {
  /** A chunk was committed. */
  readonly committed: (topic: string, partition: number, tally: Tally, records: readonly LogRecord[]) => void;
  /** Lag of an assigned partition: records not handled yet, and the age of the oldest of them in seconds. */
  readonly lag: (topic: string, partition: number, records: number, seconds: number) => void;
  /** The partition moved away; its series end instead of standing still. */
  readonly dropLag: (topic: string, partition: number) => void;
  readonly dependency: (dependency: Dependency, up: boolean) => void;
  readonly retried: (reason: string) => void;
  /** Aliases whose records wait for a link, and how long the first of them has waited at least. */
  readonly parked: (partition: number, aliases: number, oldest_age_s: number) => void;
  /** Parked records expired before they were sent back. */
  readonly parkedLost: (records: number) => void;
  /** How many entries of a partition of the counted table are of each kind, in the order of the declaration. */
  readonly census: (partition: number, counts: readonly number[]) => void;
  /** Records expired before they were handled, or the topic was made anew. */
  readonly offsetReset: (topic: string, partition: number) => void;
  /** The metrics in Prometheus' text format, with their content type. */
  readonly render: () => Promise<{ readonly content_type: string; readonly text: string }>;
}

const FRESHNESS_BUCKETS_S = [0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 3600, 86_400];
/** Each sample wakes the process up; the default of 10 ms costs a tenth of a percent of a core. */
const EVENT_LOOP_SAMPLE_MS = 100;
const DEPENDENCIES: readonly Dependency[] = ['kafka', 'redis', 'registry'];

/**
 * @param group consumer group, the `consumergroup` label of the lag metrics
 * @param census the gauge of the counted table, where the service has one
 */
export const createEngineMetrics = (
  service: string,
  group: string,
  census?: Pick<CensusDeclaration<AvroTopic>, 'metric' | 'help' | 'kinds'>,
): EngineMetrics => {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: EVENT_LOOP_SAMPLE_MS });
  const registers = [registry];
  const partition_labels = ['consumergroup', 'topic', 'partition'] as const;

  const records_total = new Counter({
    name: 'skillstream_records_total',
    help: 'Input records by outcome and rule or code.',
    labelNames: ['topic', 'outcome', 'rule'] as const,
    registers,
  });
  const dead_letters_total = new Counter({
    name: 'skillstream_dead_letters_total',
    help: 'Dead letters by code.',
    labelNames: ['topic', 'code'] as const,
    registers,
  });
  const chunk_records = new Histogram({
    name: 'skillstream_chunk_records',
    help: 'Records per committed transaction.',
    buckets: [1, 5, 10, 50, 100, 250, 500, 1000],
    registers,
  });
  const freshness = new Histogram({
    name: 'skillstream_freshness_seconds',
    help: 'Age of the oldest record of a chunk when the chunk was committed, by the timestamps of the records.',
    labelNames: ['topic'] as const,
    buckets: FRESHNESS_BUCKETS_S,
    registers,
  });
  const lag_records = new Gauge({
    name: 'kafka_consumergroup_lag',
    help: 'Records of the partition that the group has not handled yet.',
    labelNames: partition_labels,
    registers,
  });
  const lag_seconds = new Gauge({
    name: 'kafka_consumergroup_group_lag_seconds',
    help: 'Age of the oldest record that the group has not handled yet; 0 without lag.',
    labelNames: partition_labels,
    registers,
  });
  const dependency_up = new Gauge({
    name: 'skillstream_dependency_up',
    help: '1 while the dependency answers.',
    labelNames: ['dependency'] as const,
    registers,
  });
  const retries_total = new Counter({
    name: 'skillstream_chunk_retries_total',
    help: 'Chunks handled again, by what went wrong.',
    labelNames: ['reason'] as const,
    registers,
  });
  const resets_total = new Counter({
    name: 'skillstream_offset_gaps_total',
    help: 'How often the committed offset was found outside the topic: records expired, or the topic was made anew.',
    labelNames: ['topic', 'partition'] as const,
    registers,
  });
  const parked = new Gauge({
    name: 'skillstream_parked_aliases',
    help: 'Learner aliases with parked records, by partition of identity.unresolved.',
    labelNames: ['partition'] as const,
    registers,
  });
  const parked_age = new Gauge({
    name: 'skillstream_parked_oldest_age_seconds',
    help: 'How long the record that is nearest to its deadline has been parked.',
    labelNames: ['partition'] as const,
    registers,
  });
  const parked_lost_total = new Counter({
    name: 'skillstream_parked_lost_total',
    help: 'Parked records that expired before they were sent back.',
    registers,
  });
  const census_entries =
    census &&
    new Gauge({ name: census.metric, help: census.help, labelNames: ['kind', 'partition'] as const, registers });
  const kinds = census?.kinds ?? [];
  for (const dependency of DEPENDENCIES) dependency_up.set({ dependency }, 1);

  return {
    committed: (topic, _partition, tally, records) => {
      for (const [name, count] of tally.entries()) {
        const at = name.indexOf(':');
        const outcome = name.slice(0, at);
        const rule = name.slice(at + 1);
        records_total.inc({ topic, outcome, rule }, count);
        if (outcome === 'dead') dead_letters_total.inc({ topic, code: rule }, count);
      }
      chunk_records.observe(records.length);
      let oldest_ms = Number.POSITIVE_INFINITY;
      for (const { timestamp_ms } of records) oldest_ms = Math.min(oldest_ms, timestamp_ms);
      freshness.labels(topic).observe(Math.max(0, Date.now() - oldest_ms) / 1000);
    },
    lag: (topic, partition, records, seconds) => {
      const labels = { consumergroup: group, topic, partition: String(partition) };
      lag_records.set(labels, Math.max(0, records));
      lag_seconds.set(labels, Math.max(0, seconds));
    },
    dropLag: (topic, partition) => {
      const labels = { consumergroup: group, topic, partition: String(partition) };
      lag_records.remove(labels);
      lag_seconds.remove(labels);
      parked.remove({ partition: String(partition) });
      parked_age.remove({ partition: String(partition) });
      for (const kind of kinds) census_entries?.remove({ kind, partition: String(partition) });
    },
    dependency: (dependency, up) => dependency_up.set({ dependency }, up ? 1 : 0),
    retried: (reason) => retries_total.inc({ reason }),
    parked: (partition, aliases, oldest_age_s) => {
      parked.set({ partition: String(partition) }, aliases);
      parked_age.set({ partition: String(partition) }, Math.max(0, oldest_age_s));
    },
    parkedLost: (records) => parked_lost_total.inc(records),
    census: (partition, counts) => {
      for (const [i, kind] of kinds.entries()) {
        census_entries?.set({ kind, partition: String(partition) }, counts[i] ?? 0);
      }
    },
    offsetReset: (topic, partition) => resets_total.inc({ topic, partition: String(partition) }),
    render: async () => ({ content_type: registry.contentType, text: await registry.metrics() }),
  };
};
