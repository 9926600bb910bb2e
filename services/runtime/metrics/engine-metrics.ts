import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { STATES } from '../engine/item.ts';
import type { Tally } from '../engine/tally.ts';
import type { Dependency } from '../errors.ts';
import type { LogRecord } from '../kafka/log-reader.ts';
import type { AvroTopic, CensusDeclaration } from '../service.ts';
import { createRecordAges } from './record-ages.ts';

/** What the engine tells Prometheus. No label grows with the number of people. */
export interface EngineMetrics {
  /** A chunk was committed. */
  readonly committed: (topic: string, partition: number, tally: Tally, records: readonly LogRecord[]) => void;
  /** The partition moved away; its series end. */
  readonly dropPartition: (partition: number) => void;
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
const RETRY_REASONS = [...DEPENDENCIES.map((dependency) => `${dependency}_unavailable`), 'projection_lost'];

/** What a service counts. */
export interface Counted {
  /** Its inputs, with their numbers of partitions. */
  readonly inputs: Readonly<Record<string, number>>;
  /** Codes of its dead letters. */
  readonly codes: readonly string[];
  /** The gauge of the counted table, where it has one. */
  readonly census?: Pick<CensusDeclaration<AvroTopic>, 'metric' | 'help' | 'kinds'> | undefined;
}

/**
 * All series that an alert or a dashboard looks at are there from the start, with 0: `increase` does not see the first step of a
 * counter that begins at 1.
 */
export const createEngineMetrics = (service: string, { inputs, codes, census }: Counted): EngineMetrics => {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: EVENT_LOOP_SAMPLE_MS });
  const registers = [registry];

  const records_total = new Counter({
    name: 'skillstream_records_total',
    help: 'Input records by outcome and rule or code.',
    labelNames: ['topic', 'outcome', 'rule'] as const,
    registers,
  });
  const outcomes_total = new Counter({
    name: 'skillstream_input_records_total',
    help: 'Input records by outcome.',
    labelNames: ['topic', 'outcome'] as const,
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
  const freshness = createRecordAges(registry, {
    name: 'skillstream_freshness_seconds',
    help: 'Age of each input record when what it led to was committed, by the timestamp of the record.',
    buckets_s: FRESHNESS_BUCKETS_S,
    topics: Object.keys(inputs),
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
  for (const reason of RETRY_REASONS) retries_total.inc({ reason }, 0);
  for (const [topic, partitions] of Object.entries(inputs)) {
    for (const outcome of STATES) outcomes_total.inc({ topic, outcome }, 0);
    for (const code of codes) dead_letters_total.inc({ topic, code }, 0);
    for (let i = 0; i < partitions; i += 1) resets_total.inc({ topic, partition: String(i) }, 0);
  }

  return {
    committed: (topic, _partition, tally, records) => {
      for (const [name, count] of tally.entries()) {
        const at = name.indexOf(':');
        const outcome = name.slice(0, at);
        const rule = name.slice(at + 1);
        records_total.inc({ topic, outcome, rule }, count);
        outcomes_total.inc({ topic, outcome }, count);
        if (outcome === 'dead') dead_letters_total.inc({ topic, code: rule }, count);
      }
      chunk_records.observe(records.length);
      freshness.observe(topic, records, Date.now());
    },
    dropPartition: (partition) => {
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
