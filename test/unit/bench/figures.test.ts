import { expect, test } from 'vitest';
import { figuresOf } from '../../../tools/bench/catch-up/figures.ts';
import { windowOf } from '../../../tools/bench/catch-up/window.ts';
import { totalShare } from '../../../tools/bench/idle/measure.ts';
import { sumTraces, toTrace } from '../../../tools/bench/process/trace.ts';
import { produceRatio } from '../../../tools/bench/produce/measure.ts';
import { selfTimes } from '../../../tools/bench/profile/self-time.ts';

const CHUNKS = [
  { at_ms: 3_000, records: 400 },
  { at_ms: 1_000, records: 500 },
  { at_ms: 2_000, records: 500 },
];

test('a throughput is taken from the first chunk to the last, without the records of the first', () => {
  expect(windowOf(CHUNKS)).toEqual({ from_ms: 1_000, to_ms: 3_000, events: 900 });
  expect(() => windowOf(CHUNKS.slice(0, 1))).toThrow('too few events');
});

test('CPU time between two moments is read off between samples', () => {
  const trace = toTrace([
    { at_ms: 900, cpu_ms: 50, rss_peak_bytes: 1 },
    { at_ms: 1_100, cpu_ms: 70, rss_peak_bytes: 2 },
    { at_ms: 3_100, cpu_ms: 270, rss_peak_bytes: 3 },
  ]);
  expect(trace.cpuBetween(1_000, 2_100)).toBe(170 - 60);
  expect(trace.cpuBetween(0, 9_000)).toBe(270 - 50);
  expect(trace.rss_peak_bytes).toBe(3);
});

test('processes that share a job count as one', () => {
  const one = toTrace([
    { at_ms: 0, cpu_ms: 0, rss_peak_bytes: 7 },
    { at_ms: 1_000, cpu_ms: 900, rss_peak_bytes: 9 },
  ]);
  const other = toTrace([
    { at_ms: 500, cpu_ms: 100, rss_peak_bytes: 4 },
    { at_ms: 1_500, cpu_ms: 200, rss_peak_bytes: 5 },
  ]);
  const both = sumTraces([one, other]);
  expect(both.cpuBetween(0, 1_000)).toBe(900 + 50);
  expect(both.rss_peak_bytes).toBe(14);
});

test('figures count per event', () => {
  const steady = toTrace([
    { at_ms: 0, cpu_ms: 0, rss_peak_bytes: 7 },
    { at_ms: 4_000, cpu_ms: 1_800, rss_peak_bytes: 8 },
  ]);
  const idle = toTrace([{ at_ms: 0, cpu_ms: 0, rss_peak_bytes: 1 }]);
  expect(figuresOf(CHUNKS, {}, { processes: steady, kafka: steady, redis: idle })).toEqual({
    events: 900,
    events_per_s: 450,
    cpu_us_per_event: 1_000,
    rss_peak_bytes: 8,
    kafka_cpu_us_per_event: 1_000,
    redis_cpu_us_per_event: 0,
    chunk_records: 1_400 / 3,
    outputs: {},
  });
});

test('self time is shared out among what is work', () => {
  const frame = (id: number, functionName: string, url = '') => ({
    id,
    callFrame: { functionName, url, lineNumber: 9 },
  });
  const profile = {
    nodes: [frame(1, '(idle)'), frame(2, 'parse', 'file:///x/node_modules/a/b.js'), frame(3, '')],
    samples: [1, 2, 3, 2, 1],
    timeDeltas: [0, 100, 300, 100, 300],
  };
  expect(selfTimes(profile)).toEqual([
    { name: 'parse', place: 'a/b.js:10', self_ms: 0.6, share: 600 / 700 },
    { name: '(anonymous)', place: '', self_ms: 0.1, share: 100 / 700 },
  ]);
  expect(selfTimes(profile, 450)[0]).toMatchObject({ name: 'parse', share: 1 });
});

test('the share of idle services is that of all of them, Kafka and Redis left out', () => {
  const share_by_service = {
    identity: 0.25,
    learning: 0.125,
    enrollment: 0.125,
    resolution: 0.25,
    voiding: 0,
    profile: 0,
  };
  expect(totalShare({ measured_ms: 1_000, share_by_service, share_of_kafka: 9, share_of_redis: 9 })).toBe(0.75);
});

test('the cost of producing is compared without compression, in large batches', () => {
  const figures = (['untouched', 'mended'] as const).flatMap((client) =>
    (['none', 'zstd'] as const).flatMap((compression) =>
      [100, 10].map((batch_records) => ({
        client,
        compression,
        batch_records,
        produce_us:
          (client === 'untouched' ? 3 : 1) * (compression === 'none' ? 1 : 5) * (batch_records === 100 ? 1 : 7),
        consume_us: 1,
        bytes_per_record: 1,
      })),
    ),
  );
  expect(produceRatio([...figures].reverse())).toBe(3);
});
