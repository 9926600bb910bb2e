import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { loadMappings } from '../../mappings/index.ts';
import { feed } from '../../tools/demo/feed.ts';
import { type Verification, verify } from '../../tools/demo/verify.ts';
import { createDecode, createKafkaTopicReader } from '../../tools/ledger/kafka-reader.ts';
import { createExpected } from '../../tools/simulator/expected.ts';
import { simulate } from '../../tools/simulator/simulate.ts';
import type { Stack } from '../../tools/stack/index.ts';
import { type Pipeline, startPipeline } from '../support/pipeline.ts';
import { saveRedis } from '../support/redis.ts';

const EVENTS = 6_000;
const SPAN_MS = 60 * 60 * 1000;

const untilHandled = (pipeline: Pipeline, records: number): Promise<void> =>
  vi.waitFor(
    async () => {
      const entries = await pipeline.values('ops.ledger');
      const handled = entries.reduce((sum, { first_offset, next_offset }) => sum + next_offset - first_offset, 0);
      if (handled < records) throw new Error(`only ${handled} records handled`);
    },
    { timeout: 60_000, interval: 50 },
  );

/** It comes back with what it saved last. */
const restartRedis = async ({ redis }: Stack): Promise<void> => {
  await redis.kill();
  await redis.start();
};

describe('Redis killed in mid-run, restarted empty and then as it was some time ago', () => {
  let pipeline: Pipeline;
  let verification: Verification;

  beforeAll(async () => {
    pipeline = await startPipeline({ env: { PARK_DEADLINE_MS: '30000', CHUNK_RECORDS_MAX: '50' } });
    const expected = createExpected();
    const start_ms = Date.now() - SPAN_MS;
    const simulated = simulate({ seed: 11, events: EVENTS, start_ms, span_ms: SPAN_MS, mappings: loadMappings() });
    const fed = feed(pipeline, simulated, { onRecord: expected.add });
    await untilHandled(pipeline, EVENTS * 0.2);
    await restartRedis(pipeline.stack);
    await untilHandled(pipeline, EVENTS * 0.4);
    await saveRedis(pipeline.stack.env['REDIS_URL']!);
    await untilHandled(pipeline, EVENTS * 0.55);
    await restartRedis(pipeline.stack);
    await fed;
    await pipeline.untilQuiet(180_000);
    verification = await verify(createKafkaTopicReader(pipeline.reader), createDecode(pipeline.codec), expected);
  }, 300_000);

  afterAll(() => pipeline?.stop());

  test('costs time, never a record: the ledger balances, nothing is doubled', () => {
    expect(verification.ledger.findings).toEqual([]);
  });

  test('what came out is what the simulator knows must come out', () => {
    expect(verification.differences).toEqual([]);
  });

  test('every service is ready again', async () => {
    for (const { name, probeUrl } of pipeline.services) {
      expect((await fetch(`${probeUrl}/readyz`)).status, name).toBe(200);
    }
  });
});
