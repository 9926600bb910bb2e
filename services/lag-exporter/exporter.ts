import { setTimeout as delay } from 'node:timers/promises';
import type { ClusterView } from '../runtime/kafka/cluster-view.ts';
import type { Logger } from '../runtime/log.ts';
import { createDrainTimes } from './drain.ts';
import { createMeasurer } from './measure.ts';
import type { LagMetrics } from './metrics.ts';
import { readCluster } from './reading.ts';
import { createUnreadRecords } from './unread.ts';
import type { Filter } from './watched.ts';

export interface LagExporterOptions {
  /** Connects to the cluster; called again after a failure. */
  readonly connect: () => ClusterView;
  readonly filter: Filter;
  readonly interval_ms: number;
  readonly metrics: LagMetrics;
  readonly log: Logger;
}

export interface LagExporter {
  /** Measures until the signal, whatever fails. */
  readonly run: (signal: AbortSignal) => Promise<void>;
  /** Why the last round is no answer; null while it is one. */
  readonly problem: () => string | null;
  /** When the loop last turned over, on the monotonic clock. */
  readonly alive_at_ms: () => number;
}

/** A broker that is gone without a word is noticed then; a round takes a fraction of a second. */
const ROUND_MAX_MS = 15_000;
const CLOSE_MAX_MS = 3_000;
/** For so many intervals the values of the last round are still those of now. Longer than one failed round. */
const FRESH_INTERVALS = 3;

/** Measures the groups again and again. When Kafka does not answer, the series end; they come back with it. */
export const createLagExporter = (options: LagExporterOptions): LagExporter => {
  const { interval_ms, metrics, log } = options;
  let view: ClusterView | undefined;
  let problem: string | null = 'no round yet';
  let alive_at_ms = performance.now();
  let succeeded_at_ms = Number.NEGATIVE_INFINITY;

  const unread = createUnreadRecords((...args) => {
    if (view === undefined) throw new Error('not connected');
    return view.batches(...args);
  });
  const measurer = createMeasurer(unread, createDrainTimes(), {
    wall_ms: () => Date.now(),
    monotonic_ms: () => performance.now(),
  });

  const measure = async (): Promise<void> => {
    view ??= options.connect();
    const mine = view;
    const measurement = await measurer.measure(await readCluster(mine, options.filter));
    // A round that was given up must not say later what was true then.
    if (view === mine) metrics.publish(measurement);
  };

  const fail = async (error: unknown, now_ms: number): Promise<void> => {
    const message = error instanceof Error ? error.message : String(error);
    if (problem === null) log.warn({ error: message }, 'the lag cannot be measured');
    problem = `kafka: ${message}`;
    if (now_ms - succeeded_at_ms > FRESH_INTERVALS * interval_ms) metrics.withdraw();
    // The next round connects again: this connection may be the reason.
    const broken = view;
    view = undefined;
    await within(CLOSE_MAX_MS, broken?.close() ?? Promise.resolve()).catch(() => undefined);
  };

  const round = async (): Promise<void> => {
    const started_ms = performance.now();
    alive_at_ms = started_ms;
    try {
      await within(ROUND_MAX_MS, measure());
      succeeded_at_ms = performance.now();
      if (problem !== null) log.info('the lag is measured');
      problem = null;
    } catch (error) {
      await fail(error, performance.now());
    }
    metrics.round(problem === null, (performance.now() - started_ms) / 1000, Date.now() / 1000);
  };

  const run = async (signal: AbortSignal): Promise<void> => {
    const stopped = new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    while (!signal.aborted) {
      await Promise.race([round(), stopped]);
      await delay(interval_ms, undefined, { signal }).catch(() => undefined);
    }
    await within(CLOSE_MAX_MS, view?.close() ?? Promise.resolve()).catch(() => undefined);
  };

  return { run, problem: () => problem, alive_at_ms: () => alive_at_ms };
};

/** @throws Error when the work takes longer */
const within = async <T>(limit_ms: number, work: Promise<T>): Promise<T> => {
  // What is too late may still fail, and nobody waits for it then.
  work.catch(() => undefined);
  const ended = new AbortController();
  const late = delay(limit_ms, undefined, { signal: ended.signal }).then(() => {
    throw new Error(`no answer for ${limit_ms} ms`);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    ended.abort();
  }
};
