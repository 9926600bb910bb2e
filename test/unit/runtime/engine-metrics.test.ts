import fc from 'fast-check';
import { Histogram, Registry } from 'prom-client';
import { describe, expect, test } from 'vitest';
import { createTally } from '../../../services/runtime/engine/tally.ts';
import { createEngineMetrics } from '../../../services/runtime/metrics/engine-metrics.ts';
import { createRecordAges } from '../../../services/runtime/metrics/record-ages.ts';

const create = () =>
  createEngineMetrics('learning', {
    inputs: { 'raw.xapi': 2, 'learning.voided': 1 },
    codes: ['conflict', 'too_large'],
  });
const recordAt = (timestamp_ms: number) => ({
  ...{ topic: 'raw.xapi', partition: 0, offset: 0, timestamp_ms, key: null, value: null, headers: {} },
});

describe('the metrics of a service', () => {
  test.each([
    ['skillstream_dead_letters_total', 4, { topic: 'raw.xapi', code: 'conflict' }],
    ['skillstream_offset_gaps_total', 3, { topic: 'raw.xapi', partition: '1' }],
    ['skillstream_input_records_total', 10, { topic: 'learning.voided', outcome: 'dead' }],
    ['skillstream_chunk_retries_total', 4, { reason: 'redis_unavailable' }],
    ['skillstream_parked_lost_total', 1, {}],
    ['skillstream_freshness_seconds_count', 2, { topic: 'raw.xapi' }],
  ])('%s has all its series from the start, at 0', async (name, series, labels) => {
    const lines = (await create().render()).text.split('\n').filter((line) => line.startsWith(`${name}{`));
    expect(lines).toHaveLength(series);
    for (const line of lines) expect(line).toMatch(/ 0$/);
    const words = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    expect(lines.filter((line) => words.every((word) => line.includes(word)))).toHaveLength(1);
  });

  test('count each record for freshness, not each transaction', async () => {
    const metrics = create();
    const tally = createTally();
    tally.add('published', 'r', { offset: 0, returned: false });
    const now_ms = Date.now();
    // One that is late, among many that are not.
    metrics.committed('raw.xapi', 0, tally, [recordAt(now_ms - 120_000), ...Array(99).fill(recordAt(now_ms))]);
    const { text } = await metrics.render();
    const sampleOf = (part: string) =>
      Number(new RegExp(`^skillstream_freshness_seconds_${part} (\\S+)$`, 'm').exec(text)?.[1]);
    const of_topic = 'topic="raw.xapi",service="learning"';
    expect(sampleOf(`count\\{${of_topic}\\}`)).toBe(100);
    expect(sampleOf('bucket\\{topic="raw.xapi",le="60",service="learning"\\}')).toBe(99);
    expect(sampleOf(`sum\\{${of_topic}\\}`)).toBeGreaterThanOrEqual(120);
  });
});

describe('the histogram of ages', () => {
  const BUCKETS_S = [0.01, 1, 60];

  test('is what prom-client makes of the same records', async () => {
    const times = fc.array(fc.integer({ min: 0, max: 100_000 }), { maxLength: 50 });
    await fc.assert(
      fc.asyncProperty(fc.array(times, { maxLength: 4 }), async (chunks) => {
        const [ours, theirs] = [new Registry(), new Registry()];
        const options = { name: 'ages', help: 'Ages.' };
        const ages = createRecordAges(ours, { ...options, buckets_s: BUCKETS_S, topics: ['t'] });
        const histogram = new Histogram({ ...options, labelNames: ['topic'], buckets: BUCKETS_S, registers: [theirs] });
        histogram.zero({ topic: 't' });
        for (const chunk of chunks) {
          ages.observe(
            't',
            chunk.map((timestamp_ms) => ({ timestamp_ms })),
            90_000,
          );
          for (const time of chunk) histogram.observe({ topic: 't' }, Math.max(0, 90_000 - time) / 1000);
        }
        const read = async (registry: Registry) =>
          (await registry.metrics())
            .trim()
            .split('\n')
            .map((line) => line.replace(/\{.*\}/, (labels) => [...labels.matchAll(/\w+="[^"]*"/g)].sort().join()))
            // Sums of fractions differ in their last digits.
            .map((line) => line.replace(/(\d+\.\d{6})\d*$/, '$1'))
            .filter((line) => !line.includes('_sum'))
            .sort();
        expect(await read(ours)).toEqual(await read(theirs));
      }),
    );
  });
});
