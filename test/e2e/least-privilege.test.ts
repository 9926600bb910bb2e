import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSettings } from '../../services/runtime/config/settings.ts';
import { withTopicAdmin } from '../../services/runtime/kafka/admin.ts';
import { openTransactionalProducer } from '../../services/runtime/kafka/transactional-producer.ts';
import { createLogger } from '../../services/runtime/log.ts';
import { EXIT } from '../../tools/cli/exit.ts';
import { untilQuiet } from '../../tools/demo/quiet.ts';
import { SERVICE_NAMES, type ServiceProcess, startService, untilReady } from '../../tools/demo/services.ts';
import { type Connections as Clients, openConnections } from '../../tools/ledger/connections.ts';
import { type Stack, startStack } from '../../tools/stack/index.ts';
import { clientProperties } from '../../tools/stack/java-consumer/client-properties.ts';
import { repositoryRoot } from '../../tools/stack/paths.ts';
import { decodeRecords, readTopic } from '../../tools/topics/read.ts';
import { applyTopology, type Connections, compareTopology } from '../../tools/topology/apply.ts';
import { type Acl, desiredAcls, type Operation, rolesOf } from '../../topology/access.ts';
import { type ServiceName, type TopicName, topology } from '../../topology/topology.ts';
import { DEAD_LETTER_KEY } from '../support/dead-letter-key.ts';
import { hire, worker } from '../support/hr.ts';
import { openAttempts } from '../support/secured/attempts.ts';
import { createRedisUsers, environmentAs, kafkaAs, USERS, withSecuredRedis } from '../support/secured/roles.ts';
import { type Sender, sendRecords } from '../support/send.ts';
import { completion, statementId } from '../support/statements.ts';

const AT = Date.UTC(2026, 4, 1);
const WITHIN_MS = 90_000;
const PREFIX = 'User:skillstream-';
const TOPICS = Object.keys(topology.topics) as TopicName[];
const REFUSED = 'TOPIC_AUTHORIZATION_FAILED';
const COURSE = 'https://lms-alpha.example/courses/sql-essentials';
const COURSE_TYPE = 'http://adlnet.gov/expapi/activities/course';
const log = createLogger('test', 'silent');

let stack: Stack;
let folder: string;
/** Settings of the user who may do everything. */
let env: Readonly<Record<string, string>>;
let settings: Connections;
let clients: Clients;
let services: ReadonlyMap<ServiceName, ServiceProcess>;

const startAll = async (): Promise<ReadonlyMap<ServiceName, ServiceProcess>> =>
  new Map(
    await Promise.all(
      SERVICE_NAMES.map(async (name) => {
        const started = await startService(name, { env: environmentAs(name, env), logsDir: stack.logsDir });
        return [name, started] as const;
      }),
    ),
  );
const stopAll = (): Promise<unknown> => Promise.all([...services.values()].map((service) => service.stop()));

const senderAs = (role: string): Sender => ({
  codec: clients.codec,
  send: (topic, records, given) => sendRecords({ kafka: kafkaAs(role, env) }, topic, records, given),
});
const quiet = (): Promise<void> =>
  untilQuiet(clients.reader, clients.admin, {
    services: SERVICE_NAMES,
    timeout_ms: WITHIN_MS,
    drift_in: clients.codec,
  });
const countOf = async (topic: TopicName): Promise<number> =>
  (await Array.fromAsync(readTopic(clients.reader, topic))).length;

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const run = (file: string, args: readonly string[], environment: Readonly<Record<string, string>>): Promise<Ran> =>
  new Promise((resolve) => {
    const child = execFile(file, args, { cwd: repositoryRoot, env: environment }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
const tool = (role: string, args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Ran> =>
  run(process.execPath, [`tools/${role}/main.ts`, ...args], { ...environmentAs(role, env), ...more });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'least-privilege-'));
  stack = await startStack({ security: 'tls', users: USERS });
  env = {
    ...stack.env,
    IDENTITY_KEY: 'a-key-that-only-tests-use-nowhere-else',
    DEAD_LETTER_KEY,
    DRIFT_GRACE_MS: '1000',
    SESSION_TIMEOUT_MS: '6000',
  };
  settings = readSettings({ ...env, TOPOLOGY_ACLS: 'true' }, ['kafka', 'registry', 'provisioning']);
  await applyTopology(settings);
  await createRedisUsers(env);
  clients = await openConnections(settings, 'test');
  services = await startAll();
}, 240_000);

