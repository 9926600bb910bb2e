import { produceRatio } from '../produce/measure.ts';
import type { Report } from './report.ts';

/** What is to be reached. Information beside the figures: a busy machine misses them without anything being wrong. */
export interface Target {
  readonly name: string;
  readonly wanted: string;
  readonly measured: string;
  readonly met: boolean;
}

const RATIO_MIN = 0.5;
const MEMORY_MAX_MB = 450;
const P99_MAX_MS = 150;
const PRODUCE_RATIO_MIN = 2;
const IDLE_SHARE_MAX = 0.01;
const BYTES_PER_MB = 1_000_000;

export const targetsOf = ({ ratios, medians, latency, produce, idle }: Report): readonly Target[] => {
  const memory_mb = medians.service.rss_peak_bytes / BYTES_PER_MB;
  const busiest_share = Math.max(...Object.values(idle.share_by_service));
  return [
    {
      name: 'events/s as a share of the floor',
      wanted: `≥ ${RATIO_MIN}`,
      measured: ratios.events_per_s.toFixed(2),
      met: ratios.events_per_s >= RATIO_MIN,
    },
    {
      name: 'peak memory of the service',
      wanted: `< ${MEMORY_MAX_MB} MB`,
      measured: `${memory_mb.toFixed(0)} MB`,
      met: memory_mb < MEMORY_MAX_MB,
    },
    {
      name: `p99 at ${latency.rate_per_s} events/s`,
      wanted: `< ${P99_MAX_MS} ms`,
      measured: `${latency.p99_ms.toFixed(0)} ms`,
      met: latency.p99_ms < P99_MAX_MS,
    },
    {
      name: 'produce cost, untouched client : mended',
      wanted: `≥ ${PRODUCE_RATIO_MIN}`,
      measured: produceRatio(produce).toFixed(2),
      met: produceRatio(produce) >= PRODUCE_RATIO_MIN,
    },
    {
      name: 'idle CPU of the busiest service',
      wanted: `< ${IDLE_SHARE_MAX * 100} %`,
      measured: `${(busiest_share * 100).toFixed(2)} %`,
      met: busiest_share < IDLE_SHARE_MAX,
    },
  ];
};
