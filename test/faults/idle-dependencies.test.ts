import { expect, vi } from 'vitest';
import { untilReady } from '../../tools/demo/services.ts';
import type { Instance } from './support/instance.ts';
import { type Fault, startBehindProxies, untilUnready } from './support/progress.ts';
import { scenario } from './support/scenario.ts';

const EVENTS = 500;
const NOTICED = { timeout: 60_000, interval: 100 };

/** Waits until the metric of a dependency has a value. */
const untilMetric = ({ probeUrl }: Instance, dependency: string, value: number): Promise<void> =>
  vi.waitFor(async () => {
    const metrics = await (await fetch(`${probeUrl}/metrics`)).text();
    expect(metrics).toMatch(
      new RegExp(`^skillstream_dependency_up\\{dependency="${dependency}",[^}]*\\} ${value}$`, 'm'),
    );
  }, NOTICED);

// A service without timers: nothing that it does by itself would touch Redis or the registry.
scenario(
  'Redis, then the registry, then Kafka is unavailable while a service has nothing to do',
  async (company) => {
    const identity = await startBehindProxies(company, 'identity');
    const { kafka, redis, registry } = company.proxies;
    const outages: readonly (readonly [dependency: string, away: Fault, heal: Fault])[] = [
      ['redis', redis.refuse, redis.heal],
      ['redis', () => redis.hang('requests', 'replies'), redis.heal],
      ['registry', registry.refuse, registry.heal],
      ['registry', () => registry.hang('requests', 'replies'), registry.heal],
      ['kafka', () => kafka.hang('requests', 'replies'), kafka.heal],
    ];
    for (const [dependency, away, heal] of outages) {
      await away();
      await untilUnready(identity, `${dependency} is away`);
      await untilMetric(identity, dependency, 0);
      await heal();
      await untilReady(identity);
      await untilMetric(identity, dependency, 1);
    }
    await company.simulate(EVENTS);
    return { faults: outages.length };
  },
  { proxied: true },
);
