import { join } from 'node:path';
import { type ServiceProcess, startService } from '../../../tools/demo/services.ts';
import type { Connections } from '../../../tools/ledger/connections.ts';
import type { ServiceName } from '../../../topology/topology.ts';
import type { FaultPlan } from './fault-plan.ts';
import { evict } from './group-members.ts';

/** One process of a service, with a name of its own in its group. */
export interface Instance extends ServiceProcess {
  readonly client_id: string;
  /**
   * SIGKILL, then waits for its end.
   * @returns when it ended, epoch milliseconds
   */
  readonly kill: () => Promise<number>;
  /** Takes the dead instance out of its group without waiting for its session to time out. */
  readonly evict: () => Promise<void>;
}

export interface InstanceOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeArgs?: readonly string[];
  /** What the instance does to itself; see `faulty-service.ts`. */
  readonly plan?: FaultPlan;
}

/** More than `SHUTDOWN_TIMEOUT_MS`, after which a service forces itself. */
const STOPPED_WITHIN_MS = 40_000;
const FAULTY_MAIN = join(import.meta.dirname, 'faulty-service.ts');

/** Starts a process of a service and returns at once; see `untilReady`. */
export const startInstance = async (
  service: ServiceName,
  name: string,
  { admin, kafka }: Pick<Connections, 'admin' | 'kafka'>,
  environment: { readonly env: Readonly<Record<string, string>>; readonly logsDir: string },
  { env = {}, nodeArgs = [], plan }: InstanceOptions,
): Promise<Instance> => {
  const client_id = `skillstream-${name}`;
  const process = await startService(service, {
    env: {
      ...environment.env,
      KAFKA_CLIENT_ID: client_id,
      ...env,
      ...(plan === undefined ? {} : { FAULT_PLAN: JSON.stringify({ ...plan, service }) }),
    },
    logsDir: environment.logsDir,
    instance: name,
    nodeArgs,
    ...(plan === undefined ? {} : { main: FAULTY_MAIN }),
  });
  return {
    ...process,
    client_id,
    kill: async () => {
      process.signal('SIGKILL');
      await process.exited;
      return Date.now();
    },
    evict: () => evict(admin, kafka, service, client_id),
  };
};

/** Stops an instance in whatever state it is; at the latest when it has had the time it may take for itself. */
export const endInstance = async (instance: Instance): Promise<void> => {
  // One that is stopped by SIGSTOP hears of nothing else.
  instance.signal('SIGCONT');
  const force = setTimeout(() => instance.signal('SIGKILL'), STOPPED_WITHIN_MS);
  await instance.stop();
  clearTimeout(force);
};
