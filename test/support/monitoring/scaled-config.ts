import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { repositoryRoot } from '../../../tools/stack/paths.ts';

/** How much faster than in production everything happens that rules and routes say of time. */
export type Factor = number;

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const read = (file: string): string => readFileSync(join(repositoryRoot, 'deploy', file), 'utf8');

/** A duration such as 5m, shortened, but to no less than a second. */
const shorten = (duration: string, factor: Factor): string => {
  const [, number, unit] = /^(\d+)([a-z]+)$/.exec(duration)!;
  return `${Math.max(1_000, Math.round((Number(number) * UNIT_MS[unit!]!) / factor))}ms`;
};

/** The rules as they are, with shorter durations, ranges and thresholds of lag. */
export const scaledRules = (factor: Factor): string =>
  read('prometheus/alerts.yml')
    .replaceAll(
      /(\b(?:keep_firing_)?for: |\[|\boffset )(\d+(?:ms|[smhd]))\b/g,
      (_, before: string, duration: string) => before + shorten(duration, factor),
    )
    .replaceAll(
      /(group_lag_seconds:max\)? > )(\d+)/g,
      (_, before: string, seconds: string) => before + String(Number(seconds) / factor),
    );

/** The routes as they are, with shorter waits, and one receiver of all that is sent. */
export const scaledRoutes = (factor: Factor, webhook_url: string): string => {
  const config = parse(read('alertmanager/alertmanager.yml')) as {
    readonly route: Record<string, string>;
    readonly receivers: { readonly name: string; webhook_configs?: object[] }[];
  };
  for (const name of ['group_wait', 'group_interval']) config.route[name] = shorten(config.route[name]!, factor);
  for (const receiver of config.receivers) {
    if (receiver.name !== 'nobody') receiver.webhook_configs = [{ url: webhook_url, send_resolved: true }];
  }
  return stringify(config);
};

interface PrometheusConfig {
  readonly global: Record<string, string>;
  readonly alerting: { readonly alertmanagers: { readonly static_configs: { targets: string[] }[] }[] };
  readonly scrape_configs: { readonly static_configs: { targets: string[] }[] }[];
}

const SCRAPE_INTERVAL = '2s';

/** The configuration as it is, with the addresses of this machine. `addressOf` gets the name of a target. */
export const localPrometheus = (addressOf: (name: string) => string): string => {
  const config = parse(read('prometheus/prometheus.yml')) as PrometheusConfig;
  Object.assign(config.global, { scrape_interval: SCRAPE_INTERVAL, evaluation_interval: '1s' });
  const local = (target: string): string => addressOf(target.split(':')[0]!);
  for (const { static_configs } of [...config.scrape_configs, ...config.alerting.alertmanagers]) {
    for (const one of static_configs) one.targets = one.targets.map(local);
  }
  return stringify(config);
};
