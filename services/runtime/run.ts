import { setTimeout as delay } from 'node:timers/promises';
import closeWithGrace from 'close-with-grace';
import { type ServiceName, topology } from '../../topology/topology.ts';
import { describeSettings } from './config/describe.ts';
import { type CommonSettings, readServiceSettings, type SettingsOf } from './config/needs.ts';
import { SettingsError, type Warning } from './config/settings.ts';
import { pauseMs } from './engine/backoff.ts';
import { buildEngine, type EngineParts } from './engine/build.ts';
import type { Engine, Step } from './engine/engine.ts';
import { exportCensus, exportParked } from './engine/lag.ts';
import { createPositionWatch, type PositionWatch } from './engine/position-watch.ts';
import { watchPartitions } from './engine/undeclared-partitions.ts';
import { watchDependencies } from './engine/watch.ts';
import { createWorker, type Worker } from './engine/worker.ts';
import { DependencyUnavailable } from './errors.ts';
import { createKafka } from './kafka/client.ts';
import { createGroupConsumer, type GroupConsumer, type GroupConsumerOptions } from './kafka/group-consumer.ts';
import { createLogger, type Logger } from './log.ts';
import { startProbeServerOrExit } from './metrics/probe-server.ts';
import type { Service } from './service.ts';
import { SharedSettingsDiffer } from './shared-settings/compare.ts';

/** How often something is looked after: while records are handled, and while there are none. */
interface Interval {
  readonly busy_ms: number;
  readonly idle_ms: number;
}

const LAG_INTERVAL: Interval = { busy_ms: 2_000, idle_ms: 5_000 };
/** A broker that answers nothing is noticed then, also by who has nothing to do: the client itself tries on for a minute and a half. */
const LAG_LATE_MS = 15_000;
/** Entries fall due because something was handled, or after days; so nobody waits for one while nothing comes in. */
const DUE_INTERVAL: Interval = { busy_ms: 250, idle_ms: 1_000 };
/** Without a fetch, heartbeat or join for this long, the consumer is stuck: longer than a rebalance may take. */
const ALIVE_WITHIN_MS = 120_000;
const EXIT_FAULT = 70;
const EXIT_SETTINGS = 78;

export interface RunOptions {
  readonly environment?: NodeJS.ProcessEnv;
  /** Called around each step of the commit protocol. */
  readonly onStep?: (step: Step, when: 'before' | 'after', topic: string, partition: number) => Promise<void> | void;
}

/** What the probes know of the process. */
interface Vitals {
  /** On the clock of `performance.now()`, which is never set. */
  alive_at_ms: number;
  away: string | null;
  stopping: boolean;
}

/**
 * Runs a service as a process of its own until SIGTERM: unready, finish the chunk, commit, leave, exit 0. A second
 * signal, or a stop that takes longer than `SHUTDOWN_TIMEOUT_MS`, forces.
 *
 * Exit codes: 0 stopped; 70 the service's own code failed, nothing was skipped; 78 settings are wrong, or differ from those that all instances share.
 */
export const runService = async <N extends ServiceName>(
  create: (settings: SettingsOf<N>, log: Logger) => Service,
  name: N,
  { environment = process.env, onStep = () => undefined }: RunOptions = {},
): Promise<void> => {
  const warnings: Warning[] = [];
  const settings = settingsOrExit(name, environment, (warning) => warnings.push(warning));
  const log = createLogger(name, settings.process.log_level);
  log.info({ settings: describeSettings(settings) }, 'starting');
  for (const { variable, problem } of warnings) log.warn({ variable }, `${variable} ${problem}`);
  const service = createOrExit(() => create(settings, log));
  const parts = buildEngine(service, settings, log);
  const vitals: Vitals = { alive_at_ms: performance.now(), away: 'starting', stopping: false };
  let worker: Worker | undefined;
  let consumer: GroupConsumer | undefined;

  const { metrics_host, metrics_port = topology.services[name].probe_port } = settings.process;
  const probes = await startProbeServerOrExit(metrics_host, metrics_port, parts.metrics, {
    notAlive: () =>
      performance.now() - vitals.alive_at_ms > ALIVE_WITHIN_MS ? ['the consumer makes no progress'] : [],
    notReady: () => notReady(vitals, worker, parts),
  });
  log.info({ port: probes.port }, 'probes listen');

  const stopped = new AbortController();
  const grace = closeWithGrace(
    { delay: settings.process.shutdown_timeout_ms, logger: false },
    async ({ signal, err }) => {
      vitals.stopping = true;
      if (err !== undefined) log.fatal({ err }, 'stopping on a fault');
      else log.info({ signal }, 'stopping');
      stopped.abort();
      await worker?.drain();
      await consumer?.stop();
      await worker?.close();
      await parts.close();
      await probes.close();
      log.info('stopped');
      if (err !== undefined) process.exit(EXIT_FAULT);
    },
  );
  const fail = (error: unknown): void => {
    process.emit('uncaughtException', error instanceof Error ? error : new Error(String(error)));
  };

  const engine = await startEngine(parts, vitals, onStep, log, stopped.signal);
  if (engine === null) return;
  worker = createWorker(engine, fail);
  consumer = startConsumer(engine, worker, settings, vitals, fail, log);
  await consumer.start().catch(fail);
  const watch = createPositionWatch(engine, worker, consumer.seek, fail);
  void keepLag(engine, worker, watch, stopped.signal);
  void watchPartitions(engine, stopped.signal);
  void watchDependencies(parts.pings, { presence: parts.presence, log, signal: stopped.signal });
  if (service.due !== undefined) void keepDue(worker, stopped.signal);
  void grace;
};

