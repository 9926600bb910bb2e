import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { readSettings } from '../../services/runtime/config/settings.ts';
import { type TopicAdmin, withTopicAdmin } from '../../services/runtime/kafka/admin.ts';
import { createLogger } from '../../services/runtime/log.ts';
import { avroSchema, createRegistryClient } from '../../services/runtime/registry/client.ts';
import { applyTopology, type Connections, compareTopology, TopologyRefused } from '../../tools/topology/apply.ts';
import type { Desired } from '../../topology/desired.ts';
import { sharedStack } from '../support/stack.ts';

let connections: Connections;
beforeAll(() => {
  connections = readSettings(sharedStack().env, ['kafka', 'registry']);
});

const withAdmin = <T>(work: (admin: TopicAdmin) => Promise<T>): Promise<T> =>
  withTopicAdmin(connections.kafka, createLogger('test', 'silent'), work);
const describeTopics = (...names: string[]) => withAdmin((admin) => admin.describe(names));

const HOUR_MS = 3_600_000;
const CONFIG = { 'cleanup.policy': 'delete', 'retention.ms': String(HOUR_MS), 'max.message.bytes': '100000' };
const topics = (...names: string[]): Desired['topics'] =>
  new Map(names.map((name) => [name, { partitions: 2, config: CONFIG }]));

const record = (...fields: object[]): string =>
  JSON.stringify({ type: 'record', name: 'R', fields: [{ name: 'a', type: 'string' }, ...fields] });
const subjects = (texts: Record<string, string>): Desired['subjects'] =>
  new Map(
    Object.entries(texts).map(([name, text]) => [
      name,
      { schema: `${name}.avsc`, text, compatibility: 'BACKWARD_TRANSITIVE' },
    ]),
  );
const only = (parts: Partial<Desired>): Desired => ({ topics: new Map(), subjects: new Map(), ...parts });
const unique = (name: string): string => `topology-test-${name}-${randomUUID()}`;

describe('topics', () => {
  it('are created as declared; a second run finds nothing to do', async () => {
    const name = unique('create');
    const desired = only({ topics: topics(name) });
    expect(await applyTopology(connections, { desired })).toMatchObject({ actions: [{ kind: 'create_topic' }] });
    const live = (await describeTopics(name)).get(name);
    expect(live).toMatchObject({ partitions: 2, config: CONFIG });
    expect(await applyTopology(connections, { desired })).toEqual({ actions: [], refusals: [] });
  });

  it('that differ are mended, and what others have set on them stays', async () => {
    const name = unique('mend');
    const desired = only({ topics: topics(name) });
    await applyTopology(connections, { desired });
    await withAdmin((admin) => admin.configure(name, { 'max.message.bytes': '5000', 'segment.ms': '60000' }));
    expect((await compareTopology(connections, { desired })).actions).toEqual([
      {
        kind: 'configure_topic',
        topic: name,
        changes: [{ setting: 'max.message.bytes', from: '5000', to: '100000' }],
      },
    ]);
    await applyTopology(connections, { desired });
    expect((await describeTopics(name)).get(name)?.config).toMatchObject({ ...CONFIG, 'segment.ms': '60000' });
  });

  it('are not touched at all while one change would lose records', async () => {
    const [longer, smaller, missing] = [unique('longer'), unique('smaller'), unique('missing')];
    await applyTopology(connections, { desired: only({ topics: topics(longer, smaller) }) });
    await withAdmin(async (admin) => {
      await admin.configure(longer, { 'retention.ms': String(2 * HOUR_MS) });
      await admin.configure(smaller, { 'max.message.bytes': '5000' });
    });
    const desired = only({ topics: topics(smaller, missing, longer) });
    await expect(applyTopology(connections, { desired })).rejects.toThrow(TopologyRefused);
    const before = await describeTopics(longer, smaller, missing);
    expect([...before.keys()].sort()).toEqual([longer, smaller].sort());
    expect(before.get(smaller)?.config['max.message.bytes']).toBe('5000');
    await applyTopology(connections, { desired, allow_data_loss: true });
    expect((await describeTopics(longer)).get(longer)?.config).toMatchObject(CONFIG);
    expect(await compareTopology(connections, { desired })).toEqual({ actions: [], refusals: [] });
  });

  it('with another number of partitions are refused', async () => {
    const name = unique('partitions');
    await withAdmin((admin) => admin.create([{ name, partitions: 3, config: CONFIG }], 1));
    const applied = applyTopology(connections, { desired: only({ topics: topics(name) }), allow_data_loss: true });
    await expect(applied).rejects.toThrow(`${name}: has 3 partitions instead of 2`);
  });
});

