import type { CatchUpFigures } from '../catch-up/figures.ts';
import type { IdleFigures } from '../idle/measure.ts';
import type { LatencyFigures } from '../latency/measure.ts';
import type { MicroFigures } from '../micro/figures.ts';
import type { ProduceFigures } from '../produce/measure.ts';
import { median } from '../statistics.ts';

/** One run of the service and the run of the floor beside it. */
export interface RunPair {
  readonly service: CatchUpFigures;
  readonly floor: CatchUpFigures;
}

/** What was measured on what. Written as JSON. */
export interface Measured {
  readonly measured_at: string;
  readonly machine: Machine;
  readonly load: {
    readonly events: number;
    readonly learners: number;
    readonly mix: string;
    /** Of a record value in the input topic, on average. */
    readonly value_bytes: number;
  };
  /** Settings of the engine, which the floor follows where they mean something for it. */
  readonly engine: Readonly<Record<string, number | string>>;
  /** Arguments of Node.js with which the service ran. */
  readonly node_args: readonly string[];
  readonly runs: readonly RunPair[];
  readonly latency: LatencyFigures;
  readonly parts: MicroFigures;
  readonly produce: readonly ProduceFigures[];
  readonly idle: IdleFigures;
}

export interface Machine {
  readonly processors: number;
  readonly model: string;
  readonly memory_bytes: number;
  readonly node: string;
  /** Processes that wanted a processor before the benchmark began: above zero, others were at work. */
  readonly load_average: number;
}

export type Medians = Readonly<
  Record<
    | 'events_per_s'
    | 'cpu_us_per_event'
    | 'rss_peak_bytes'
    | 'kafka_cpu_us_per_event'
    | 'redis_cpu_us_per_event'
    | 'chunk_records',
    number
  >
>;

export interface Report extends Measured {
  readonly medians: { readonly service: Medians; readonly floor: Medians };
  /** Medians of the ratios of each service run to the floor run beside it, so that slow drift of the machine cancels. */
  readonly ratios: { readonly events_per_s: number; readonly cpu_us_per_event: number };
}

const mediansOf = (runs: readonly CatchUpFigures[]): Medians => {
  const of = (name: keyof Medians): number => median(runs.map((run) => run[name]));
  return {
    events_per_s: of('events_per_s'),
    cpu_us_per_event: of('cpu_us_per_event'),
    rss_peak_bytes: of('rss_peak_bytes'),
    kafka_cpu_us_per_event: of('kafka_cpu_us_per_event'),
    redis_cpu_us_per_event: of('redis_cpu_us_per_event'),
    chunk_records: of('chunk_records'),
  };
};

/** Sums up the runs. */
export const toReport = (measured: Measured): Report => {
  const { runs } = measured;
  const ratio = (name: 'events_per_s' | 'cpu_us_per_event'): number =>
    median(runs.map(({ service, floor }) => service[name] / floor[name]));
  return {
    ...measured,
    medians: {
      service: mediansOf(runs.map(({ service }) => service)),
      floor: mediansOf(runs.map(({ floor }) => floor)),
    },
    ratios: { events_per_s: ratio('events_per_s'), cpu_us_per_event: ratio('cpu_us_per_event') },
  };
};
