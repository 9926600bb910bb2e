import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { loadMappings } from '../../mappings/index.ts';
import type { LogRecord } from '../../services/runtime/kafka/log-reader.ts';
import { feed } from '../../tools/demo/feed.ts';
import { type ServiceProcess, startService, untilReady } from '../../tools/demo/services.ts';
import { type Verification, verify } from '../../tools/demo/verify.ts';
import { createDecode, createKafkaTopicReader } from '../../tools/ledger/kafka-reader.ts';
import { createExpected } from '../../tools/simulator/expected.ts';
import { simulate } from '../../tools/simulator/simulate.ts';
import { type JavaRecord, readAllWithJava } from '../../tools/stack/index.ts';
import { type TopicName, topology } from '../../topology/topology.ts';
import { type Pipeline, startPipeline } from '../support/pipeline.ts';

const EVENTS = 12_000;
const KILLS = 3;
const SPAN_MS = 60 * 60 * 1000;
/** Long enough for hires to arrive while services are down, short enough for the test to wait for. */
const PARK_DEADLINE_MS = 20_000;

describe('kill -9 in mid-run', () => {
  let pipeline: Pipeline;
  let verification: Verification;
  const learning: ServiceProcess[] = [];

  beforeAll(async () => {
    pipeline = await startPipeline({
      env: { PARK_DEADLINE_MS: String(PARK_DEADLINE_MS), CHUNK_RECORDS_MAX: '50', SESSION_TIMEOUT_MS: '6000' },
    });
    learning.push(pipeline.services.find(({ name }) => name === 'learning')!);
    const expected = createExpected();
    const simulated = simulate({
      seed: 7,
      events: EVENTS,
      start_ms: Date.now() - SPAN_MS,
      span_ms: SPAN_MS,
      mappings: loadMappings(),
    });
    const fed = feed(pipeline, simulated, { onRecord: expected.add });
    for (let kill = 1; kill <= KILLS; kill += 1) {
      await untilHandled(pipeline, (EVENTS * kill) / 20);
      learning.push(await killAndRestart(pipeline, learning.at(-1)!, kill));
    }
    await fed;
    await pipeline.untilQuiet(180_000);
    verification = await verify(createKafkaTopicReader(pipeline.reader), createDecode(pipeline.codec), expected);
  }, 360_000);

  afterAll(async () => {
    await learning.at(-1)?.stop();
    await pipeline?.stop();
  });

  test('the learning service died each time while it had work to do', async () => {
    expect(learning).toHaveLength(KILLS + 1);
    for (const killed of learning.slice(0, KILLS)) expect((await killed.exited).signal).toBe('SIGKILL');
  });

  test('the ledger balances: nothing lost, nothing doubled, order kept', () => {
    expect(verification.ledger.findings).toEqual([]);
  });

  test('what came out is what the simulator knows must come out', () => {
    expect(verification.differences).toEqual([]);
  });

  test('a Java consumer reads exactly the same committed records', async () => {
    for (const topic of Object.keys(topology.topics).filter(isPublished)) {
      const [ours, theirs] = await Promise.all([pipeline.readAll(topic), readAllWithJava(pipeline.stack, topic)]);
      expect(ours.length, topic).toBeGreaterThan(0);
      expect(theirs.map(fromJava).sort(), topic).toEqual(ours.map(fromLog).sort());
    }
  });
});

const isPublished = (topic: string): topic is TopicName => topic.startsWith('marketplace.') || topic === 'raw.xapi.dlq';

/** Waits until the ledger has entries for so many statements. */
const untilHandled = (pipeline: Pipeline, records: number): Promise<void> =>
  vi.waitFor(
    async () => {
      const entries = (await pipeline.values('ops.ledger')).filter(({ topic }) => topic === 'raw.xapi');
      const handled = entries.reduce((sum, { first_offset, next_offset }) => sum + next_offset - first_offset, 0);
      if (handled <= records) throw new Error(`only ${handled} statements handled`);
    },
    { timeout: 60_000, interval: 50 },
  );

const killAndRestart = async (pipeline: Pipeline, victim: ServiceProcess, kill: number): Promise<ServiceProcess> => {
  victim.signal('SIGKILL');
  await victim.exited;
  const options = { env: pipeline.env, logsDir: pipeline.stack.logsDir, instance: `restart-${kill}` };
  const restarted = await startService('learning', options);
  await untilReady(restarted);
  return restarted;
};

const text = (bytes: Buffer | null): string => (bytes === null ? 'null' : bytes.toString('base64'));

const fromLog = ({ partition, offset, timestamp_ms, key, value, headers }: LogRecord): string =>
  JSON.stringify([
    partition,
    offset,
    timestamp_ms,
    text(key),
    text(value),
    Object.entries(headers).flatMap(([name, given]) =>
      (Array.isArray(given) ? given : [given]).map((one) => `${name}=${text(one)}`),
    ),
  ]);

const fromJava = ({ partition, offset, timestamp, key, value, headers }: JavaRecord): string =>
  JSON.stringify([
    partition,
    offset,
    timestamp,
    text(key),
    text(value),
    headers.map(({ name, value: one }) => `${name}=${text(one)}`),
  ]);
