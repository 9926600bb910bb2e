import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { driftCensus } from '../../../services/enrollment/service.ts';
import { createLagMetrics } from '../../../services/lag-exporter/metrics.ts';
import { createTally } from '../../../services/runtime/engine/tally.ts';
import { createEngineMetrics } from '../../../services/runtime/metrics/engine-metrics.ts';
import { type ProbeServer, startProbeServer } from '../../../services/runtime/metrics/probe-server.ts';
import { renderTargets, targetsFile } from '../../../tools/demo/keep.ts';
import { topology } from '../../../topology/topology.ts';
import { composeService } from './compose-file.ts';
import { pathOf, readText, readYaml } from './files.ts';
import { selectedBy } from './promql.ts';

interface PrometheusConfig {
  readonly global: { readonly scrape_interval: string };
  readonly rule_files: readonly string[];
  readonly scrape_configs: readonly {
    readonly job_name: string;
    readonly metrics_path?: string;
    readonly honor_labels?: boolean;
    readonly file_sd_configs: readonly { readonly files: readonly string[] }[];
  }[];
  readonly alerting: {
    readonly alertmanagers: readonly { readonly static_configs: readonly { targets: string[] }[] }[];
  };
}

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly record?: string;
  readonly labels: { readonly severity: string };
  readonly annotations: Readonly<Record<'summary' | 'description' | 'runbook_url', string>>;
}

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: { readonly uid: string };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string; readonly datasource: { readonly uid: string } }[];
}

interface Dashboard {
  readonly uid: string;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly definition: string }[] };
}

const prometheus = readYaml<PrometheusConfig>('deploy/prometheus/prometheus.yml');
const all_rules = prometheus.rule_files
  .flatMap((file) => readYaml<{ groups: { rules: Rule[] }[] }>(`deploy/prometheus/${file}`).groups)
  .flatMap((group) => group.rules);
const rules = all_rules.filter(({ alert }) => alert !== undefined);
const dashboard = JSON.parse(readText('deploy/grafana/dashboards/skillstream.json')) as Dashboard;
const panels = dashboard.panels.filter(({ type }) => type !== 'row');
const [datasource] = readYaml<{ datasources: { uid: string; url: string; jsonData: { timeInterval: string } }[] }>(
  'deploy/grafana/provisioning/datasources/prometheus.yml',
).datasources;

/** Labels by the names that can be selected: metrics, and the parts of histograms. */
const readExposition = (text: string): ReadonlyMap<string, ReadonlySet<string>> => {
  const labels = new Map<string, Set<string>>();
  for (const [, name, type] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
    const parts = type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
    for (const part of parts) labels.set(name! + part, new Set());
  }
  for (const [, name, names] of text.matchAll(/^(\w+)\{([^}]*)\}/gm)) {
    for (const [, label] of names!.matchAll(/(\w+)="/g)) labels.get(name!)?.add(label!);
  }
  return labels;
};

let probes: ProbeServer;
let exposition: string;
let served: ReturnType<typeof readExposition>;
let served_by_engine: ReturnType<typeof readExposition>;
let served_by_exporter: ReturnType<typeof readExposition>;

const exporterText = async (): Promise<string> => {
  const metrics = createLagMetrics('skillstream');
  const names = { group: 'skillstream.learning', topic: 'raw.xapi', partition: 0, leader: 1, owner: null };
  const measured = {
    ...names,
    committed: 1,
    log_start: 0,
    end: 2,
    lag: 1,
    lag_seconds: 1,
    drain_seconds: 1,
    lost: 0,
    beyond_end: 0,
  };
  const offsets = new Map([['raw.xapi', new Map([[0, 1]])]]);
  const members = new Map([['skillstream.learning', 1]]);
  const reading = { partitions: [measured], unreadable: [], members, log_starts: offsets, ends: offsets };
  metrics.publish({ reading, partitions: [measured] });
  metrics.round(true, 1, 1);
  return (await metrics.render()).text;
};

/** Labels that the outermost aggregation of an expression keeps. */
const keptBy = (expr: string): readonly string[] => /\bby \(([^)]*)\)/.exec(expr)?.[1]?.split(', ') ?? [];

