import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LAG_EXPORTER, type ServiceProcess, startService, untilReady } from '../../tools/demo/services.ts';
import { type Stack, startStack } from '../../tools/stack/index.ts';

/** Beyond three intervals, and the time that a connection takes to fail. */
const WITHIN_MS = 60_000;

describe('the lag exporter as a process', () => {
  let stack: Stack;
  let exporter: ServiceProcess<typeof LAG_EXPORTER>;
  beforeAll(async () => {
    stack = await startStack({ only: ['kafka'] });
    const env = { KAFKA_BROKERS: stack.env['KAFKA_BROKERS']!, LAG_INTERVAL_MS: '500', LAG_GROUPS: '.*' };
    exporter = await startService(LAG_EXPORTER, { env, logsDir: stack.logsDir });
  }, 120_000);
  afterAll(async () => {
    await exporter?.stop();
    await stack?.stop();
  });

  const metrics = async (): Promise<string> => (await fetch(`${exporter.probeUrl}/metrics`)).text();
  const probe = async (path: string) => {
    const response = await fetch(exporter.probeUrl + path);
    return { status: response.status, text: await response.text() };
  };

  test('needs Kafka and nothing else, and says of services without topics that it cannot read them', async () => {
    await untilReady(exporter);
    const text = await metrics();
    expect(text).toContain('skillstream_lag_exporter_up 1');
    expect(text).toContain(
      'skillstream_lag_exporter_unreadable_partitions{cluster_name="skillstream",group="skillstream.learning",topic="raw.xapi"} 1',
    );
  });

  test('ends its series when Kafka is gone, and begins them again when it is back', { timeout: 180_000 }, async () => {
    await stack.kafka.kill();
    await expect.poll(metrics, { timeout: WITHIN_MS }).toContain('skillstream_lag_exporter_up 0');
    await expect
      .poll(metrics, { timeout: WITHIN_MS })
      .not.toMatch(/^(kafka_|skillstream_(group|lag_exporter_unr)\w+\{)/m);
    expect(await probe('/readyz')).toMatchObject({ status: 503, text: expect.stringContaining('kafka') });
    expect((await probe('/healthz')).status).toBe(200);
    await stack.kafka.start();
    await untilReady(exporter);
    expect(await metrics()).toContain('skillstream_lag_exporter_up 1');
  });

  test('ends its series also when Kafka is there and answers nothing', { timeout: 180_000 }, async () => {
    stack.kafka.pause();
    await expect.poll(metrics, { timeout: WITHIN_MS }).toContain('skillstream_lag_exporter_up 0');
    await expect.poll(metrics, { timeout: WITHIN_MS }).not.toMatch(/^kafka_\w+\{/m);
    stack.kafka.resume();
    await untilReady(exporter);
  });

  test('stops when it is asked to', async () => {
    expect(await exporter.stop()).toEqual({ code: 0, signal: null });
  });
});

test('wrong settings stop its start, with one message for all of them', async () => {
  const started = await startService(LAG_EXPORTER, {
    env: { LAG_GROUPS: '(', LAG_INTERVAL_MS: 'often' },
    logsDir: tmpdir(),
    instance: crypto.randomUUID(),
  });
  expect(await started.exited).toMatchObject({ code: 78 });
  const log = await readFile(started.logFile, 'utf8');
  for (const name of ['KAFKA_BROKERS', 'LAG_GROUPS', 'LAG_INTERVAL_MS']) expect(log).toContain(name);
});