describe('schemas', () => {
  it('are registered under a level that keeps every version readable', async () => {
    const name = unique('register');
    const desired = only({ subjects: subjects({ [name]: record() }) });
    await applyTopology(connections, { desired });
    const registry = createRegistryClient(connections.registry);
    expect(await registry.compatibilityOf(name)).toBe('BACKWARD_TRANSITIVE');
    expect(await registry.idOf(name, avroSchema(record()))).toEqual(expect.any(Number));
    expect(await applyTopology(connections, { desired })).toEqual({ actions: [], refusals: [] });
  });

  it('are all checked before one is registered', async () => {
    const [fresh, broken] = [unique('fresh'), unique('broken')];
    const registry = createRegistryClient(connections.registry);
    await registry.register(broken, avroSchema(record()));
    const desired = only({
      topics: topics(unique('never')),
      subjects: subjects({ [fresh]: record(), [broken]: record({ name: 'b', type: 'string' }) }),
    });
    await expect(applyTopology(connections, { desired })).rejects.toThrow(/breaks BACKWARD_TRANSITIVE with version 1/);
    expect(await registry.versionsOf(fresh)).toEqual([]);
    expect(await registry.versionsOf(broken)).toHaveLength(1);
    expect(await registry.compatibilityOf(broken)).not.toBe('BACKWARD_TRANSITIVE');
    expect((await describeTopics(...desired.topics.keys())).size).toBe(0);
  });

  it('must read the oldest version too', async () => {
    const name = unique('transitive');
    const registry = createRegistryClient(connections.registry);
    // Each reads the one before it: b gets a default, which is then taken away.
    await registry.register(name, avroSchema(record()));
    await registry.register(name, avroSchema(record({ name: 'b', type: 'string', default: '' })));
    const desired = only({ subjects: subjects({ [name]: record({ name: 'b', type: 'string' }) }) });
    await expect(applyTopology(connections, { desired })).rejects.toThrow('with version 1');
  });

  it('that the registry alone finds incompatible are refused beforehand', async () => {
    const name = unique('stricter');
    const registry = createRegistryClient(connections.registry);
    await registry.setCompatibility(name, 'FULL_TRANSITIVE');
    await registry.register(name, avroSchema(record({ name: 'b', type: 'string' })));
    const desired = only({ subjects: subjects({ [name]: record() }) });
    await expect(applyTopology(connections, { desired })).rejects.toThrow('the registry finds it incompatible');
    expect(await registry.compatibilityOf(name)).toBe('FULL_TRANSITIVE');
  });
});

describe('the command', () => {
  const main = fileURLToPath(new URL('../../tools/topology/main.ts', import.meta.url));
  const run = (args: readonly string[], env: Readonly<Record<string, string>> = sharedStack().env) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { env, encoding: 'utf8' });
    return { status, stdout, stderr };
  };

  it('tells by its exit status whether anything differs, and whether it refused', async () => {
    const topic = 'raw.hris.dlq';
    expect(run(['apply']).status).toBe(0);
    expect(run(['plan'])).toMatchObject({ status: 0, stdout: 'nothing differs\n' });
    await withAdmin((admin) => admin.configure(topic, { 'retention.ms': '-1' }));
    const plan = run(['plan', '--json']);
    expect(plan.status).toBe(2);
    expect(JSON.parse(plan.stdout)).toMatchObject({
      actions: [{ topic }],
      refusals: [{ kind: 'data_loss', name: topic }],
    });
    const refused = run(['apply']);
    expect(refused.status).toBe(3);
    expect(refused.stderr).toContain('refused, and nothing was changed:\n  raw.hris.dlq: retention.ms -1 →');
    expect(run(['apply', '--allow-data-loss']).status).toBe(0);
    expect(run(['plan']).status).toBe(0);
  });

  it('says what is missing, and how it is used', () => {
    const unset = run(['plan'], {});
    expect(unset.status).toBe(1);
    expect(unset.stderr).toContain('KAFKA_BROKERS is missing');
    expect(unset.stderr).toContain('SCHEMA_REGISTRY_URL is missing');
    expect(run(['destroy'])).toMatchObject({ status: 64, stderr: expect.stringContaining('npm run topology') });
    expect(run(['plan', '--wrong']).status).toBe(64);
  });
});
