import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSettings } from '../../services/runtime/config/settings.ts';
import { ownSettings } from '../../services/runtime/shared-settings/declared.ts';
import { untilReady } from '../../tools/demo/services.ts';
import { sharedStack } from '../support/stack.ts';
import { type Company, openCompany } from './support/company.ts';
import type { Instance } from './support/instance.ts';

const EXIT_SETTINGS = 78;
const OTHER_KEY = 'another-key-that-only-tests-use-nowhere-else';
const INSTANCES = 5;
const TOOL = fileURLToPath(new URL('../../tools/shared-settings/main.ts', import.meta.url));
const CREDENTIALS = fileURLToPath(new URL('../../tools/credentials/main.ts', import.meta.url));

let company: Company;
beforeAll(async () => {
  company = await openCompany(sharedStack());
});
afterAll(() => company?.close());

const keyOf = (number: number): string => `${OTHER_KEY}-${number}`;
const checkValueOf = (key: string): string =>
  ownSettings('identity', readSettings({ ...company.env, IDENTITY_KEY: key })).find(({ secret }) => secret)!.value;

/** Waits until an instance is ready or has ended; says how. */
const outcomeOf = (instance: Instance): Promise<number | null | 'ready'> =>
  Promise.race([
    instance.exited.then(({ code }) => code),
    untilReady(instance).then(
      () => 'ready' as const,
      () => instance.exited.then(({ code }) => code),
    ),
  ]);

const expectRefused = async (instance: Instance, setting: string): Promise<void> => {
  expect(await outcomeOf(instance)).toBe(EXIT_SETTINGS);
  const log = await readFile(instance.logFile, 'utf8');
  expect(log).toContain(`${setting} (one for `);
  expect(log).toContain('npm run shared-settings -- adopt');
  for (const key of [company.env['IDENTITY_KEY']!, OTHER_KEY]) {
    expect(log).not.toContain(key);
    expect(log).not.toContain(checkValueOf(key).split(':')[1]!);
  }
};

const run = async (main: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const given = { env: { ...process.env, ...company.env, ...env } };
  return promisify(execFile)(process.execPath, [main, ...args], given).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, stdout, stderr }),
  );
};

test('of instances that start at once with different keys, those with one key start, and it stays', async () => {
  const started = await Promise.all(
    Array.from({ length: INSTANCES }, (_, i) => company.start('learning', { env: { IDENTITY_KEY: keyOf(i % 2) } })),
  );
  const outcomes = await Promise.all(started.map(outcomeOf));
  const winner = outcomes.indexOf('ready') % 2;
  expect(outcomes).toEqual(outcomes.map((_, i) => (i % 2 === winner ? 'ready' : EXIT_SETTINGS)));
  await Promise.all(started.map((instance) => instance.stop()));
  const listed = JSON.parse((await run(TOOL, ['list', '--json'])).stdout) as { setting: string; value: unknown }[];
  expect(listed.filter(({ setting }) => setting === 'IDENTITY_KEY')).toMatchObject([{ value: null, scope: 'system' }]);
  const change = ['adopt', 'IDENTITY_KEY', '--reason', 'the tests that follow', '--operator', 'tester', '--yes'];
  expect(await run(TOOL, change)).toMatchObject({ code: 0 });
});

test('an instance with another key refuses to start; a running one is left alone', async () => {
  const [running] = await company.startReady('learning');
  await expectRefused(await company.start('learning', { env: { IDENTITY_KEY: OTHER_KEY } }), 'IDENTITY_KEY');
  await expectRefused(await company.start('identity', { env: { IDENTITY_KEY: OTHER_KEY } }), 'IDENTITY_KEY');
  expect((await fetch(`${running!.probeUrl}/readyz`)).status).toBe(200);
  await running!.stop();
});

test('a setting that a service has for itself, and one of all, are changed on purpose, and it is kept who did and why', async () => {
  await company.startReady('voiding').then(([voiding]) => voiding!.stop());
  const env = { SERVICE_GENERATION: '2', CLAIM_TTL_MS: '90000000' };
  await expectRefused(await company.start('voiding', { env }), 'SERVICE_GENERATION');
  const author = ['--reason', 'handle all again', '--operator', 'ada', '--yes'];
  expect(await run(TOOL, ['adopt', 'SERVICE_GENERATION', ...author], env)).toMatchObject({ code: 64 });
  expect(await run(TOOL, ['adopt', 'SERVICE_GENERATION', '--service', 'voiding', ...author], env)).toMatchObject({
    code: 0,
  });
  expect(await run(TOOL, ['adopt', 'CLAIM_TTL_MS', ...author], env)).toMatchObject({ code: 0 });
  const voiding = await company.start('voiding', { env });
  await untilReady(voiding);
  await voiding.stop();
  const { stdout } = await run(TOOL, ['list', '--json']);
  expect(JSON.parse(stdout)).toContainEqual(
    expect.objectContaining({ scope: 'voiding', value: '2', recorded_by: 'ada', reason: 'handle all again' }),
  );
  expect(await run(TOOL, ['adopt', 'CLAIM_TTL_MS', ...author])).toMatchObject({ code: 0 });
});

test('a tool that uses the key compares it too', async () => {
  const refused = await run(CREDENTIALS, ['export'], { IDENTITY_KEY: OTHER_KEY });
  expect(refused).toMatchObject({ code: EXIT_SETTINGS, stdout: '' });
  expect(refused.stderr).toContain('IDENTITY_KEY (one for the whole system)');
  expect(await run(CREDENTIALS, ['export'])).toMatchObject({ code: 0 });
});