const settingsOrExit = <N extends ServiceName>(
  name: N,
  environment: NodeJS.ProcessEnv,
  warn: (warning: Warning) => void,
): SettingsOf<N> & CommonSettings => {
  try {
    return readServiceSettings(name, environment, warn);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(EXIT_SETTINGS);
  }
};

/** A mapping that cannot be loaded stops the start; its message says file, line and column. */
const createOrExit = (create: () => Service): Service => {
  try {
    return create();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(EXIT_SETTINGS);
  }
};

const notReady = (vitals: Vitals, worker: Worker | undefined, parts: EngineParts): readonly string[] => {
  if (vitals.stopping) return ['stopping'];
  if (vitals.away !== null) return [vitals.away];
  if (worker === undefined || !worker.isAssigned()) return ['no partitions assigned yet'];
  return parts.presence.reasons();
};

/** Waits for everything the service needs to be there; says what it waits for. */
const startEngine = async (
  parts: EngineParts,
  vitals: Vitals,
  onStep: Engine['onStep'],
  log: Logger,
  signal: AbortSignal,
): Promise<Engine | null> => {
  for (let failures = 1; !signal.aborted; failures += 1) {
    vitals.alive_at_ms = performance.now();
    try {
      const engine = await parts.connect(onStep);
      vitals.away = null;
      parts.presence.found('start');
      return engine;
    } catch (error) {
      if (error instanceof SharedSettingsDiffer) {
        // Its message says what to do; another try would find the same.
        log.fatal({ settings: error.settings }, error.message);
        await parts.close();
        process.exit(EXIT_SETTINGS);
      }
      const message = error instanceof Error ? error.message : String(error);
      if (vitals.away !== message) log.warn({ error: message }, 'waiting to start');
      vitals.away = message;
      if (error instanceof DependencyUnavailable) parts.presence.missed(error.dependency, 'start');
      await delay(pauseMs(failures), undefined, { signal }).catch(() => undefined);
    }
  }
  return null;
};

const startConsumer = (
  engine: Engine,
  worker: Worker,
  settings: CommonSettings,
  vitals: Vitals,
  fail: (error: unknown) => void,
  log: Logger,
): GroupConsumer => {
  let last_failure = '';
  return createGroupConsumer(createKafka(settings.kafka, `${engine.service.name}-consumer`, log), {
    group: engine.group,
    topics: Object.keys(engine.service.inputs),
    partitionsOf: engine.partitionsOf,
    concurrency: engine.settings.partitions_concurrent_max,
    session_timeout_ms: engine.settings.session_timeout_ms,
    fetch_wait_max_ms: engine.settings.fetch_wait_max_ms,
    fetch_min_bytes: engine.settings.fetch_min_bytes,
    fetch_bytes_max: engine.settings.fetch_bytes_max,
    onBatch: worker.handleBatch,
    onAssigned: worker.assign,
    ...mappingsOf(engine),
    onAlive: () => {
      vitals.alive_at_ms = performance.now();
    },
    onWorking: () => {
      last_failure = '';
      engine.presence.found('consumer');
    },
    onRestart: ({ message }) => {
      if (message !== last_failure) log.warn({ error: message }, 'the consumer starts again');
      last_failure = message;
      engine.presence.missed('kafka', 'consumer');
    },
    onCrash: fail,
  });
};

/** Instances may have read different mapping files for a time, as in a rolling update; it must not go unnoticed. */
const mappingsOf = ({
  service: { mappings_version },
  metrics,
  log,
}: Engine): Pick<GroupConsumerOptions, 'version' | 'onVersions'> => {
  if (mappings_version === undefined) return {};
  metrics.mappingsVersion(mappings_version);
  metrics.mappingsDiffer(false);
  return {
    version: mappings_version,
    onVersions: (versions) => {
      const differ = versions.length > 1;
      if (differ) log.warn({ versions }, 'instances of this service have read different mapping files');
      metrics.mappingsDiffer(differ);
    },
  };
};

/** Does something again and again until the process stops. `work` must not throw. */
const keep = async (
  worker: Worker,
  { busy_ms, idle_ms }: Interval,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> => {
  let position = 0;
  while (!signal.aborted) {
    const before = position;
    position = worker.processors().reduce((sum, { next_offset }) => sum + next_offset, 0);
    await delay(position === before ? idle_ms : busy_ms, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) await work();
  }
};

const keepLag = (engine: Engine, worker: Worker, watch: PositionWatch, signal: AbortSignal): Promise<void> =>
  keep(worker, LAG_INTERVAL, signal, async () => {
    const late = setTimeout(() => engine.presence.missed('kafka', 'lag'), LAG_LATE_MS);
    try {
      await watch.look().finally(() => clearTimeout(late));
      await exportParked(engine, worker.processors(), Date.now());
      await exportCensus(engine, worker.processors());
      engine.presence.found('lag');
    } catch (error) {
      engine.presence.missed(error instanceof DependencyUnavailable ? error.dependency : 'kafka', 'lag');
      engine.log.debug({ error: String(error) }, 'positions could not be looked at');
      await engine.positionReader.close().catch(() => undefined);
    }
  });

const keepDue = (worker: Worker, signal: AbortSignal): Promise<void> =>
  keep(worker, DUE_INTERVAL, signal, () => worker.handleDueEntries(Date.now()));
