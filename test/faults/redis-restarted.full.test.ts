import { saveRedis } from '../support/redis.ts';
import { untilProgress } from './support/progress.ts';
import type { TimedFault } from './support/recovery.ts';
import { full, scenario } from './support/scenario.ts';

const INPUT = 'raw.xapi';
const FORM = full ? { events: 20_000, returns: 3 } : { events: 4_000, returns: 1 };
const SLICE = Math.floor(FORM.events / (2 * (FORM.returns + 1)));

scenario(
  'Redis is killed, and comes back empty, then as it was some time ago',
  async (company) => {
    await company.startOthers();
    const { redis } = company.parts;
    const traffic = company.traffic(FORM.events);
    const timed: TimedFault[] = [];
    const restart = async (): Promise<void> => {
      const sent = traffic.send(SLICE);
      await redis.kill();
      await redis.start();
      const fault = { topic: INPUT, at_ms: Date.now() } as const;
      await sent;
      await untilProgress(company, fault);
      timed.push(fault);
    };

    await traffic.send(SLICE);
    // Nothing was saved yet.
    await restart();
    for (let round = 0; round < FORM.returns; round += 1) {
      await saveRedis(company.env['REDIS_URL']!);
      const saved = { topic: INPUT, at_ms: Date.now() } as const;
      await traffic.send(SLICE);
      await untilProgress(company, saved);
      await restart();
    }
    await traffic.sendRest();
    return { faults: timed.length, timed };
  },
  { ownStack: true },
);
