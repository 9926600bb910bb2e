import { readUsage, type Usage } from './usage.ts';

/** The use of a process over time. */
export interface UsageTrace {
  /** CPU time between two moments (epoch milliseconds), read off between samples. */
  readonly cpuBetween: (from_ms: number, to_ms: number) => number;
  readonly rss_peak_bytes: number;
}

export interface Sample extends Usage {
  /** Epoch milliseconds. */
  readonly at_ms: number;
}

/** Twenty samples a second cost next to nothing, and the error at both ends of a run of seconds is below a percent. */
const INTERVAL_MS = 50;

/** Makes a trace of samples in the order of time. @throws Error without samples */
export const toTrace = (samples: readonly Sample[]): UsageTrace => {
  const last = samples.at(-1);
  if (last === undefined) throw new Error('no samples of a process');

  const cpuAt = (at_ms: number): number => {
    const next = samples.findIndex((sample) => sample.at_ms >= at_ms);
    if (next === -1) return last.cpu_ms;
    const after = samples[next]!;
    const before = samples[next - 1];
    if (before === undefined) return after.cpu_ms;
    const share = (at_ms - before.at_ms) / (after.at_ms - before.at_ms);
    return before.cpu_ms + (after.cpu_ms - before.cpu_ms) * share;
  };

  return {
    cpuBetween: (from_ms, to_ms) => cpuAt(to_ms) - cpuAt(from_ms),
    rss_peak_bytes: last.rss_peak_bytes,
  };
};

/** Processes that share a job, as one. Their peaks are added as if they came at the same time: what the machine must have. */
export const sumTraces = (traces: readonly UsageTrace[]): UsageTrace => ({
  cpuBetween: (from_ms, to_ms) => traces.reduce((sum, trace) => sum + trace.cpuBetween(from_ms, to_ms), 0),
  rss_peak_bytes: traces.reduce((sum, trace) => sum + trace.rss_peak_bytes, 0),
});

/** Watches a process until `stop` is called. */
export const traceUsage = (pid: number): { readonly stop: () => UsageTrace } => {
  const samples: Sample[] = [];
  const take = (): void => {
    const usage = readUsage(pid);
    if (usage !== null) samples.push({ at_ms: Date.now(), ...usage });
  };
  take();
  const timer = setInterval(take, INTERVAL_MS);
  return {
    stop: () => {
      clearInterval(timer);
      take();
      return toTrace(samples);
    },
  };
};
