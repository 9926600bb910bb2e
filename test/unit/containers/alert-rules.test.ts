import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { pathOf, readText, readYaml } from './files.ts';

const hasTool = (name: string): boolean => spawnSync(name, ['--version']).status === 0;
const hasPromtool = hasTool('promtool');
const hasAmtool = hasTool('amtool');
const RULES = 'deploy/prometheus/alerts.yml';
const RULE_TESTS = ['deploy/prometheus/alerts.test.yml', 'deploy/prometheus/burn-rates.test.yml'];

/** @returns what a tool printed, when it finds fault */
const run = (tool: string, ...args: readonly string[]): string | null => {
  const { status, stdout, stderr } = spawnSync(tool, args, { encoding: 'utf8' });
  return status === 0 ? null : stdout + stderr;
};

describe.skipIf(!hasPromtool)(
  `alert rules${hasPromtool ? '' : ' (skipped: no promtool; see the Debian package prometheus)'}`,
  () => {
    it('are what Prometheus can read', () => {
      expect(run('promtool', 'check', 'rules', pathOf(RULES))).toBeNull();
    });

    // Days of samples take promtool some seconds.
    it.each(RULE_TESTS)('fire and end when %s says so', { timeout: 120_000 }, (file) => {
      expect(run('promtool', 'test', 'rules', pathOf(file))).toBeNull();
    });
  },
);

describe.skipIf(!hasAmtool)(
  `routes of alerts${hasAmtool ? '' : ' (skipped: no amtool; see the Debian package prometheus-alertmanager)'}`,
  () => {
    it('are what Alertmanager can read', () => {
      expect(run('amtool', 'check-config', pathOf('deploy/alertmanager/alertmanager.yml'))).toBeNull();
    });
  },
);

interface RuleTests {
  readonly tests: readonly {
    readonly alert_rule_test: readonly { readonly alertname: string; readonly exp_alerts: readonly unknown[] }[];
  }[];
}

interface Rules {
  readonly groups: readonly { readonly rules: readonly { readonly alert?: string; readonly expr: string }[] }[];
}

interface Alertmanager {
  readonly inhibit_rules: readonly {
    readonly source_matchers: string[];
    readonly target_matchers: string[];
    readonly equal?: string[];
  }[];
}

const alerts = readYaml<Rules>(RULES).groups.flatMap(({ rules }) => rules.flatMap(({ alert }) => alert ?? []));

describe('rule tests', () => {
  const cases = RULE_TESTS.flatMap((file) =>
    readYaml<RuleTests>(file).tests.flatMap(({ alert_rule_test }) => alert_rule_test),
  );
  const namesOf = (fires: boolean) =>
    [...new Set(cases.filter((one) => one.exp_alerts.length > 0 === fires).map((one) => one.alertname))].sort();

  it('have a case in which each alert fires, and one in which it does not', () => {
    expect(namesOf(true)).toEqual([...alerts].sort());
    expect(namesOf(false)).toEqual([...alerts].sort());
  });
});

describe('rules that one record sets off', () => {
  const expressions = [
    ...readYaml<Rules>(RULES).groups.flatMap(({ rules }) => rules.map(({ expr }) => expr)),
    ...[...readText('deploy/grafana/dashboards/skillstream.json').matchAll(/"expr": "(.*(?<!\\))"/g)].map(
      ([, expr]) => expr!,
    ),
  ];
  const counters = ['records_lost', 'positions_corrected', 'parked_lost', 'dead_letters'];
  // A rate of a graph shows how often, not whether.
  const counting = expressions.filter((expr) =>
    counters.some((name) => new RegExp(`increase\\(skillstream_${name}_total[^[]*\\[\\d`).test(expr)),
  );

  it('count what a process counted before its counters were first read', () => {
    expect(counting.length).toBe(7);
    for (const expr of counting) expect(expr).toMatch(/time\(\) - process_start_time_seconds < \d+\) or increase\(/);
  });
});

describe('what inhibits what', () => {
  const { inhibit_rules } = readYaml<Alertmanager>('deploy/alertmanager/alertmanager.yml');
  /** Alerts that a matcher of names names, spelled out. */
  const namedBy = (matchers: readonly string[]): readonly string[] =>
    matchers.flatMap((matcher) => {
      const [, operator, pattern] = /^alertname(=~?)"(.*)"$/.exec(matcher) ?? [];
      if (pattern === undefined) return [];
      const words = /^(\w*)\(([^)]*)\)$/.exec(pattern);
      return operator === '=~' && words !== null ? words[2]!.split('|').map((word) => words[1]! + word) : [pattern];
    });

  it('names alerts that exist', () => {
    const named = inhibit_rules.flatMap((rule) => namedBy([...rule.source_matchers, ...rule.target_matchers]));
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !alerts.includes(name))).toEqual([]);
  });

  it('makes one alert of added partitions', () => {
    const rule = inhibit_rules.find(({ source_matchers }) =>
      source_matchers.includes('alertname="SkillstreamUndeclaredPartitions"'),
    );
    expect(rule?.equal).toEqual(['topic']);
    expect(namedBy(rule!.target_matchers).toSorted()).toEqual(
      ['LagGrowing', 'LagHigh', 'PartitionsUnowned'].map((name) => `Skillstream${name}`),
    );
  });

  it('never inhibits what says that records are lost, or that nobody measures', () => {
    const targets = new Set(inhibit_rules.flatMap((rule) => namedBy(rule.target_matchers)));
    for (const name of ['SkillstreamRecordsExpired', 'SkillstreamParkedLost', 'SkillstreamOffsetBeyondEnd']) {
      expect(targets.has(name), name).toBe(false);
    }
  });
});
