import { setTimeout as delay } from 'node:timers/promises';
import { untilReady } from '../../demo/services.ts';
import type { Load } from '../load/load.ts';
import type { InputProducer } from '../preload.ts';
import { type BenchServiceOptions, startBenchService } from '../process/service.ts';
import { traceUsage } from '../process/trace.ts';
import type { Stage } from '../stage.ts';
import { percentile } from '../statistics.ts';
import { sendSteadily } from './sender.ts';
import { watchCompletions } from './watcher.ts';

export interface LatencyOptions {
  /** One that has caught up. */
  readonly service: BenchServiceOptions;
  readonly rate_per_s: number;
  /** Not measured: the service compiles its code, connections are made. */
  readonly warm_up_ms: number;
  readonly measured_ms: number;
}

/** Time from when a statement was due to be sent until its completion record was in a consumer's hand. */
export interface LatencyFigures {
  readonly rate_per_s: number;
  readonly samples: number;
  readonly p50_ms: number;
  readonly p95_ms: number;
  readonly p99_ms: number;
  readonly max_ms: number;
  /** Of the service, at this rate. */
  readonly cpu_us_per_event: number;
}

const LAST_ONES_MAX_MS = 30_000;
const POLL_MS = 20;

export const measureLatency = async (
  stage: Stage,
  producer: InputProducer,
  load: Load,
  { service: service_options, rate_per_s, warm_up_ms, measured_ms }: LatencyOptions,
): Promise<LatencyFigures> => {
  const service = await startBenchService(stage, 'learning', service_options);
  const waiting = new Map<string, number>();
  const latencies_ms: number[] = [];
  let measured_from_ms = Number.POSITIVE_INFINITY;

  await untilReady(service.process);
  const watcher = await watchCompletions(stage, (statement_id, at_ms) => {
    const due_ms = waiting.get(statement_id);
    if (due_ms === undefined) return;
    waiting.delete(statement_id);
    if (due_ms >= measured_from_ms) latencies_ms.push(at_ms - due_ms);
  });
  const trace = traceUsage(service.process.pid);
  const sendFor = (duration_ms: number): Promise<void> =>
    sendSteadily(producer, {
      rate_per_s,
      duration_ms,
      next: load.next,
      onDue: ({ completes }, due_ms) => {
        if (completes !== null) waiting.set(completes, due_ms);
      },
    });
  await sendFor(warm_up_ms);
  measured_from_ms = Date.now();
  await sendFor(measured_ms);
  const measured_to_ms = Date.now();
  const usage = trace.stop();
  await untilEmpty(waiting, service.ended);
  await watcher.close();
  await service.stop();

  return {
    rate_per_s,
    samples: latencies_ms.length,
    p50_ms: percentile(latencies_ms, 50),
    p95_ms: percentile(latencies_ms, 95),
    p99_ms: percentile(latencies_ms, 99),
    max_ms: percentile(latencies_ms, 100),
    cpu_us_per_event:
      (usage.cpuBetween(measured_from_ms, measured_to_ms) * 1000) /
      (((measured_to_ms - measured_from_ms) / 1000) * rate_per_s),
  };
};

const untilEmpty = async (waiting: ReadonlyMap<string, number>, ended: Promise<void>): Promise<void> => {
  const deadline = performance.now() + LAST_ONES_MAX_MS;
  while (waiting.size > 0) {
    if (performance.now() > deadline) throw new Error(`${waiting.size} completions never came`);
    await Promise.race([delay(POLL_MS), ended]);
  }
};