beforeAll(async () => {
  const metrics = createEngineMetrics('learning', {
    inputs: ['raw.xapi'],
    codes: ['conflict'],
    census: driftCensus,
  });
  const tally = createTally();
  tally.add('dead', 'conflict', { offset: 0, returned: false });
  const record = { topic: 'raw.xapi', partition: 0, offset: 0, timestamp_ms: 0, key: null, value: null, headers: {} };
  metrics.committed('raw.xapi', 0, tally, [record]);
  metrics.retried('redis_unavailable');
  metrics.positionCorrected('raw.xapi', 0, ['records_deleted'], 7);
  metrics.undeclaredPartitions('raw.xapi', 0);
  metrics.mappingsVersion('v');
  metrics.mappingsDiffer(false);
  metrics.census(
    0,
    driftCensus.kinds.map(() => 1),
  );
  probes = await startProbeServer('127.0.0.1', 0, metrics, { notAlive: () => [], notReady: () => [] });
  const path = prometheus.scrape_configs[0]!.metrics_path ?? '/metrics';
  const response = await fetch(`http://127.0.0.1:${probes.port}${path}`);
  expect(response.status).toBe(200);
  exposition = await response.text();
  served_by_engine = readExposition(exposition);
  served_by_exporter = readExposition(await exporterText());
  // What Prometheus records is there for other rules.
  const recorded = all_rules.flatMap(({ record, expr }): [string, ReadonlySet<string>][] =>
    record === undefined ? [] : [[record, new Set(keptBy(expr))]],
  );
  served = new Map([...served_by_engine, ...served_by_exporter, ...recorded]);
});
afterAll(() => probes.close());

interface Burn {
  readonly factor: string;
  /** Over which the rate is taken, the long one first. */
  readonly windows: readonly string[];
}

/** Burn rates that an expression compares with a budget, in the order in which they stand there. */
const burnsOf = (expression: string, budget: string): readonly Burn[] =>
  expression.split(/\sor\s/).map((alternative) => {
    const compared = alternative.split(/\sand\s/).filter((part) => part.includes(`* ${budget}`));
    const factors = new Set(compared.map((part) => /> ([\d.]+) \*/.exec(part)?.[1]));
    expect(factors.size, alternative).toBe(1);
    // Numerator and denominator must look back on the same time.
    const windows = compared.map((part) => [...new Set([...part.matchAll(/\[(\w+)\]/g)].map((match) => match[1]!))]);
    expect(
      windows.map(({ length }) => length),
      alternative,
    ).toEqual(compared.map(() => 1));
    return { factor: [...factors][0]!, windows: windows.flat() };
  });

/** What Prometheus itself adds. */
const FROM_PROMETHEUS = {
  metrics: ['up', 'ALERTS'],
  labels: ['job', 'instance', 'service', 'alertname', 'alertstate'],
};
/** A number to PromQL. */
const NUMBERS = ['Inf'];

const expectServed = (expression: string): void => {
  const { metrics, labels } = selectedBy(expression);
  expect(metrics.length, expression).toBeGreaterThan(0);
  const servedLabels = new Set([
    ...FROM_PROMETHEUS.labels,
    ...metrics.flatMap((name) => [...(served.get(name) ?? [])]),
  ]);
  const known = [...FROM_PROMETHEUS.metrics, ...NUMBERS];
  const unknown = metrics.filter((name) => !served.has(name) && !known.includes(name));
  const unlabelled = labels.filter((name) => !servedLabels.has(name));
  expect([...unknown, ...unlabelled], expression).toEqual([]);
};

describe('reading of PromQL', () => {
  it('finds metrics and labels, and nothing else', () => {
    const expression =
      'histogram_quantile(0.99, sum by (le, topic) (rate(a_bucket{service=~"$s", code!="b{c}"}[$__rate_interval])))' +
      ' > 14.4 * 1e3 and on (topic) (b:c unless d offset 15m)';
    expect(selectedBy(expression)).toEqual({
      metrics: ['a_bucket', 'b:c', 'd'],
      labels: ['service', 'code', 'le', 'topic'],
    });
  });
});

