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
const BYTES_PER_MB = 1_000_000;

export const targetsOf = ({ ratios, medians, latency }: Report): readonly Target[] => {
  const memory_mb = medians.service.rss_peak_bytes / BYTES_PER_MB;
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
  ];
};
