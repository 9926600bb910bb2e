import type { ServiceName } from '../../../topology/topology.ts';
import { type ServiceProcess, startService } from '../../demo/services.ts';
import type { Stage } from '../stage.ts';
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

export const startBenchService = async (
  { env, stack }: Stage,
  name: ServiceName,
  { generation, instance = 1, nodeArgs = [] }: BenchServiceOptions,
): Promise<BenchService> => {
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
