import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceProcess } from './services.ts';

/** Lag of a service as its `/metrics` tell it, all input partitions together. */
export interface ServiceLag {
  readonly service: string;
  readonly records: number;
  /** Of the partition that is furthest behind. */
  readonly seconds: number;
}

const POLL_MS = 250;
/** `name{labels} value` of the Prometheus text format. */
const SAMPLE = /^(\w+)\{[^}]*\} (\S+)$/gm;

const readLag = async ({ name, probeUrl }: ServiceProcess): Promise<ServiceLag> => {
  const response = await fetch(`${probeUrl}/metrics`);
  let records = 0;
  let seconds = 0;
  for (const [, metric, value] of (await response.text()).matchAll(SAMPLE)) {
    if (metric === 'kafka_consumergroup_lag') records += Number(value);
    if (metric === 'kafka_consumergroup_group_lag_seconds') seconds = Math.max(seconds, Number(value));
  }
  return { service: name, records, seconds };
};

/** Waits until every service says that it has no lag, and says what they said last. The gauges follow with a delay. */
export const untilNoLag = async (
  services: readonly ServiceProcess[],
  timeout_ms: number,
): Promise<readonly ServiceLag[]> => {
  for (const until_ms = performance.now() + timeout_ms; ; ) {
    const lags = await Promise.all(services.map(readLag));
    const isZero = lags.every(({ records, seconds }) => records === 0 && seconds === 0);
    if (isZero || performance.now() > until_ms) return lags;
    await delay(POLL_MS);
  }
};