describe('Prometheus', () => {
  const [services, ...others] = prometheus.scrape_configs;

  it('reads every service of the topology, by the name and port it has in docker-compose.yml', () => {
    expect(others).toEqual([]);
    expect(services).toMatchObject({ job_name: 'skillstream', honor_labels: true });
    const [inContainers] = services!.file_sd_configs.flatMap(({ files }) => files);
    expect(composeService('prometheus').volumes).toContain(`./deploy/prometheus/targets.yml:${inContainers}:ro`);
    expect(readYaml('deploy/prometheus/targets.yml')).toEqual([
      ...Object.entries(topology.services).map(([name, { probe_port }]) => ({
        targets: [`${name}:${probe_port}`],
        labels: { service: name },
      })),
      // Their metrics are about others, so they have no label that those would take over.
      ...Object.entries(topology.exporters).map(([name, { probe_port }]) => ({
        targets: [`${name}:${probe_port}`],
        labels: { job: 'skillstream-exporters' },
      })),
    ]);
  });

  it('reads what `make up` runs where there are no containers', () => {
    const [, local] = services!.file_sd_configs.flatMap(({ files }) => files);
    expect(join(pathOf('deploy/prometheus'), local!)).toBe(targetsFile);
    const processes = [
      { name: 'learning', probeUrl: 'http://127.0.0.1:9402' },
      { name: 'lag-exporter', probeUrl: 'http://127.0.0.1:9407' },
    ] as const;
    expect(parse(renderTargets(processes))).toEqual([
      { targets: ['127.0.0.1:9402'], labels: { service: 'learning' } },
      { targets: ['127.0.0.1:9407'], labels: { job: 'skillstream-exporters' } },
    ]);
  });

  it('sends alerts to the Alertmanager of docker-compose.yml', () => {
    const targets = prometheus.alerting.alertmanagers.flatMap(({ static_configs }) => static_configs);
    const port = composeService('alertmanager').ports![0]!.split(':').at(-1);
    expect(targets).toEqual([{ targets: [`alertmanager:${port}`] }]);
    expect(composeService('alertmanager').volumes).toContain('./deploy/alertmanager:/etc/alertmanager:ro');
  });

  it('finds its files where docker-compose.yml puts them', () => {
    const { command, volumes } = composeService('prometheus');
    expect(volumes).toContain('./deploy/prometheus:/etc/prometheus:ro');
    expect(command).toContain('--config.file=/etc/prometheus/prometheus.yml');
  });
});

/** Where docs/runbooks.md is published: one address, absolute. */
const RUNBOOKS = rules[0]!.annotations.runbook_url.split('#')[0]!;

