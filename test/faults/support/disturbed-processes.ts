import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../../../tools/simulator/random.ts';
import type { ServiceName } from '../../../topology/topology.ts';
import type { Company } from './company.ts';
import type { Instance } from './instance.ts';

/** Processes that somebody keeps on ending and stopping. */
export interface DisturbedProcesses {
  /** Leaves them alone from now on; all of them run then. */
  readonly calm: () => Promise<void>;
  /** What ended without being told to, and how. */
  readonly endedByThemselves: () => readonly string[];
}

const PAUSES_MS = { from: 200, to: 4_000 };
/** Some below the session time-out of the tests, six seconds, some above. */
const STOPPED_MS = { from: 100, to: 12_000 };
const DEEDS = { 'kill -9': 3, SIGSTOP: 3, SIGTERM: 1 };

/**
 * Starts an instance of each service named and then kills, stops or ends one of them after the other at random, each
 * replaced as soon as it is gone.
 * @param tell hears of every deed
 */
export const disturbProcesses = async (
  company: Company,
  services: readonly ServiceName[],
  random: Random,
  tell: (what: string) => void,
): Promise<DisturbedProcesses> => {
  const calmed = new AbortController();
  const told = new Set<Instance>();
  const endedByThemselves: string[] = [];

  const watch = (instance: Instance): Instance => {
    void instance.exited.then(({ code, signal }) => {
      if (!told.has(instance)) endedByThemselves.push(`${signal ?? `exit code ${code}`}: ${instance.logFile}`);
    });
    return instance;
  };

  const end = async (instance: Instance, how: 'SIGKILL' | 'SIGTERM'): Promise<Instance> => {
    told.add(instance);
    instance.signal(how);
    await instance.exited;
    return watch(await company.start(instance.name));
  };

  const stopForAWhile = async (instance: Instance): Promise<Instance> => {
    instance.signal('SIGSTOP');
    await delay(random.between(STOPPED_MS.from, STOPPED_MS.to));
    instance.signal('SIGCONT');
    return instance;
  };

  const running = (await company.startReady(...services)).map(watch);
  const disturb = async (): Promise<void> => {
    while (!calmed.signal.aborted) {
      await delay(random.between(PAUSES_MS.from, PAUSES_MS.to));
      const slot = random.below(running.length);
      const instance = running[slot]!;
      const deed = random.weighted(DEEDS);
      tell(`${deed} of ${instance.name} ${instance.client_id}`);
      if (deed === 'SIGSTOP') await stopForAWhile(instance);
      else running[slot] = await end(instance, deed === 'SIGTERM' ? 'SIGTERM' : 'SIGKILL');
    }
  };
  const disturbing = disturb();
  return {
    calm: async () => {
      calmed.abort();
      await disturbing;
    },
    endedByThemselves: () => endedByThemselves,
  };
};
