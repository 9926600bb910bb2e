import { expect } from 'vitest';
import type { Step } from '../../services/runtime/engine/engine.ts';
import type { ServiceName } from '../../topology/topology.ts';
import type { Company, CompanyOptions } from './support/company.ts';
import type { Point } from './support/fault-plan.ts';
import { full, scenario } from './support/scenario.ts';

/** In the order of the commit protocol. `commit` stands within `transact`: everything is sent, nothing is decided. */
const STEPS: readonly Step[] = ['fence', 'decode', 'claim', 'look_up', 'handle', 'transact', 'release'];
const SIDES: readonly Point['when'][] = full ? ['before', 'after'] : ['after'];
const POINTS: readonly Omit<Point, 'time'>[] = [
  ...STEPS.flatMap((step) => SIDES.map((when) => ({ step, when }))),
  { step: 'commit', when: 'before' },
];

/** Kills a process at each point in turn, each when the one before is gone, and lets a last one finish the work. */
const killAtEachPoint = async (company: Company, service: ServiceName, time: number): Promise<void> => {
  for (const point of POINTS) {
    const victim = await company.start(service, { plan: { signal: { name: 'SIGKILL', at: { ...point, time } } } });
    expect(await victim.exited, `${point.when} ${point.step}: ${victim.logFile}`).toMatchObject({ signal: 'SIGKILL' });
    await victim.evict();
  }
  await company.startReady(service);
};

/** Strangers are there only where nobody's hire waits for the service that dies. */
const WITH_STRANGERS: CompanyOptions = { strangers_wait_ms: 1_000 };

/** @param time small where there is little input: a death before the commit makes no progress */
const declare = (service: ServiceName, time: number, events: number, options = WITH_STRANGERS): void =>
  scenario(
    `kill -9 of ${service} ${SIDES.join(' and ')} each step of the commit protocol`,
    async (company) => {
      await company.begin(events, service);
      await killAtEachPoint(company, service, time);
      return { faults: POINTS.length };
    },
    { ...options, env: { CHUNK_RECORDS_MAX: '5' } },
  );

declare('learning', 3, full ? 1_000 : 600);
if (full) {
  declare('identity', 1, 1_000, {});
  declare('enrollment', 2, 1_000);
  declare('resolution', 1, 1_000);
  declare('voiding', 1, 1_000);
  declare('profile', 1, 1_000);
}
