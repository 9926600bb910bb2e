import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSettings } from '../../services/runtime/config/settings.ts';
import { createLogger } from '../../services/runtime/log.ts';
import { createRedis } from '../../services/runtime/redis/client.ts';
import { createRegistryClient } from '../../services/runtime/registry/client.ts';
import { createCertificates } from '../../tools/stack/certificates.ts';
import { readAllWithJava, type Stack, startStack } from '../../tools/stack/index.ts';
import { probeHttp, probeKafka, probeRedis } from '../../tools/stack/process/probes.ts';
import { createTopic, produce, withAdmin } from '../support/stack-clients.ts';

const DEADLINE_MS = 20_000;

let stack: Stack;
let folder: string;
/** Certificate of an authority that signed none of the servers. */
let strangeCa: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stack-tls-'));
  strangeCa = (await createCertificates(folder)).ca;
  stack = await startStack({ security: 'tls', logsDir: folder });
});

afterAll(async () => {
  await stack?.stop();
  await rm(folder, { recursive: true, force: true });
});

const target = (port: number, ca: string | null) => ({ port, ca, signal: AbortSignal.timeout(DEADLINE_MS) });
const ownCa = (): string => readFileSync(stack.env['REDIS_TLS_CA_FILE']!, 'utf8');

describe('Kafka over SASL_SSL', () => {
  it.each(['scram-sha-512', 'plain'])('lets the user in by %s and carries transactions', async (mechanism) => {
    const env = { ...stack.env, KAFKA_SASL_MECHANISM: mechanism };
    const topic = `over-${mechanism}`;
    await createTopic(env, topic);
    await produce(env, [{ topic, partition: 0, key: 'k', value: Buffer.from('v') }]);
    const records = await readAllWithJava({ ...stack, env }, topic);
    expect(records.map(({ key, value }) => [key?.toString(), value?.toString()])).toEqual([['k', 'v']]);
  });

  it.each(['scram-sha-512', 'plain'])('refuses a wrong password by %s', async (mechanism) => {
    const env = { ...stack.env, KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_PASSWORD: 'wrong' };
    await expect(withAdmin(env, (admin) => admin.listTopics())).rejects.toThrow(/authentication/i);
  });

  it('refuses a wrong password of the Java consumer, which says so', async () => {
    const env = { ...stack.env, KAFKA_SASL_PASSWORD: 'wrong' };
    await expect(readAllWithJava({ ...stack, env }, 'any')).rejects.toThrow(/invalid credentials/);
  });

  it('speaks no plain text, and is not believed by who trusts another authority', async () => {
    await expect(probeKafka(target(stack.kafka.port, null))).rejects.toThrow();
    await expect(probeKafka(target(stack.kafka.port, strangeCa))).rejects.toThrow(/certificate/);
  });
});

describe('Redis over TLS', () => {
  it('lets the ACL user in', async () => {
    const redis = createRedis(readSettings(stack.env, ['redis']).redis, createLogger('test', 'silent'));
    await expect(redis.check()).resolves.toBeUndefined();
    await redis.close();
  });

  it('refuses a wrong password, no login, plain text and another authority', async () => {
    const { port } = stack.redis;
    const wrong = { name: 'skillstream', password: 'wrong' };
    await expect(probeRedis(target(port, ownCa()), wrong)).rejects.toThrow(/WRONGPASS/);
    await expect(probeRedis(target(port, ownCa()), null)).rejects.toThrow(/NOAUTH/);
    await expect(probeRedis(target(port, null), null)).rejects.toThrow();
    await expect(probeRedis(target(port, strangeCa), null)).rejects.toThrow(/certificate/);
  });
});

describe('the registry over HTTPS', () => {
  it('answers who trusts its authority', async () => {
    const registry = createRegistryClient(readSettings(stack.env, ['registry']).registry);
    await expect(registry.ping()).resolves.toBeUndefined();
  });

  it('speaks no plain text, and is not believed by who trusts another authority', async () => {
    await expect(probeHttp(target(stack.registry.port, null), '/')).rejects.toThrow();
    await expect(probeHttp(target(stack.registry.port, strangeCa), '/')).rejects.toThrow(/certificate/);
  });
});
