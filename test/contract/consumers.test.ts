import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Credential, Member } from '../../schemas/types.generated.ts';
import { readSettings } from '../../services/runtime/config/settings.ts';
import { partitionOf } from '../../services/runtime/kafka/partition.ts';
import { createLogger } from '../../services/runtime/log.ts';
import { ownSettings } from '../../services/runtime/shared-settings/declared.ts';
import { checkShared } from '../../services/runtime/shared-settings/store.ts';
import { type Connections, openConnections } from '../../tools/ledger/connections.ts';
import { type Stack, startStack } from '../../tools/stack/index.ts';
import { repositoryRoot } from '../../tools/stack/paths.ts';
import { applyTopology } from '../../tools/topology/apply.ts';
import { topology } from '../../topology/topology.ts';
import { produce } from '../support/stack-clients.ts';

/** What documents and tools read from outside, against topics as the services write them. */

const KEY = 'k'.repeat(32);
const ORIGIN = { topic: 'raw.hris', partition: 0, offset: 0 };

const MEMBER: Member = {
  event_id: randomUUID(),
  member_id: 'E-1',
  status: 'active',
  employment_kind: 'employee',
  email: null,
  merged_into: null,
  as_of: 0,
  rule: 'worker',
  mapping_version: '1.0.0',
  origin: ORIGIN,
};

const CREDENTIAL: Credential = {
  event_id: randomUUID(),
  member_id: 'E-1',
  known_as: null,
  kind: 'badge',
  assertion: 'asserted',
  credential_id: 'https://lms.example/badges/1',
  name: 'Data Hero',
  badge_awarded: [],
  certificate_ref: null,
  issuer: 'https://lms.example/issuer',
  issued_at: Date.UTC(2026, 0, 1),
  expires_at: null,
  renews: null,
  course_id: null,
  statement_id: randomUUID(),
  source: 'lms-alpha',
  rule: 'badge-earned',
  mapping_version: '1.0.0',
  withdraws: null,
  voided_by: null,
  origin: ORIGIN,
};

let stack: Stack;
let connections: Connections;

beforeAll(async () => {
  stack = await startStack();
  const settings = readSettings(stack.env, ['kafka', 'registry']);
  await applyTopology(settings);
  connections = await openConnections(settings, 'consumers-test');
  const { codec } = connections;
  const partition = partitionOf('E-1', topology.topics['marketplace.member'].partitions);
  const at = { partition, key: 'E-1' };
  const headers = { 'tombstone-reason': 'erased' };
  await produce(stack.env, [
    { topic: 'marketplace.member', ...at, key: 'E-0', value: null, headers },
    { topic: 'marketplace.member', ...at, value: codec.encode('marketplace.member', MEMBER) },
    { topic: 'marketplace.credential', ...at, value: codec.encode('marketplace.credential', CREDENTIAL) },
  ]);
});

afterAll(async () => {
  await connections?.close();
  await stack?.stop();
});

/** What a program prints until it has printed a text. */
const outputUntil = async (program: ChildProcess, text: string): Promise<string> => {
  let output = '';
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const read = (chunk: Buffer): void => {
    output += chunk.toString();
    if (output.includes(text)) resolve(output);
  };
  program.stdout!.on('data', read);
  program.stderr!.on('data', read);
  program.on('exit', (code) => reject(new Error(`exit ${code}: ${output}`)));
  return promise;
};

describe('the consumer of the README', () => {
  it('reads values and tombstones', async () => {
    const readme = await readFile(join(repositoryRoot, 'README.md'), 'utf8');
    const [snippet, ...others] = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code!);
    expect(others).toEqual([]);
    // Beside the packages that it imports.
    const file = join(repositoryRoot, 'var', `readme-consumer-${randomUUID()}.ts`);
    await mkdir(join(repositoryRoot, 'var'), { recursive: true });
    await writeFile(file, snippet!);
    const consumer = spawn(process.execPath, [file], { env: { ...process.env, ...stack.env } });
    try {
      const output = await outputUntil(consumer, "employment_kind: 'employee'");
      expect(output).toContain('E-0 is no more: erased');
      expect(output).toMatch(/E-1 \w* ?\{/);
    } finally {
      consumer.kill('SIGKILL');
      await rm(file);
    }
  });
});

describe('credentials export', () => {
  const run = promisify(execFile);
  const exported = (key: string, ...more: readonly string[]) =>
    run(process.execPath, ['tools/credentials/main.ts', 'export', ...more], {
      cwd: repositoryRoot,
      env: { PATH: process.env['PATH'], ...stack.env, IDENTITY_KEY: key },
    });

  it('writes nothing before the services have recorded which key is theirs', async () => {
    const refused = await exported(KEY).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('IDENTITY_KEY') });
  });
  it('writes badges with the key of the services', async () => {
    const settings = readSettings({ ...stack.env, IDENTITY_KEY: KEY }, ['kafka', 'registry', 'identity']);
    const parts = { ...connections, kafka: settings.kafka, log: createLogger('test', 'silent') };
    await checkShared(parts, ownSettings('identity', settings), { recorded_by: 'identity', reason: 'first start' });
    const { stdout } = await exported(KEY);
    expect(JSON.parse(stdout)).toMatchObject({ id: `urn:uuid:${CREDENTIAL.event_id}` });
  });
  it('writes nothing with another key, and says so', async () => {
    const refused = await exported('x'.repeat(32)).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 78, stdout: '', stderr: expect.stringContaining('IDENTITY_KEY') });
  });
  it('takes no key where the wallet is named', async () => {
    const { stdout } = await exported('', '--member', 'E-1', '--subject', 'did:example:1');
    expect(JSON.parse(stdout)).toMatchObject({ credentialSubject: { id: 'did:example:1' } });
  });
});
