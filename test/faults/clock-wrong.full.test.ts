import { join } from 'node:path';
import { SERVICE_NAMES, untilReady } from '../../tools/demo/services.ts';
import type { ServiceName } from '../../topology/topology.ts';
import type { Company } from './support/company.ts';
import { type Done, scenario } from './support/scenario.ts';

const MINUTE_MS = 60_000;
/** A wrong time zone, and a bit: brokers as they come refuse records from more than an hour ahead. */
const AHEAD_MS = 61 * MINUTE_MS;
const BEHIND_MS = -61 * MINUTE_MS;

/** Deadlines are what wrong clocks may spoil. */
const STRANGERS_WAIT_MS = 30_000;

const CLOCKS: readonly (readonly [title: string, skewOf: (service: ServiceName) => number])[] = [
  ['an hour ahead', () => AHEAD_MS],
  ['an hour behind', () => BEHIND_MS],
  // Deadlines are set by one service and looked at by another, so these two go together.
  [
    'an hour ahead here and an hour behind there',
    (service) => (service === 'identity' || service === 'voiding' ? BEHIND_MS : AHEAD_MS),
  ],
];

for (const [title, skewOf] of CLOCKS) {
  const run = async (company: Company): Promise<Done> => {
    const services = await Promise.all(
      SERVICE_NAMES.map((service) =>
        company.start(service, {
          env: { CLOCK_SKEW_MS: String(skewOf(service)) },
          nodeArgs: ['--import', join(import.meta.dirname, 'support/skewed-clock.ts')],
        }),
      ),
    );
    await Promise.all(services.map(untilReady));
    await company.simulate(3_000);
    return { faults: services.length };
  };
  scenario(`clocks of services ${title}`, run, { strangers_wait_ms: STRANGERS_WAIT_MS });
}
