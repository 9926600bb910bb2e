import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeSettings } from '../../services/runtime/config/describe.ts';
import { environmentFor, NEEDS, readServiceSettings } from '../../services/runtime/config/needs.ts';
import { parseRedisUrl } from '../../services/runtime/config/redis-url.ts';
import { readSettings, SECTIONS, SettingsError, type Warning } from '../../services/runtime/config/settings.ts';
import type { Variables } from '../../services/runtime/config/variable.ts';
import { createKafka } from '../../services/runtime/kafka/client.ts';
import { createLogger } from '../../services/runtime/log.ts';
import type { ServiceName } from '../../topology/topology.ts';

const KEY = 'k'.repeat(40);
const MINIMAL = {
  KAFKA_BROKERS: 'b1:9092, b2:9093',
  SCHEMA_REGISTRY_URL: 'http://registry:8081/apis/ccompat/v7/',
  REDIS_URL: 'redis://cache',
  IDENTITY_KEY: KEY,
  DEAD_LETTER_KEY: 'a5'.repeat(32),
};
const PEM = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';

let folder = '';
const file = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'settings-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const faultsOf = (environment: Record<string, string>): Record<string, string> => {
  try {
    readSettings(environment);
    return {};
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return Object.fromEntries(error.faults.map(({ variable, problem }) => [variable, problem]));
  }
};