afterAll(async () => {
  if (services !== undefined) await stopAll();
  await clients?.close();
  await stack?.stop();
  await rm(folder, { recursive: true, force: true });
}, 120_000);

describe('with exactly the ACLs of the topology', () => {
  test('nothing differs once they are applied', async () => {
    expect(await compareTopology(settings)).toEqual({ actions: [], refusals: [] });
  });

  test('producers send, services publish, and the marketplace consumes', { timeout: 240_000 }, async () => {
    await Promise.all([...services.values()].map(untilReady));
    const lms = senderAs('lms-producer');
    const statement = (number: number, mbox: string, changes: object = {}) => ({
      key: mbox,
      value: completion(lms, { id: statementId(number), mbox: `mailto:${mbox}`, at_ms: AT, changes }),
    });
    await hire(senderAs('hr-producer'), { E1: worker({ email: 'ada@example.com' }) }, AT);
    await quiet();
    await lms.send('raw.enrollment', [
      {
        key: 'ada',
        value: lms.codec.encode('raw.enrollment', {
          event_id: 'enrolled-1',
          source: 'lms-alpha',
          learner: { kind: 'mbox', namespace: null, value: 'mailto:ada@example.com' },
          course_id: COURSE,
          course_name: null,
          status: 'enrolled',
          occurred_at: AT,
          received_at: AT,
        }),
      },
    ]);
    await lms.send('raw.xapi', [
      statement(1, 'ada@example.com', { object: { id: COURSE, definition: { type: COURSE_TYPE } } }),
      statement(2, 'ada@example.com', {
        verb: { id: 'http://activitystrea.ms/schema/1.0/receive' },
        object: {
          id: 'https://lms-alpha.example/badges/first-aider',
          definition: { type: 'http://activitystrea.ms/schema/1.0/badge', name: { en: 'First aider' } },
        },
      }),
      statement(3, 'ada@example.com', { object: { id: `${COURSE}-2`, definition: { type: COURSE_TYPE } } }),
      statement(4, 'ada@example.com', {
        verb: { id: 'http://adlnet.gov/expapi/verbs/voided' },
        object: { objectType: 'StatementRef', id: statementId(3) },
      }),
      statement(5, 'bob@example.com'),
      { key: 'broken', value: lms.codec.encode('raw.xapi', { source: 'lms-alpha', received_at: AT, statement: '{' }) },
    ]);
    await expect.poll(() => countOf('identity.unresolved'), { timeout: WITHIN_MS }).toBe(1);
    await hire(senderAs('hr-producer'), { E2: worker({ email: 'bob@example.com' }) }, AT);
    await quiet();

    for (const topic of [
      ...(['marketplace.member', 'marketplace.enrollment', 'marketplace.skill', 'marketplace.credential'] as const),
      ...(['marketplace.skill-profile', 'voiding.statement', 'enrollment.journal', 'raw.xapi.dlq'] as const),
    ]) {
      expect(await countOf(topic), topic).toBeGreaterThan(0);
    }
    const consumer = kafkaAs('marketplace-consumer', env).consumer({ groupId: 'marketplace-test' });
    const consumed: { key: Buffer | null; value: Buffer | null; offset: string; partition: number }[] = [];
    await consumer.connect();
    await consumer.subscribe({ topic: 'marketplace.completion', fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message, partition }) => void consumed.push({ ...message, partition }),
    });
    await expect.poll(() => consumed.length, { timeout: WITHIN_MS }).toBe(await countOf('marketplace.completion'));
    await consumer.disconnect();
    const values = await decodeRecords(
      clients,
      'marketplace.completion',
      await Array.fromAsync(readTopic(clients.reader, 'marketplace.completion')),
    );
    expect(values.map(({ value }) => `${value!.member_id} ${value!.assertion}`).sort()).toEqual([
      'E1 asserted',
      'E1 asserted',
      'E1 revoked',
      'E2 asserted',
    ]);
  });

  test('operators list, replay, recall and export, and provisioning compares', { timeout: 120_000 }, async () => {
    const listed = await tool('dead-letters', ['list', '--json']);
    expect(JSON.parse(listed.stdout), listed.stderr).toMatchObject({ count: 1 });
    const args = ['replay', '--all', '--reason', 'test', '--rate', '1000', '--yes', '--json'];
    const replayed = await tool('dead-letters', args);
    expect(replayed.code, replayed.stderr).toBe(EXIT.done);
    expect(JSON.parse(replayed.stdout)).toMatchObject({ sent: 1 });
    await quiet();
    // Nothing has changed about it, so it is refused again.
    expect(await countOf('raw.xapi.dlq')).toBe(2);

    const parked = await tool('parked', ['list', '--json']);
    expect(JSON.parse(parked.stdout), parked.stderr).toMatchObject({ aliases: 0 });
    const recalled = await tool('parked', ['replay', '--all', '--dry-run', '--json']);
    expect(recalled.code, recalled.stderr).toBe(EXIT.done);
    const exported = await tool('credentials', ['export']);
    expect(exported.stdout.trim().split('\n'), exported.stderr).toHaveLength(1);

    const plan = await tool('topology', ['plan']);
    expect([plan.code, plan.stdout]).toEqual([0, 'nothing differs\n']);
    const withAcls = await tool('topology', ['plan'], { TOPOLOGY_ACLS: 'true' });
    expect([withAcls.code, withAcls.stderr]).toEqual([1, expect.stringMatching(/^this user may not look after ACLs/)]);
  });

  test('the lag exporter sees positions, members and times, and writes nothing', async () => {
    const admin = kafkaAs('lag-exporter', env).admin();
    await admin.connect();
    const [positions] = await admin.fetchOffsets({ groupId: 'skillstream.learning', topics: ['raw.xapi'] });
    expect(positions!.partitions.some(({ offset }) => Number(offset) > 0)).toBe(true);
    const { groups } = await admin.describeGroups(['skillstream.learning']);
    expect(groups[0]!.members).toHaveLength(1);
    expect((await admin.fetchTopicOffsets('raw.xapi')).length).toBe(topology.topics['raw.xapi'].partitions);
    await admin.disconnect();
  });
});

