import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hire, worker } from '../support/hr.ts';
import { readLedger } from '../support/ledger.ts';
import { type Pipeline, startPipeline } from '../support/pipeline.ts';

const AT = Date.UTC(2026, 4, 1);
const COURSE = 'https://lms-alpha.example/courses/python-basics';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await startPipeline({ security: 'tls' });
}, 180_000);
afterAll(() => pipeline?.stop());

test('the pipeline runs over SASL_SSL, with TLS to Redis and the registry', async () => {
  expect(pipeline.settings.kafka.ssl).not.toBe(false);
  expect(pipeline.settings.kafka.sasl?.mechanism).toMatch(/scram/);
  expect(pipeline.settings.redis.tls).not.toBe(false);
  expect(pipeline.settings.redis.username).toBeDefined();
  expect(pipeline.settings.registry.url).toMatch(/^https:/);

  const statement = {
    id: '5b0a7e0c-1c7e-4c55-9f38-3c1d3a5c7a11',
    actor: { mbox: 'mailto:ada@Example.COM' },
    verb: { id: 'http://adlnet.gov/expapi/verbs/completed' },
    object: { id: COURSE, definition: { type: 'http://adlnet.gov/expapi/activities/course' } },
    result: { completion: true, score: { raw: 42, min: 0, max: 50 } },
    timestamp: new Date(AT).toISOString(),
  };
  // The statement comes before anybody knows the learner: parked, then brought back.
  await pipeline.send('raw.xapi', [
    {
      key: 'ada',
      value: pipeline.codec.encode('raw.xapi', {
        source: 'lms-alpha',
        received_at: AT,
        statement: JSON.stringify(statement),
      }),
    },
  ]);
  await expect.poll(() => pipeline.values('identity.unresolved'), { timeout: 60_000 }).toHaveLength(1);
  await hire(pipeline, { E1: worker({ email: 'ada@example.com' }) }, AT);
  await expect.poll(() => pipeline.values('marketplace.completion'), { timeout: 60_000 }).toHaveLength(1);
  await pipeline.untilQuiet(60_000);

  expect(await pipeline.values('marketplace.completion')).toMatchObject([
    { member_id: 'E1', course_id: COURSE, learning_completed: true, completed_at: AT },
  ]);
  expect(await pipeline.values('marketplace.score')).toMatchObject([
    { member_id: 'E1', course_id: COURSE, score: 84, assessed_at: AT },
  ]);
  expect((await readLedger(pipeline)).findings).toEqual([]);
});

test('services log no secrets and no personal data', async () => {
  for (const { logFile } of pipeline.services) {
    const log = await readFile(logFile, 'utf8');
    expect(log).not.toContain(pipeline.settings.kafka.sasl!.password);
    expect(log).not.toContain(pipeline.env['IDENTITY_KEY']);
    expect(log).not.toContain(pipeline.env['DEAD_LETTER_KEY']);
    expect(log).not.toMatch(/[\w.]+@[\w.]+\.\w+/);
  }
});

test('services that are told to stop leave their groups and exit 0', async () => {
  const exits = await Promise.all(pipeline.services.map((service) => service.stop()));
  expect(exits).toEqual(pipeline.services.map(() => ({ code: 0, signal: null })));
});