describe('settings', () => {
  it('take four variables to start with', () => {
    const settings = readSettings(MINIMAL);
    expect(settings.kafka).toEqual({
      brokers: ['b1:9092', 'b2:9093'],
      client_id: 'skillstream',
      ssl: false,
      allow_plaintext: false,
      compression: 'lz4',
    });
    expect(settings.registry).toEqual({ url: 'http://registry:8081/apis/ccompat/v7', timeout_ms: 5000 });
    expect(settings.redis).toEqual({ mode: 'single', nodes: [{ host: 'cache', port: 6379 }], database: 0, tls: false });
    expect(settings.identity).toEqual({ key: KEY, member_id_policy: 'employee-id' });
    expect(settings.process.metrics_port).toBeUndefined();
    expect(settings.engine.generation).toBe('1');
  });

  it('remember registrations for longer than their statements can be voided', () => {
    const DAY_MS = 24 * 60 * 60_000;
    const windowOf = (environment: Record<string, string>): number =>
      readSettings({ ...MINIMAL, ...environment }).voiding.registration_window_ms / DAY_MS;
    expect(windowOf({})).toBe(400);
    expect(windowOf({ VOIDING_WINDOW_DAYS: '1825' })).toBe(1860);
    expect(windowOf({ VOIDING_WINDOW_DAYS: '30', REGISTRATION_WINDOW_DAYS: '37' })).toBe(37);
    expect(faultsOf({ ...MINIMAL, REGISTRATION_WINDOW_DAYS: '371' })).toEqual({
      REGISTRATION_WINDOW_DAYS: 'is 371, and VOIDING_WINDOW_DAYS is 365',
    });
  });

  it('ask only for what the named parts need', () => {
    const { KAFKA_BROKERS } = MINIMAL;
    expect(Object.keys(readSettings({ KAFKA_BROKERS }, ['kafka', 'process']))).toEqual(['kafka', 'process']);
  });

  it('report every fault in one message, with what is expected', () => {
    const environment = { METRICS_PORT: 'http', KAFKA_BROKERS: 'b1', LOG_LEVEL: 'loud', REDIS_URL: '' };
    expect(() => readSettings(environment)).toThrow(
      [
        '7 settings are wrong (all of them are described in docs/settings.md):',
        '  KAFKA_BROKERS is "b1"; expected host:port, several with commas between',
        '  SCHEMA_REGISTRY_URL is missing; expected http[s]://[user:password@]host[:port][/path]',
        '  REDIS_URL is missing; expected redis[s]://[user:password@]host[:port][/database], ' +
          'redis[s]+sentinel://host,host/master[/database] or redis[s]+cluster://host,host',
        '  IDENTITY_KEY is missing; expected at least 32 characters, no spaces',
        '  DEAD_LETTER_KEY is missing; expected 64 hex digits',
        '  LOG_LEVEL is "loud"; expected one of trace, debug, info, warn, error, fatal, silent',
        '  METRICS_PORT is "http"; expected a whole number from 0 to 65535',
      ].join('\n'),
    );
  });

  it('accept the other common name of the broker list', () => {
    const { KAFKA_BROKERS, ...rest } = MINIMAL;
    expect(readSettings({ ...rest, KAFKA_BOOTSTRAP_SERVERS: KAFKA_BROKERS }).kafka.brokers).toHaveLength(2);
    expect(faultsOf({ ...rest, KAFKA_BOOTSTRAP_SERVERS: 'nonsense' })).toEqual({
      KAFKA_BOOTSTRAP_SERVERS: 'is "nonsense"',
    });
  });

  it('connect with TLS and logins everywhere', () => {
    const settings = readSettings({
      ...MINIMAL,
      KAFKA_SSL: 'TRUE',
      KAFKA_SSL_CA_FILE: file('ca.pem', PEM),
      KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
      KAFKA_SASL_USERNAME: 'svc',
      KAFKA_SASL_PASSWORD_FILE: file('password', 's3cret\n'),
      SCHEMA_REGISTRY_URL: 'https://reader:p%40ss@registry',
      REDIS_URL: 'rediss://:pw@cache:6380/2',
      REDIS_TLS_CA_FILE: file('redis.pem', PEM),
    });
    expect(settings.kafka.ssl).toEqual({ ca: PEM });
    expect(settings.kafka.sasl).toEqual({ mechanism: 'scram-sha-512', username: 'svc', password: 's3cret' });
    expect(settings.registry).toMatchObject({ url: 'https://registry', username: 'reader', password: 'p@ss' });
    expect(settings.redis).toMatchObject({
      nodes: [{ host: 'cache', port: 6380 }],
      database: 2,
      password: 'pw',
      tls: { ca: PEM },
    });
  });

  it.each([
    [{ KAFKA_SASL_MECHANISM: 'plain' }, { KAFKA_SASL_USERNAME: 'is missing', KAFKA_SASL_PASSWORD: 'is missing' }],
    [{ KAFKA_SASL_USERNAME: 'svc' }, { KAFKA_SASL_USERNAME: 'is set without a login' }],
    [
      { KAFKA_SSL: 'true', KAFKA_SSL_CA_FILE: '/nowhere' },
      { KAFKA_SSL_CA_FILE: 'names a file that cannot be read (ENOENT)' },
    ],
    [
      { KAFKA_SASL_PASSWORD_FILE: '/nowhere' },
      { KAFKA_SASL_PASSWORD_FILE: 'names a file that cannot be read (ENOENT)' },
    ],
    [{ IDENTITY_KEY_FILE: '/nowhere' }, { IDENTITY_KEY: 'is set, and IDENTITY_KEY_FILE too' }],
    [
      { REDIS_URL: 'rediss://:a@cache', REDIS_PASSWORD: 'b' },
      { REDIS_PASSWORD: 'is set, and REDIS_URL has credentials too' },
    ],
    [{ PARK_DEADLINE_MS: String(90 * 86_400_000) }, { PARK_DEADLINE_MS: 'is "7776000000"' }],
    [{ SCHEMA_REGISTRY_URL: 'http://%ZZ@registry' }, { SCHEMA_REGISTRY_URL: 'is wrong (value not shown)' }],
    [{ SCHEMA_REGISTRY_URL: 'registry:8081' }, { SCHEMA_REGISTRY_URL: 'is wrong (value not shown)' }],
    [{ IDENTITY_KEY: 'short' }, { IDENTITY_KEY: 'is wrong (value not shown)' }],
    [{ DEAD_LETTER_KEY: 'z'.repeat(64) }, { DEAD_LETTER_KEY: 'is wrong (value not shown)' }],
    [
      { DEAD_LETTER_KEY_PREVIOUS: `${'b6'.repeat(32)}, short` },
      { DEAD_LETTER_KEY_PREVIOUS: 'is wrong (value not shown)' },
    ],
  ])('find what does not fit: %o', (change, faults) => {
    expect(faultsOf({ ...MINIMAL, ...change })).toEqual(faults);
  });

  it('find certificates that TLS would never use, a file that is no certificate, and half a client certificate', () => {
    const pem = file('any.pem', PEM);
    const withoutTls = { KAFKA_SSL_CA_FILE: pem, SCHEMA_REGISTRY_CA_FILE: pem, REDIS_TLS_CA_FILE: pem };
    expect(Object.keys(faultsOf({ ...MINIMAL, ...withoutTls }))).toEqual(Object.keys(withoutTls));
    expect(faultsOf({ ...MINIMAL, KAFKA_SSL: '1', KAFKA_SSL_CA_FILE: file('no.pem', 'hello') })).toEqual({
      KAFKA_SSL_CA_FILE: 'names a file that is not PEM',
    });
    expect(faultsOf({ ...MINIMAL, KAFKA_SSL: '1', KAFKA_SSL_CERT_FILE: pem })).toEqual({
      KAFKA_SSL_KEY_FILE: 'is missing',
    });
  });
});

