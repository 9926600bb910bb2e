import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSettings } from '../../services/runtime/config/settings.ts';
import {
  LAG_EXPORTER,
  type ProcessName,
  SERVICE_NAMES,
  type ServiceProcess,
  startService,
  untilReady,
} from '../../tools/demo/services.ts';
import { type Connections, openConnections } from '../../tools/ledger/connections.ts';
import { type Stack, startStack } from '../../tools/stack/index.ts';
import { repositoryRoot } from '../../tools/stack/paths.ts';
import { chooseFreePorts, HOST } from '../../tools/stack/process/ports.ts';
import { applyTopology } from '../../tools/topology/apply.ts';
import { topology } from '../../topology/topology.ts';
import { DEAD_LETTER_KEY } from '../support/dead-letter-key.ts';
import { hire, worker } from '../support/hr.ts';
import { type Monitors, missingPrograms, startMonitors } from '../support/monitoring/monitors.ts';
import { type Sender, sendRecords } from '../support/send.ts';
import { completion, statementId } from '../support/statements.ts';

/** In the long form, `make monitoring`, time passes more slowly, and Kafka is stopped too. */
const FULL = process.env['MONITORING_FULL'] === '1';
const FACTOR = FULL ? 6 : 20;
/** Long after the longest `for` of a rule, on a machine that is busy. */
const WITHIN_MS = 240_000;
const TEST_TIMEOUT_MS = 4 * WITHIN_MS;
const NAMES: readonly ProcessName[] = [...SERVICE_NAMES, LAG_EXPORTER];
const why = missingPrograms.length === 0 ? '' : ` (skipped: no ${missingPrograms.join(' and ')}; see .ci/run)`;

