import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { environmentFor } from '../../services/runtime/config/needs.ts';
import { SkillstreamError } from '../../services/runtime/errors.ts';
import { type ExporterName, type ServiceName, topology } from '../../topology/topology.ts';
import { repositoryRoot } from '../stack/paths.ts';
import { chooseFreePorts, HOST, isPortFree } from '../stack/process/ports.ts';
import { spawnWatched } from '../stack/process/watched-process.ts';
import type { ExitInfo } from '../stack/types.ts';

export type ProcessName = ServiceName | ExporterName;

/** A service that runs as a process of its own. It dies with us, however we end. */
export interface ServiceProcess<Name extends ProcessName = ServiceName> {
  readonly name: Name;
  readonly pid: number;
  readonly logFile: string;
  /** Where `/metrics`, `/healthz` and `/readyz` answer. */
  readonly probeUrl: string;
  readonly exited: Promise<ExitInfo>;
  signal(signal: NodeJS.Signals): void;
  /** SIGTERM, then waits: an orderly service leaves its group and exits 0. */
  stop(): Promise<ExitInfo>;
}

export interface ServiceOptions {
  /** Settings, such as those of the stack. A service is given those that it needs. */
  readonly env: Readonly<Record<string, string>>;
  readonly logsDir: string;
  /** Distinguishes several instances of a service in the names of log files. */
  readonly instance?: string;
  /** Whether it gets the probe port of the topology; default any free port, so that many live side by side. */
  readonly ports?: 'free' | 'fixed';
  /** Arguments for Node.js itself. */
  readonly nodeArgs?: readonly string[];
  /** File to run instead of the service's own `main.ts`; for tests that look into the engine. */
  readonly main?: string;
}

/** Memory as in the Dockerfile: a young generation of the heap that does not grow to 192 MB, and few malloc arenas. */
export const NODE_ARGS = ['--max-semi-space-size=16'];
export const MALLOC = { MALLOC_ARENA_MAX: '2' };
/** Half of what a start costs is to read and compile TypeScript; Node.js keeps the result for the next start. */
export const COMPILED = { NODE_COMPILE_CACHE: join(repositoryRoot, 'var/compiled') };

const READY_WITHIN_MS = 60_000;
const POLL_MS = 100;

export const SERVICE_NAMES = Object.keys(topology.services) as readonly ServiceName[];
export const LAG_EXPORTER = 'lag-exporter' satisfies ExporterName;

/** @throws SkillstreamError when somebody has it */
export const probePortOf = async (name: ProcessName): Promise<number> => {
  const { probe_port } = { ...topology.services, ...topology.exporters }[name];
  if (await isPortFree(probe_port)) return probe_port;
  throw new SkillstreamError(
    'port_taken',
    `port ${probe_port}, where ${name} answers /metrics, /healthz and /readyz, is in use by another process: perhaps ` +
      `${name} itself runs already. It is found with: ss -ltnp (Linux) or lsof -iTCP -sTCP:LISTEN`,
  );
};

/** Starts a service and returns at once; see `untilReady`. */
export const startService = async <Name extends ProcessName>(
  name: Name,
  options: ServiceOptions,
): Promise<ServiceProcess<Name>> => {
  const port =
    options.env['METRICS_PORT'] ??
    (options.ports === 'fixed' ? await probePortOf(name) : (await chooseFreePorts(1))[0]!);
  const logFile = join(options.logsDir, `${name}${options.instance === undefined ? '' : `-${options.instance}`}.log`);
  const main = options.main ?? join(repositoryRoot, 'services', name, 'main.ts');
  const child = await spawnWatched({
    file: process.execPath,
    args: [...NODE_ARGS, ...(options.nodeArgs ?? []), main],
    cwd: repositoryRoot,
    logFile,
    throwAwayDir: null,
    env: {
      ...MALLOC,
      ...COMPILED,
      METRICS_HOST: HOST,
      METRICS_PORT: String(port),
      ...environmentFor(name, options.env),
    },
  });
  return {
    name,
    pid: child.pid,
    logFile,
    probeUrl: `http://${HOST}:${port}`,
    exited: child.exited,
    signal: child.signal,
    stop: () => {
      child.signal('SIGTERM');
      return child.exited;
    },
  };
};

/**
 * Waits until a service has its partitions and everything it needs.
 * @throws Error when it ends instead, or takes longer than a minute; the message names its log file
 */
export const untilReady = async (service: ServiceProcess<ProcessName>): Promise<void> => {
  let ended: ExitInfo | undefined;
  void service.exited.then((info) => {
    ended = info;
  });
  let reason = 'no answer';
  for (const until_ms = performance.now() + READY_WITHIN_MS; performance.now() < until_ms; ) {
    if (ended !== undefined) {
      throw new Error(
        `${service.name} ended with ${ended.signal ?? `exit code ${ended.code}`}; see ${service.logFile}`,
      );
    }
    const response = await fetch(`${service.probeUrl}/readyz`).catch(() => null);
    if (response?.ok) return;
    if (response !== null) reason = await response.text();
    await delay(POLL_MS);
  }
  throw new Error(`${service.name} is not ready: ${reason.trim()}; see ${service.logFile}`);
};

/** Starts services and waits until all are ready. */
export const startServices = async <Name extends ProcessName>(
  names: readonly Name[],
  options: ServiceOptions,
): Promise<readonly ServiceProcess<Name>[]> => {
  if (options.ports === 'fixed') await Promise.all(names.map(probePortOf));
  const services = await Promise.all(names.map((name) => startService(name, options)));
  try {
    await Promise.all(services.map(untilReady));
    return services;
  } catch (error) {
    await stopServices(services);
    throw error;
  }
};

export const stopServices = async (services: readonly ServiceProcess<ProcessName>[]): Promise<void> => {
  await Promise.all(services.map((service) => service.stop()));
};
