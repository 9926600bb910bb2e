import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { pathOf, readYaml } from './files.ts';

const hasPromtool = spawnSync('promtool', ['--version']).status === 0;

/** @returns what promtool printed, when it finds fault */
const promtool = (...args: readonly string[]): string | null => {
  const { status, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8' });
  return status === 0 ? null : stdout + stderr;
};

interface RuleTests {
  readonly tests: readonly { readonly alert_rule_test: readonly { readonly alertname: string }[] }[];
}

describe.skipIf(!hasPromtool)(
  `alert rules${hasPromtool ? '' : ' (skipped: no promtool; see the Debian package prometheus)'}`,
  () => {
    it('are what Prometheus can read', () => {
      expect(promtool('check', 'rules', pathOf('deploy/prometheus/alerts.yml'))).toBeNull();
    });

    // Days of samples take promtool some seconds.
    it('fire and end when the rule tests say so', { timeout: 120_000 }, () => {
      expect(promtool('test', 'rules', pathOf('deploy/prometheus/alerts.test.yml'))).toBeNull();
    });
  },
);

describe('rule tests', () => {
  it('cover the burn rates', () => {
    const { tests } = readYaml<RuleTests>('deploy/prometheus/alerts.test.yml');
    const covered = new Set(tests.flatMap(({ alert_rule_test }) => alert_rule_test.map(({ alertname }) => alertname)));
    expect([...covered].sort()).toEqual([
      'SkillstreamDeadLetterBurn',
      'SkillstreamDeadLetterBurnSlow',
      'SkillstreamFreshnessBurn',
      'SkillstreamFreshnessBurnSlow',
    ]);
  });
});