describe.skipIf(missingPrograms.length > 0)(`Prometheus and Alertmanager on the running system${why}`, () => {
  let stack: Stack;
  let connections: Connections;
  let monitors: Monitors;
  let env: Readonly<Record<string, string>>;
  const ports = new Map<ProcessName, number>();
  const processes = new Map<ProcessName, ServiceProcess<ProcessName>>();
  const traffic = new AbortController();
  let flowing: Promise<void>;

  const start = async (name: ProcessName): Promise<void> => {
    const port = String(ports.get(name));
    const started = await startService(name, { env: { ...env, METRICS_PORT: port }, logsDir: stack.logsDir });
    processes.set(name, started);
    await untilReady(started);
  };
  const kill = async (name: ProcessName): Promise<void> => {
    processes.get(name)!.signal('SIGKILL');
    await processes.get(name)!.exited;
  };

  beforeAll(async () => {
    stack = await startStack();
    env = {
      ...stack.env,
      IDENTITY_KEY: 'a-key-that-only-tests-use-nowhere-else',
      DEAD_LETTER_KEY,
      // Who is killed is missed sooner.
      SESSION_TIMEOUT_MS: '6000',
      LAG_INTERVAL_MS: '1000',
    };
    const settings = readSettings(env);
    await applyTopology(settings);
    for (const [i, port] of (await chooseFreePorts(NAMES.length)).entries()) ports.set(NAMES[i]!, port);
    // First, as in production: the first start of the services is what it sees.
    monitors = await startMonitors(FACTOR, (name) => `${HOST}:${ports.get(name as ProcessName)}`, stack.logsDir);
    await Promise.all(NAMES.map(start));
    connections = await openConnections(settings, 'test');
    const { kafka, codec } = connections;
    flowing = flow({ codec, send: (topic, records) => sendRecords({ kafka }, topic, records) }, traffic.signal);
  }, TEST_TIMEOUT_MS);

  afterAll(async () => {
    traffic.abort();
    await flowing;
    await monitors?.stop();
    for (const one of processes.values()) await one.stop();
    await connections?.close();
    await stack?.stop();
  }, TEST_TIMEOUT_MS);

  const untilCalm = async (): Promise<void> => {
    await expect.poll(monitors.active, { timeout: WITHIN_MS, interval: 500 }).toEqual([]);
    await expect
      .poll(monitors.firing, { timeout: WITHIN_MS, interval: 500 })
      .not.toContainEqual(expect.stringMatching(/^Skillstream(Lag|Process|Dependency|Not)/));
    monitors.forget();
  };

  /** Waits until an alert arrives and others fire that it inhibits; then nobody was told of anything else. */
  const expectOnly = async (alert: string, ...inhibited: readonly RegExp[]): Promise<void> => {
    await expect.poll(monitors.notified, { timeout: WITHIN_MS, interval: 500 }).toContain(alert);
    for (const one of inhibited) {
      const fires = expect.arrayContaining([expect.stringMatching(one)]);
      await expect.poll(monitors.firing, { timeout: WITHIN_MS, interval: 500 }).toEqual(fires);
    }
    expect(monitors.notified()).toEqual([alert]);
    expect(await monitors.active()).toEqual([alert]);
  };

  test('every query of every dashboard is answered, and shows what it is about', {
    timeout: TEST_TIMEOUT_MS,
  }, async () => {
    const queries = dashboardQueries();
    expect(queries.length).toBeGreaterThan(30);
    const empty = async (): Promise<readonly string[]> => {
      const answers = await Promise.all(
        queries.map(async (one) => ({ ...one, found: await monitors.query(one.expr) })),
      );
      // Those that list what is above zero show nothing where all is well; that they are answered is enough.
      const missing = answers.filter(({ found, expr }) => found.length === 0 && !expr.endsWith(' > 0'));
      return missing.map(({ title }) => title);
    };
    // Without a day of history there is no growth in a day.
    await expect.poll(empty, { timeout: WITHIN_MS, interval: 1_000 }).toEqual(['Growth of drift in a day']);
    expect(await monitors.labelValues('service', 'skillstream_dependency_up')).toEqual([...SERVICE_NAMES].sort());
    const { length } = SERVICE_NAMES.flatMap((name) => topology.services[name].inputs);
    const measured = await monitors.query('count(count by (group, topic) (kafka_consumergroup_group_lag))');
    expect(Number(measured[0]!.value[1])).toBe(length);
  });

  test('a first start raises nothing, and all rules can be evaluated', { timeout: TEST_TIMEOUT_MS }, async () => {
    expect(await monitors.sickRules()).toEqual([]);
    expect(monitors.notified()).toEqual([]);
    expect(await monitors.active()).toEqual([]);
  });

  test('without Redis there is one alert, though everybody falls behind', { timeout: TEST_TIMEOUT_MS }, async () => {
    await stack.redis.kill();
    await expectOnly('SkillstreamDependencyDown dependency=redis', /^SkillstreamLagGrowing .*service=learning/);
    await stack.redis.start();
    await expect.poll(monitors.active, { timeout: WITHIN_MS, interval: 500 }).toEqual([]);
    expect(monitors.notified()).toEqual(['SkillstreamDependencyDown dependency=redis']);
    await untilCalm();
  });

  test('of a service that was killed the lag goes on to be seen; one alert', { timeout: TEST_TIMEOUT_MS }, async () => {
    await kill('learning');
    await expectOnly(
      'SkillstreamProcessDown service=learning',
      /^SkillstreamNotConsuming .*service=learning/,
      /^SkillstreamLagGrowing .*service=learning/,
    );
    await start('learning');
    await expect.poll(monitors.active, { timeout: WITHIN_MS, interval: 500 }).toEqual([]);
    expect(monitors.notified()).toEqual(['SkillstreamProcessDown service=learning']);
    await untilCalm();
  });

  test('without the exporter nobody measures, and that is an alert', { timeout: TEST_TIMEOUT_MS }, async () => {
    await kill(LAG_EXPORTER);
    await expectOnly('SkillstreamLagExporterDown');
    expect(await monitors.query('kafka_consumergroup_group_lag')).toEqual([]);
    await start(LAG_EXPORTER);
    await untilCalm();
  });

  test('records that cannot be right are an alert, and a number on the dashboard', {
    timeout: TEST_TIMEOUT_MS,
  }, async () => {
    const values = Array.from({ length: 3 }, () => ({ key: 'poison', value: Buffer.from('not Avro at all') }));
    await sendRecords(connections, 'raw.xapi', values);
    await expectOnly('SkillstreamDeadLetters code=not_avro_framed topic=raw.xapi');
    const shown = dashboardQueries().find(({ title }) => title === 'Dead letters, last hour')!;
    expect(Number((await monitors.query(shown.expr))[0]!.value[1])).toBeGreaterThan(0);
    await untilCalm();
  });

  test.skipIf(!FULL)('without Kafka there is one alert', { timeout: TEST_TIMEOUT_MS }, async () => {
    await stack.kafka.stop();
    await expectOnly('SkillstreamDependencyDown dependency=kafka', /^SkillstreamLagExporterDown/);
    // Old values are not shown as those of now.
    expect(await monitors.query('kafka_consumergroup_group_lag')).toEqual([]);
    await stack.kafka.start();
    await untilCalm();
  });
});

/** Queries of all dashboards, for all services, over what there is after a minute. */
const dashboardQueries = (): readonly { readonly title: string; readonly expr: string }[] => {
  type Panel = { readonly title: string; readonly targets?: readonly { readonly expr: string }[] };
  const folder = join(repositoryRoot, 'deploy/grafana/dashboards');
  const files = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  const panels = files.flatMap((text) => (JSON.parse(text) as { readonly panels: readonly Panel[] }).panels);
  return panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({
      title,
      expr: expr.replaceAll('$service', '.+').replaceAll('$__rate_interval', '30s'),
    })),
  );
};

const TICK_MS = 500;

/** People who are hired one after the other and complete a course each, whatever happens. */
const flow = async (sender: Sender, signal: AbortSignal): Promise<void> => {
  for (let n = 1; !signal.aborted; n += 1) {
    const at_ms = Date.now();
    const mbox = (id: number) => `mailto:person-${id}@example.com`;
    const statement = { id: statementId(n), mbox: mbox(Math.max(1, n - 4)), at_ms };
    // A broker that is stopped takes nothing; what comes later is enough.
    await Promise.allSettled([
      hire(sender, { [`E${n}`]: worker({ email: `person-${n}@example.com` }) }, at_ms),
      sender.send('raw.xapi', [{ key: `person-${n}`, value: completion(sender, statement) }]),
    ]);
    await delay(TICK_MS, undefined, { signal }).catch(() => undefined);
  }
};
