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

/** The rules as they are, with shorter durations and ranges, and lower thresholds of lag and of the age of a process. */
export const scaledRules = (factor: Factor): string =>
  read('prometheus/alerts.yml')
    .replaceAll(
      /(\b(?:keep_firing_)?for: |\[|\boffset )(\d+(?:ms|[smhd]))\b/g,
      (_, before: string, duration: string) => before + shorten(duration, factor),
    )
    .replaceAll(
      /(group_lag_seconds:max\)? > |process_start_time_seconds < )(\d+)/g,
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

interface Targets {
  readonly targets: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
}

interface PrometheusConfig {
  readonly global: Record<string, string>;
  readonly alerting: { readonly alertmanagers: { static_configs: readonly Targets[] }[] };
  readonly scrape_configs: { readonly file_sd_configs: { files: readonly string[] }[] }[];
}

const SCRAPE_INTERVAL = '2s';
/** Beside the configuration. */
export const TARGETS_FILE = 'targets.yml';

/** `addressOf` gets the name of a target. */
const localTargets = (all: readonly Targets[], addressOf: (name: string) => string): readonly Targets[] =>
  all.map((one) => ({ ...one, targets: one.targets.map((target) => addressOf(target.split(':')[0]!)) }));

/** The targets of the containers, with the addresses of this machine. */
export const localTargetsFile = (addressOf: (name: string) => string): string =>
  stringify(localTargets(parse(read('prometheus/targets.yml')) as readonly Targets[], addressOf));

/** The configuration as it is, with the addresses of this machine. */
export const localPrometheus = (addressOf: (name: string) => string): string => {
  const config = parse(read('prometheus/prometheus.yml')) as PrometheusConfig;
  Object.assign(config.global, { scrape_interval: SCRAPE_INTERVAL, evaluation_interval: '1s' });
  for (const one of config.alerting.alertmanagers) one.static_configs = localTargets(one.static_configs, addressOf);
  for (const { file_sd_configs } of config.scrape_configs) {
    for (const one of file_sd_configs) one.files = [TARGETS_FILE];
  }
  return stringify(config);
};