describe('nobody may do more', () => {
  const mayRead = (role: string, topic: string): boolean => may(role, 'READ', topic);
  const mayWrite = (role: string, topic: string): boolean => may(role, 'WRITE', topic);
  const may = (role: string, operation: Operation, topic: string): boolean =>
    rolesOf(topology)
      .find(({ name }) => name === role)!
      .rights.some((right) => right.resource === 'topic' && right.operation === operation && right.name === topic);
  const others = [...Object.keys(topology.tools), 'topology', ...Object.keys(topology.neighbours)];

  test.each([...SERVICE_NAMES, ...others])('%s is refused every other topic', { timeout: 60_000 }, async (role) => {
    const attempts = await openAttempts(kafkaAs(role, env));
    for (const topic of TOPICS) {
      if (!mayWrite(role, topic)) expect(await attempts.write(topic), `write ${topic}`).toBe(REFUSED);
      expect(await attempts.read(topic), `read ${topic}`).toBe(mayRead(role, topic) ? null : REFUSED);
    }
    await attempts.close();
  });

  test('a service is refused groups and transactional ids of another', async () => {
    const { kafka } = readSettings(environmentAs('profile', env), ['kafka']);
    const producer = openTransactionalProducer(kafka, 'skillstream.learning.raw.xapi.0', log);
    await expect(producer).rejects.toMatchObject({ type: 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED' });
    const admin = kafkaAs('profile', env).admin();
    await admin.connect();
    const positions = admin.fetchOffsets({ groupId: 'skillstream.learning', topics: ['marketplace.skill'] });
    await expect(positions).rejects.toMatchObject({ type: 'GROUP_AUTHORIZATION_FAILED' });
    await admin.disconnect();
  });

  test('a service is refused the keys of another, and commands that it has no use for', async () => {
    await withSecuredRedis(environmentAs('profile', env), async (redis) => {
      await expect(redis.get('{ss:learning:1}:alive')).rejects.toThrow(/NOPERM/);
      await expect(redis.get('{ss:t:identity.link}:applied')).rejects.toThrow(/NOPERM/);
      await expect(redis.hgetall('{ss:t:skill.member}:applied')).resolves.not.toEqual({});
      for (const command of ['FLUSHALL', 'KEYS *', 'CONFIG GET maxmemory', 'ACL LIST'])
        await expect(redis.call(...(command.split(' ') as [string]))).rejects.toThrow(/NOPERM/);
    });
  });
});

/** One right of each kind, each of another service. */
const TAKEN: Readonly<Record<ServiceName, Pick<Acl, 'resource' | 'operation' | 'name'>>> = {
  identity: { resource: 'topic', operation: 'WRITE', name: 'identity.audit' },
  learning: { resource: 'topic', operation: 'READ', name: 'ops.ledger' },
  enrollment: { resource: 'topic', operation: 'READ', name: 'enrollment.journal' },
  resolution: { resource: 'transactional_id', operation: 'WRITE', name: 'skillstream.resolution.' },
  voiding: { resource: 'group', operation: 'READ', name: 'skillstream.voiding' },
  profile: { resource: 'topic', operation: 'READ', name: 'skill.news' },
};

describe('a missing ACL', () => {
  const isTaken = ({ principal, resource, operation, name }: Acl): boolean => {
    const taken = TAKEN[principal.slice(PREFIX.length) as ServiceName];
    return taken?.resource === resource && taken.operation === operation && taken.name === name;
  };
  const taken = desiredAcls(topology, PREFIX).filter(isTaken);

  test('of any kind keeps its service from being ready, and the plan names it', { timeout: 240_000 }, async () => {
    expect(taken).toHaveLength(SERVICE_NAMES.length);
    await stopAll();
    await withTopicAdmin(settings.kafka, log, (admin) => admin.deleteAcls(taken));
    // State and claims have to be read from Kafka again.
    await withSecuredRedis(env, (redis) => redis.flushall());
    services = await startAll();
    const lms = senderAs('lms-producer');
    const late = completion(lms, { id: statementId(9), mbox: 'mailto:ada@example.com', at_ms: AT });
    await lms.send('raw.xapi', [{ key: 'ada@example.com', value: late }]);
    for (const service of services.values()) {
      const readFailure = async (): Promise<string> => {
        const ready = await fetch(`${service.probeUrl}/readyz`).catch(() => null);
        if (ready?.status !== 503) return `${service.name} is ready`;
        const text = await readFile(service.logFile, 'utf8');
        // What it logged since it was started again.
        return text.slice(text.lastIndexOf('probes listen'));
      };
      await expect.poll(readFailure, { timeout: WITHIN_MS }).toMatch(/not authorized|authorization failed/i);
    }
    const { actions } = await compareTopology(settings);
    expect(actions).toEqual(expect.arrayContaining(taken.map((acl) => ({ kind: 'create_acl', acl }))));
    expect(actions).toHaveLength(taken.length);
  });

  test('is put right by apply, which also takes what is there without need', { timeout: 240_000 }, async () => {
    const surplus: Acl = { ...taken[0]!, operation: 'WRITE', resource: 'topic', name: 'raw.hris', pattern: 'literal' };
    const foreign: Acl = { ...surplus, principal: 'User:somebody' };
    await withTopicAdmin(settings.kafka, log, (admin) => admin.createAcls([surplus, foreign]));
    const { actions } = await applyTopology(settings);
    expect(actions).toHaveLength(taken.length + 1);
    expect(actions).toContainEqual({ kind: 'delete_acl', acl: surplus });
    expect((await compareTopology(settings)).actions).toEqual([]);
    const left = await withTopicAdmin(settings.kafka, log, (admin) => admin.listAcls());
    expect(left).toContainEqual(foreign);
    await Promise.all([...services.values()].map(untilReady));
    await quiet();
  });

  test('is put right by the script as well', { timeout: 120_000 }, async () => {
    const role = 'hr-producer';
    const gone = desiredAcls(topology, PREFIX).filter(({ principal }) => principal === PREFIX + role);
    await withTopicAdmin(settings.kafka, log, (admin) => admin.deleteAcls(gone));
    expect((await compareTopology(settings)).actions).toHaveLength(gone.length);
    const properties = join(folder, 'admin.properties');
    await writeFile(properties, clientProperties(stack.env));
    const command = join(folder, 'kafka-acls.sh');
    const java = `exec "${stack.javaExecutable}" -cp "${stack.kafkaClasspath}" org.apache.kafka.tools.AclCommand "$@"`;
    await writeFile(command, `#!/bin/sh\n${java}\n`, { mode: 0o755 });
    const { code, stderr } = await run('deploy/kafka/acls.sh', [role], {
      PATH: process.env['PATH']!,
      KAFKA_BROKERS: stack.env['KAFKA_BROKERS']!,
      KAFKA_COMMAND_CONFIG: properties,
      KAFKA_ACLS: command,
    });
    expect(code, stderr).toBe(0);
    expect((await compareTopology(settings)).actions).toEqual([]);
  });
});

test('without an authorizer, the plan says that there are no ACLs', { timeout: 120_000 }, async () => {
  const open = await startStack({ only: ['kafka', 'registry'] });
  const given = readSettings({ ...open.env, TOPOLOGY_ACLS: 'true' }, ['kafka', 'registry', 'provisioning']);
  await expect(compareTopology(given)).rejects.toThrow(/the cluster has no authorizer/);
  await open.stop();
});