describe('secrets', () => {
  const secretNames = Object.values(SECTIONS).flatMap(({ variables }) =>
    Object.entries(variables as Variables).flatMap(([name, variable]) => (variable.secret ? [name] : [])),
  );

  it('are what one would expect', () => {
    expect(secretNames).toEqual([
      'KAFKA_SASL_PASSWORD',
      'SCHEMA_REGISTRY_URL',
      'SCHEMA_REGISTRY_PASSWORD',
      'REDIS_URL',
      'REDIS_PASSWORD',
      'REDIS_SENTINEL_PASSWORD',
      'IDENTITY_KEY',
      'DEAD_LETTER_KEY',
      'DEAD_LETTER_KEY_PREVIOUS',
    ]);
  });

  it('never appear in a description', () => {
    const secret = 'hunter2hunter2hunter2hunter2hunter2';
    const settings = readSettings({
      ...MINIMAL,
      KAFKA_SSL: 'true',
      KAFKA_SSL_CERT_FILE: file('cert.pem', PEM),
      KAFKA_SSL_KEY_FILE: file('key.pem', `-----BEGIN PRIVATE KEY-----\n${secret}`),
      KAFKA_SASL_MECHANISM: 'plain',
      KAFKA_SASL_USERNAME: 'svc',
      KAFKA_SASL_PASSWORD: secret,
      SCHEMA_REGISTRY_URL: `https://user:${secret}@registry`,
      REDIS_URL: `rediss+sentinel://:${secret}@s1,s2/main`,
      REDIS_SENTINEL_PASSWORD: secret,
      IDENTITY_KEY: secret,
      DEAD_LETTER_KEY_PREVIOUS: `${'b6'.repeat(32)},${'c7'.repeat(32)}`,
    });
    const description = describeSettings(settings);
    expect(JSON.stringify(description)).not.toMatch(new RegExp(`${secret}|a5a5|b6b6|c7c7`));
    expect(settings.dead_letters.previous_keys).toEqual(['b6'.repeat(32), 'c7'.repeat(32)]);
    expect(description).toMatchObject({
      kafka: { sasl: { username: 'svc', password: '***' }, ssl: { key: '***' } },
      registry: { url: 'https://registry', password: '***' },
      identity: { key: '***' },
    });
  });

  it('never appear in an error', () => {
    const secret = 'hunter2 hunter2';
    const environment = Object.fromEntries(secretNames.map((name) => [name, secret]));
    expect(() => readSettings(environment)).toThrow(SettingsError);
    expect(() => readSettings(environment)).not.toThrow(/hunter2/);
  });
});

