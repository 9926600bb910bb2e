import { setTimeout as delay } from 'node:timers/promises';
import { groupOf } from '../../services/runtime/engine/group.ts';
import type { ServiceName } from '../../topology/topology.ts';

/** Lag of a service as the lag exporter tells it, all input partitions together. */
export interface ServiceLag {
  readonly service: string;
  /** Infinite where the exporter does not know it. */
  readonly records: number;
  /** Of the partition that is furthest behind; infinite as above. */
  readonly seconds: number;
}

const POLL_MS = 250;
/** `name{labels} value` of the Prometheus text format. */
const SAMPLE = /^(\w+)\{([^}]*)\} (\S+)$/gm;

/** Values of a metric by group. */
const readByGroup = (text: string, metric: string): ReadonlyMap<string, number> =>
  new Map(
    [...text.matchAll(SAMPLE)].flatMap(([, name, labels, value]) => {
      const group = /\bgroup="([^"]*)"/.exec(labels!)?.[1];
      return name === metric && group !== undefined ? [[group, Number(value)] as const] : [];
    }),
  );

const readLags = async (exporter_url: string, services: readonly ServiceName[]): Promise<readonly ServiceLag[]> => {
  const text = await (await fetch(`${exporter_url}/metrics`)).text();
  const records = readByGroup(text, 'kafka_consumergroup_group_sum_lag');
  const seconds = readByGroup(text, 'kafka_consumergroup_group_max_lag_seconds');
  return services.map((service) => {
    const group = groupOf(service, '1');
    return {
      service,
      records: records.get(group) ?? Number.POSITIVE_INFINITY,
      seconds: seconds.get(group) ?? Number.POSITIVE_INFINITY,
    };
  });
};

/**
 * Waits until no service has any lag, and answers what was measured last. The gauges follow with a delay.
 * @param exporter_url where the lag exporter answers, such as `http://127.0.0.1:9407`
 */
export const untilNoLag = async (
  exporter_url: string,
  services: readonly ServiceName[],
  timeout_ms: number,
): Promise<readonly ServiceLag[]> => {
  for (const until = performance.now() + timeout_ms; ; ) {
    const lags = await readLags(exporter_url, services);
    const isZero = lags.every(({ records, seconds }) => records === 0 && seconds === 0);
    if (isZero || performance.now() > until) return lags;
    await delay(POLL_MS);
  }
};
