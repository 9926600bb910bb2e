import { recordShared } from '../../../services/runtime/shared-settings/store.ts';
import type { ServiceName } from '../../../topology/topology.ts';
import { type ServiceProcess, startService } from '../../demo/services.ts';
import { type Stage, silent } from '../stage.ts';
import { endedWell } from './ended.ts';

export interface BenchServiceOptions {
  /** First part of idempotency keys, and part of the group's name: a new one reads everything anew. */
  readonly generation: string;
  /** Tells the log files of several apart that share a generation. */
  readonly instance?: number;
  /** Arguments for Node.js itself. */
  readonly nodeArgs?: readonly string[];
}

/** A service of the project, started as in production. */
export interface BenchService {
  readonly process: ServiceProcess;
  readonly group: string;
  /** Rejects when the service ends otherwise than it was told. */
  readonly ended: Promise<void>;
  /** SIGTERM, then waits. @throws Error when it does not end well */
  readonly stop: () => Promise<void>;
}

/** Lets a service start with another generation than the one before. */
const adoptGeneration = async ({ settings, reader, codec }: Stage, name: ServiceName, generation: string) => {
  const parts = { kafka: settings.kafka, reader, codec, log: silent };
  const own = { name: 'SERVICE_GENERATION', scope: name, secret: false, value: generation };
  await recordShared(parts, [own], { recorded_by: 'bench', reason: 'each run has a generation of its own' });
};

export const startBenchService = async (
  stage: Stage,
  name: ServiceName,
  { generation, instance = 1, nodeArgs = [] }: BenchServiceOptions,
): Promise<BenchService> => {
  const { env, stack } = stage;
  await adoptGeneration(stage, name, generation);
  const service = await startService(name, {
    env: { ...env, SERVICE_GENERATION: generation },
    logsDir: stack.logsDir,
    instance: `${generation}-${instance}`,
    nodeArgs,
  });
  const ended = endedWell(service, name);
  return {
    process: service,
    group: `skillstream.${name}.g${generation}`,
    ended,
    stop: () => {
      service.signal('SIGTERM');
      return ended;
    },
  };
};