const LOGIN = { KAFKA_SASL_MECHANISM: 'scram-sha-512', KAFKA_SASL_USERNAME: 'svc', KAFKA_SASL_PASSWORD: 'pw' };
const UNENCRYPTED = 'would be sent unencrypted';

describe('credentials without encryption', () => {
  it.each<[Record<string, string>, string[]]>([
    [LOGIN, ['KAFKA_SASL_PASSWORD']],
    [{ ...LOGIN, KAFKA_BROKERS: '127.0.0.1:9092,b2:9092' }, ['KAFKA_SASL_PASSWORD']],
    [{ ...LOGIN, KAFKA_BROKERS: '128.0.0.1:9092' }, ['KAFKA_SASL_PASSWORD']],
    [{ ...LOGIN, KAFKA_BROKERS: 'localhost.example:9092' }, ['KAFKA_SASL_PASSWORD']],
    [{ SCHEMA_REGISTRY_URL: 'http://reader:pw@registry' }, ['SCHEMA_REGISTRY_URL']],
    [{ SCHEMA_REGISTRY_URL: 'http://token@registry' }, ['SCHEMA_REGISTRY_URL']],
    [{ SCHEMA_REGISTRY_USERNAME: 'reader', SCHEMA_REGISTRY_PASSWORD: 'pw' }, ['SCHEMA_REGISTRY_PASSWORD']],
    [{ REDIS_URL: 'redis://:pw@cache' }, ['REDIS_URL']],
    [{ REDIS_PASSWORD: 'pw' }, ['REDIS_PASSWORD']],
    [{ REDIS_URL: 'redis+sentinel://127.0.0.1/main', REDIS_SENTINEL_PASSWORD: 'pw' }, ['REDIS_SENTINEL_PASSWORD']],
    [
      { REDIS_URL: 'redis+sentinel://:pw@127.0.0.1/main', REDIS_SENTINEL_PASSWORD: 'pw' },
      ['REDIS_URL', 'REDIS_SENTINEL_PASSWORD'],
    ],
    [{ REDIS_URL: 'redis+cluster://:pw@127.0.0.1' }, ['REDIS_URL']],
  ])('are refused, and accepted with a warning where they are permitted: %o', (change, variables) => {
    const faults = Object.fromEntries(variables.map((variable) => [variable, UNENCRYPTED]));
    expect(faultsOf({ ...MINIMAL, ...change })).toEqual(faults);
    const permission = `${/^[A-Z]+(?:_REGISTRY)?/.exec(variables[0]!)![0]}_ALLOW_PLAINTEXT`;
    const warnings: string[] = [];
    readSettings({ ...MINIMAL, ...change, [permission]: 'true' }, undefined, ({ variable, problem }) => {
      expect(problem).toBe(`is sent unencrypted, as ${permission} permits`);
      warnings.push(variable);
    });
    expect(warnings).toEqual(variables);
  });

  it('names the setting that encrypts and the one that permits', () => {
    expect(() => readSettings({ ...MINIMAL, ...LOGIN })).toThrow(
      'KAFKA_SASL_PASSWORD would be sent unencrypted; expected KAFKA_SSL=true with it, ' +
        'or KAFKA_ALLOW_PLAINTEXT=true where the network itself is protected',
    );
  });

  it.each([
    { ...LOGIN, KAFKA_SSL: 'true' },
    { ...LOGIN, KAFKA_BROKERS: '127.0.0.1:9092,[::1]:9093,localhost:9094,127.8.9.1:1' },
    { SCHEMA_REGISTRY_URL: 'https://reader:pw@registry' },
    { SCHEMA_REGISTRY_URL: 'http://reader:pw@[::1]:8081' },
    { REDIS_URL: 'rediss://:pw@cache' },
    { REDIS_URL: 'rediss+cluster://:pw@cache' },
    { REDIS_URL: 'redis://:pw@localhost' },
  ])('are no matter with TLS, and on this machine: %o', (change) => {
    const warnings: Warning[] = [];
    readSettings({ ...MINIMAL, ...change }, undefined, (warning) => warnings.push(warning));
    expect(warnings).toEqual([]);
  });

  it('never leave this machine, whatever address a broker names', async () => {
    const { kafka } = readSettings({ ...LOGIN, KAFKA_BROKERS: 'localhost:9092' }, ['kafka']);
    // 192.0.2.0/24 is nobody's (RFC 5737).
    const elsewhere = createKafka({ ...kafka, brokers: ['192.0.2.1:9092'] }, 'test', createLogger('test', 'silent'));
    await expect(elsewhere.admin({ retry: { retries: 0 } }).connect()).rejects.toThrow(/would be sent unencrypted/);
  });
});