describe('alerts', () => {
  const [alertRunbooks] = readText('docs/runbooks.md').split('\n# Commands\n');
  const headings = alertRunbooks!
    .split('\n')
    .filter((line) => line.startsWith('## '))
    .map((line) => line.slice('## '.length));

  it.each(rules.map((rule) => [rule.alert, rule] as const))('%s reads what services serve', (_, rule) => {
    expectServed(rule.expr);
  });

  it.each(rules.map((rule) => [rule.alert, rule] as const))('%s says what is wrong and what to do', (name, rule) => {
    expect(rule.labels.severity).toMatch(name === 'SkillstreamRecentOutage' ? /^none$/ : /^(critical|warning)$/);
    expect(rule.annotations.summary).not.toBe('');
    expect(rule.annotations.description).not.toBe('');
    expect(rule.annotations.runbook_url).toBe(`${RUNBOOKS}#${name.toLowerCase()}`);
  });

  it.each(rules.map((rule) => [rule.alert, rule] as const))('%s names labels that its expression keeps', (_, rule) => {
    const text = Object.values(rule.annotations).join(' ');
    const named = [...text.matchAll(/\$labels\.(\w+)/g)].map((match) => match[1]!);
    const from_recorded = [...served].flatMap(([metric, labels]) =>
      metric.includes(':') && rule.expr.includes(metric) ? [...labels] : [],
    );
    const copied = [...rule.expr.matchAll(/label_replace\(.*, "(\w+)", "\$1"/g)].map((match) => match[1]!);
    // Where nothing is aggregated first, the labels of the target are there.
    const of_target = rule.expr.startsWith('up{') ? FROM_PROMETHEUS.labels : [];
    const kept = [...keptBy(rule.expr), ...from_recorded, ...copied, ...of_target];
    expect(named.filter((label) => !kept.includes(label))).toEqual([]);
  });

  it.each([
    ['SkillstreamDeadLetterBurn', '0.001'],
    ['SkillstreamFreshnessBurn', '0.01'],
  ])('%s burns in all windows that matter: fast ones wake somebody, the slow one does not', (name, budget) => {
    const [fast, slow] = [name, `${name}Slow`].map((alert) => rules.find((rule) => rule.alert === alert)!);
    expect(burnsOf(fast!.expr, budget)).toEqual([
      { factor: '14.4', windows: ['1h', '5m'] },
      { factor: '6', windows: ['6h', '30m'] },
    ]);
    expect(burnsOf(slow!.expr, budget)).toEqual([{ factor: '1', windows: ['3d', '6h'] }]);
    expect([fast!.labels.severity, slow!.labels.severity]).toEqual(['critical', 'warning']);
  });

  it('have runbooks at one absolute address', () => {
    expect(RUNBOOKS).toMatch(/^https:\/\/.+\/docs\/runbooks\.md$/);
  });

  it('keep what they look back on', () => {
    const days = Number(/retention\.time=(\d+)d/.exec(composeService('prometheus').command!.join(' '))?.[1]);
    const looked_back = rules.flatMap(({ expr }) => [...expr.matchAll(/\[(\d+)d\]/g)].map((match) => Number(match[1])));
    expect(Math.max(...looked_back)).toBeLessThanOrEqual(days);
  });

  it('judge lateness by a bucket that is served', () => {
    const bounds = new Set(rules.flatMap(({ expr }) => [...expr.matchAll(/le="([^"]+)"/g)].map((match) => match[1]!)));
    expect(bounds).toEqual(new Set(['60']));
    for (const bound of bounds) expect(exposition).toMatch(new RegExp(`freshness_seconds_bucket\\{[^}]*le="${bound}"`));
  });

  it('have one runbook each, and runbooks have an alert', () => {
    expect(headings).toEqual(rules.map(({ alert }) => alert));
  });
});

describe('dashboard', () => {
  it.each(panels.map((panel) => [panel.title, panel] as const))('%s shows what services serve', (_, panel) => {
    expect(panel.description).toBeTruthy();
    expect(panel.targets!.length).toBeGreaterThan(0);
    for (const { expr, datasource: from } of panel.targets!) {
      expectServed(expr);
      expect(from.uid).toBe(datasource!.uid);
    }
  });

  it('shows every metric of the engine, and those of the exporter that no other dashboard knows', () => {
    const shown = new Set(panels.flatMap(({ targets }) => targets!.flatMap(({ expr }) => selectedBy(expr).metrics)));
    const of_exporter = [...served_by_exporter.keys()].filter((name) => name.startsWith('skillstream_'));
    const families = [...served_by_engine.keys(), ...of_exporter]
      .filter((name) => !/^(process|nodejs)_/.test(name))
      .map((name) => name.replace(/_(bucket|sum|count)$/, ''));
    expect(families.filter((family) => ![...shown].some((name) => name.startsWith(family)))).toEqual([]);
  });

  it('chooses among services by a label that is served', () => {
    for (const { definition } of dashboard.templating.list) {
      const [, metric, label] = /^label_values\((\w+), (\w+)\)$/.exec(definition)!;
      expect(served.get(metric!)?.has(label!), definition).toBe(true);
    }
  });

  it('has panels that do not cover each other', () => {
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });

  it('shows metrics of this project by its prefix, but for those that every such program has', () => {
    const foreign = [...served.keys()].filter(
      (name) => !/^(skillstream|kafka_consumergroup|kafka_partition|process|nodejs)_|^skillstream:/.test(name),
    );
    expect(foreign).toEqual([]);
  });

  it('is where Grafana looks for it', () => {
    const { volumes, environment } = composeService('grafana');
    const [provider] = readYaml<{ providers: { options: { path: string } }[] }>(
      'deploy/grafana/provisioning/dashboards/skillstream.yml',
    ).providers;
    const { path } = provider!.options;
    expect(volumes).toContain(`./deploy/grafana/dashboards:${path}:ro`);
    const home = environment!['GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH']!;
    expect(home.startsWith(`${path}/`) && existsSync(pathOf(home.replace(path, 'deploy/grafana/dashboards')))).toBe(
      true,
    );
    for (const kind of ['datasources', 'dashboards']) {
      expect(volumes).toContain(`./deploy/grafana/provisioning/${kind}:/etc/grafana/provisioning/${kind}:ro`);
    }
  });

  it('reads from the Prometheus of docker-compose.yml, and knows how often that reads', () => {
    const port = composeService('prometheus').ports![0]!.split(':').at(-1);
    expect(datasource!.url).toBe(`http://prometheus:${port}`);
    expect(datasource!.jsonData.timeInterval).toBe(prometheus.global.scrape_interval);
  });
});
