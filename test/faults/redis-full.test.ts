import { SERVICE_NAMES } from '../../tools/demo/services.ts';
import { withBareRedis } from '../support/redis.ts';
import type { Company } from './support/company.ts';
import { type Fault, strike, untilUnready } from './support/progress.ts';
import { scenario } from './support/scenario.ts';

const INPUT = 'raw.xapi';
const MIB = 1024 * 1024;
const FILLER_BYTES = 100_000;
const FILLERS = 100;

/** What an operator does to Redis in mid-run, and takes back once the service has noticed. */
const faultsOf = ({ stack }: Company, untilSaid: (reason: string) => Promise<void>): readonly Fault[] => {
  const url = stack.env['REDIS_URL']!;
  const set = (settings: Readonly<Record<string, string>>): Promise<void> =>
    withBareRedis(url, async (redis) => {
      for (const [name, value] of Object.entries(settings)) await redis.config('SET', name, value);
    });
  const normal = (): Promise<void> => set({ 'maxmemory-policy': 'noeviction', maxmemory: '0' });
  return [
    async () => {
      await set({ maxmemory: '1' });
      await untilSaid('its memory is full');
      await normal();
    },
    async () => {
      // Only claims have a time to live, so it is they that go.
      await withBareRedis(url, async (redis) => {
        const used = Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))![1]);
        await redis.config('SET', 'maxmemory-policy', 'volatile-random');
        await redis.config('SET', 'maxmemory', String(used + MIB));
        for (let i = 0; i < FILLERS; i += 1) await redis.set(`filler-${i}`, 'x'.repeat(FILLER_BYTES)).catch(() => null);
      });
      await untilSaid('it evicts keys');
      await withBareRedis(url, (redis) => redis.del(...Array.from({ length: FILLERS }, (_, i) => `filler-${i}`)));
      await normal();
    },
  ];
};

scenario(
  'Redis is full, then evicts claims',
  async (company) => {
    const instances = await company.startReady(...SERVICE_NAMES);
    const learning = instances[SERVICE_NAMES.indexOf('learning')]!;
    const faults = faultsOf(company, (reason) => untilUnready(learning, reason));
    const timed = await strike(company, INPUT, faults);
    return { faults: faults.length, timed };
  },
  { ownStack: true },
);