describe('settings of one service', () => {
  const services = Object.keys(NEEDS) as ServiceName[];
  const everything = { ...MINIMAL, DRIFT_GRACE_MS: '1000', VOIDING_WINDOW_DAYS: '10', FAULT_PLAN: '{}' };

  it.each(services)('%s starts with what it needs, and is not given more', (service) => {
    const given = environmentFor(service, everything);
    const warnings: Warning[] = [];
    const settings = readServiceSettings(service, given, (warning) => warnings.push(warning));
    expect(Object.keys(settings)).toEqual([...NEEDS[service]]);
    expect(warnings).toEqual([]);
    expect(given).toHaveProperty('FAULT_PLAN');
    for (const name of Object.keys(given).filter((variable) => variable !== 'FAULT_PLAN')) {
      expect(NEEDS[service].some((section) => name in SECTIONS[section].variables)).toBe(true);
    }
  });

  it('has the key of aliases only where people are read about', () => {
    const keyed = services.filter((service) => 'IDENTITY_KEY' in environmentFor(service, everything));
    expect(keyed).toEqual(['identity', 'learning', 'enrollment']);
  });

  it.each(['IDENTITY_KEY', 'IDENTITY_KEY_FILE'])('warns of %s where it has no use', (variable) => {
    const { IDENTITY_KEY: _, ...rest } = MINIMAL;
    const environment = { ...rest, [variable]: KEY };
    const warnings: Warning[] = [];
    readServiceSettings('profile', environment, (warning) => warnings.push(warning));
    expect(warnings).toEqual([{ variable, problem: expect.stringContaining('profile has no use for') }]);
    expect(JSON.stringify(warnings)).not.toContain(KEY);
    expect(environmentFor('profile', environment)).not.toHaveProperty(variable);
  });
});

describe('Redis addresses', () => {
  it.each([
    ['redis://h', { mode: 'single', tls: false, nodes: [{ host: 'h', port: 6379 }], database: 0 }],
    ['redis://[::1]:7000/3', { mode: 'single', tls: false, nodes: [{ host: '::1', port: 7000 }], database: 3 }],
    [
      'rediss://app:p%40ss%3A1@h:1',
      { mode: 'single', tls: true, nodes: [{ host: 'h', port: 1 }], database: 0, username: 'app', password: 'p@ss:1' },
    ],
    [
      'redis+sentinel://:pw@s1,s2:26380/main/1',
      {
        mode: 'sentinel',
        tls: false,
        nodes: [
          { host: 's1', port: 26379 },
          { host: 's2', port: 26380 },
        ],
        master: 'main',
        database: 1,
        password: 'pw',
      },
    ],
    [
      'rediss+cluster://n1,n2',
      {
        mode: 'cluster',
        tls: true,
        nodes: [
          { host: 'n1', port: 6379 },
          { host: 'n2', port: 6379 },
        ],
        database: 0,
      },
    ],
  ])('%s', (url, expected) => {
    expect(parseRedisUrl(url)).toEqual(expected);
  });

  it.each([
    'http://h',
    'redis://',
    'redis://h:99999',
    'redis://h1,h2',
    'redis://h/x',
    'redis://u:%ZZ@h',
    'redis+sentinel://s1',
    'redis+cluster://n1/2',
  ])('%s is refused', (url) => {
    expect(parseRedisUrl(url)).toBeNull();
  });
});
