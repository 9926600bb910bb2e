import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { chooseFreePorts, HOST } from '../../../tools/stack/process/ports.ts';
import { spawnWatched } from '../../../tools/stack/process/watched-process.ts';
import {
  type Factor,
  localPrometheus,
  localTargetsFile,
  scaledRoutes,
  scaledRules,
  TARGETS_FILE,
} from './scaled-config.ts';

const PROGRAMS = ['prometheus', 'prometheus-alertmanager'] as const;
/** Of what the test needs, what this machine does not have. */
export const missingPrograms = PROGRAMS.filter((name) => spawnSync(name, ['--version']).status !== 0);

export type Labels = Readonly<Record<string, string>>;

/** A series as the HTTP interface of Prometheus answers it. */
export interface Series {
  readonly metric: Labels;
  readonly value: readonly [number, string];
}

/** Prometheus and Alertmanager as processes, with the repository's rules and routes. */
export interface Monitors {
  /** @throws Error with what Prometheus says of the query */
  readonly query: (expression: string) => Promise<readonly Series[]>;
  readonly labelValues: (label: string, selector: string) => Promise<readonly string[]>;
  /** Rules that cannot be evaluated. */
  readonly sickRules: () => Promise<readonly string[]>;
  /** Alerts that Prometheus fires, whatever becomes of them, as `name{label="value"}`. */
  readonly firing: () => Promise<readonly string[]>;
  /** Alerts that Alertmanager has not inhibited. */
  readonly active: () => Promise<readonly string[]>;
  /** Alerts of which a receiver was told that they fire, since the last `forget`. */
  readonly notified: () => readonly string[];
  readonly forget: () => void;
  readonly stop: () => Promise<void>;
}

/** Labels that tell where an alert came from, and not what it is about. */
const ABOUT_NOTHING = new Set([
  'alertname',
  'severity',
  'cluster_name',
  'group',
  'instance',
  'job',
  'alertstate',
  '__name__',
]);

const nameOf = (labels: Labels): string => {
  const about = Object.entries(labels).filter(([label]) => !ABOUT_NOTHING.has(label));
  const words = about.sort(([a], [b]) => a.localeCompare(b)).map(([label, value]) => `${label}=${value}`);
  return [labels['alertname'], ...words].join(' ');
};

const answerOf = async <T>(url: string): Promise<T> => {
  const response = await fetch(url);
  const answer = (await response.json()) as T & { readonly error?: string };
  if (!response.ok) throw new Error(`${url}: ${answer.error ?? response.status}`);
  return answer;
};

/** @param addressOf host and port of a target */
export const startMonitors = async (
  factor: Factor,
  addressOf: (name: string) => string,
  logsDir: string,
): Promise<Monitors> => {
  const folder = await mkdtemp(join(tmpdir(), 'skillstream-monitors-'));
  const [port, alertmanager_port] = await chooseFreePorts(2);
  const receiver = await startReceiver();
  const addresses = (name: string) => (name === 'alertmanager' ? `${HOST}:${alertmanager_port}` : addressOf(name));
  await mkdir(join(folder, 'data'));
  await Promise.all([
    writeFile(join(folder, 'prometheus.yml'), localPrometheus(addresses)),
    writeFile(join(folder, TARGETS_FILE), localTargetsFile(addresses)),
    writeFile(join(folder, 'alerts.yml'), scaledRules(factor)),
    writeFile(join(folder, 'alertmanager.yml'), scaledRoutes(factor, receiver.url)),
  ]);
  const start = (file: string, ...args: readonly string[]) =>
    spawnWatched({ file, args, cwd: folder, logFile: join(logsDir, `${file}.log`), throwAwayDir: folder });
  const processes = [
    await start(
      'prometheus',
      `--web.listen-address=${HOST}:${port}`,
      '--config.file=prometheus.yml',
      '--storage.tsdb.path=data',
      // An alert is sent again so often; Alertmanager takes one that is not for resolved.
      '--rules.alert.resend-delay=5s',
    ),
    await start(
      'prometheus-alertmanager',
      `--web.listen-address=${HOST}:${alertmanager_port}`,
      '--config.file=alertmanager.yml',
      '--storage.path=data/alertmanager',
      '--cluster.listen-address=',
    ),
  ];
  const prometheus = `http://${HOST}:${port}`;
  const alertmanager = `http://${HOST}:${alertmanager_port}`;
  await Promise.all([prometheus, alertmanager].map(untilReady));

  const query: Monitors['query'] = async (expression) =>
    (
      await answerOf<{ readonly data: { readonly result: readonly Series[] } }>(
        `${prometheus}/api/v1/query?query=${encodeURIComponent(expression)}`,
      )
    ).data.result;

  return {
    query,
    labelValues: async (label, selector) =>
      (
        await answerOf<{ readonly data: readonly string[] }>(
          `${prometheus}/api/v1/label/${label}/values?match[]=${encodeURIComponent(selector)}`,
        )
      ).data,
    sickRules: async () => {
      type Rule = { readonly name: string; readonly health: string; readonly lastError?: string };
      const { data } = await answerOf<{ readonly data: { readonly groups: readonly { readonly rules: Rule[] }[] } }>(
        `${prometheus}/api/v1/rules`,
      );
      const rules = data.groups.flatMap((group) => group.rules);
      return rules.filter(({ health }) => health === 'err').map(({ name, lastError }) => `${name}: ${lastError}`);
    },
    firing: async () => (await query('ALERTS{alertstate="firing"}')).map(({ metric }) => nameOf(metric)).sort(),
    active: async () =>
      (
        await answerOf<readonly { readonly labels: Labels }[]>(
          `${alertmanager}/api/v2/alerts?active=true&inhibited=false&silenced=false`,
        )
      )
        .filter(({ labels }) => labels['severity'] !== 'none')
        .map(({ labels }) => nameOf(labels))
        .sort(),
    notified: receiver.notified,
    forget: receiver.forget,
    stop: async () => {
      for (const one of processes) one.signal('SIGTERM');
      await Promise.all(processes.map(({ exited }) => exited));
      await receiver.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

const READY_WITHIN_MS = 30_000;
const POLL_MS = 100;

const untilReady = async (url: string): Promise<void> => {
  for (const until = performance.now() + READY_WITHIN_MS; performance.now() < until; await delay(POLL_MS)) {
    const response = await fetch(`${url}/-/ready`).catch(() => null);
    if (response?.ok) return;
  }
  throw new Error(`${url} is not ready after ${READY_WITHIN_MS} ms`);
};

/** Stands in for whoever is on call. */
const startReceiver = async () => {
  const names = new Set<string>();
  const server = createServer(async (request, response) => {
    const chunks = await Array.fromAsync(request);
    const { alerts } = JSON.parse(String(Buffer.concat(chunks))) as {
      readonly alerts: readonly { readonly status: string; readonly labels: Labels }[];
    };
    for (const { status, labels } of alerts) if (status === 'firing') names.add(nameOf(labels));
    response.end();
  });
  await once(server.listen(0, HOST), 'listening');
  return {
    url: `http://${HOST}:${(server.address() as AddressInfo).port}/`,
    notified: (): readonly string[] => [...names].sort(),
    forget: (): void => names.clear(),
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
};
