import { replaceModule, runInside } from './replace.ts';

/** What stands for `Date` in the modules below: they use nothing of it but `now`. */
const MONOTONIC = { now: (): number => performance.now() };

/**
 * Modules that use `Date.now()` only to measure how long something takes, each after the ones it loads. Modules that use it
 * for the timestamps of records are not listed: those are times of the wall clock.
 */
const MODULES = [
  // Request timeouts, and how long a broker asks the client to wait (throttling).
  'network/requestQueue/socketRequest.js',
  'network/requestQueue/index.js',
  // Age of the metadata.
  'cluster/brokerPool.js',
  // Interval of heartbeats, age of a preferred read replica.
  'consumer/consumerGroup.js',
] as const;

/**
 * kafkajs measures durations with the wall clock. When the clock is set back by two days, requests time out two days late,
 * a throttled connection sends nothing, metadata is not refreshed and, worst, a member sends no heartbeats: its group gives
 * its partitions to others, and it does not notice. When the clock is set forward, every request in flight times out.
 */
export const measureByMonotonicTime = (): void => {
  for (const path of MODULES) replaceModule(path, runInside(path, { Date: MONOTONIC }));
};
