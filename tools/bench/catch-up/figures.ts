import type { UsageTrace } from '../process/trace.ts';
import { type Chunk, windowOf } from './window.ts';

/** What catching up with a preloaded topic took. */
export interface CatchUpFigures {
  readonly events: number;
  readonly events_per_s: number;
  /** User and system time of the consuming processes. */
  readonly cpu_us_per_event: number;
  /** Of the whole life of the processes, their start included. */
  readonly rss_peak_bytes: number;
  readonly kafka_cpu_us_per_event: number;
  readonly redis_cpu_us_per_event: number;
  /** Input records per chunk, on average. */
  readonly chunk_records: number;
  /** Records written, by topic. */
  readonly outputs: Readonly<Record<string, number>>;
}

export interface Traces {
  /** Of all that share the job. */
  readonly processes: UsageTrace;
  readonly kafka: UsageTrace;
  readonly redis: UsageTrace;
}

export const figuresOf = (
  chunks: readonly Chunk[],
  outputs: Readonly<Record<string, number>>,
  traces: Traces,
): CatchUpFigures => {
  const { from_ms, to_ms, events } = windowOf(chunks);
  const perEvent = (trace: UsageTrace): number => (trace.cpuBetween(from_ms, to_ms) * 1000) / events;
  return {
    events,
    events_per_s: (events * 1000) / (to_ms - from_ms),
    cpu_us_per_event: perEvent(traces.processes),
    rss_peak_bytes: traces.processes.rss_peak_bytes,
    kafka_cpu_us_per_event: perEvent(traces.kafka),
    redis_cpu_us_per_event: perEvent(traces.redis),
    chunk_records: chunks.reduce((sum, { records }) => sum + records, 0) / chunks.length,
    outputs,
  };
};
