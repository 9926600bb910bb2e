import { vi } from 'vitest';
import { startStack } from '../../tools/stack/index.ts';
import { withBareRedis } from '../support/redis.ts';
import type { Company } from './support/company.ts';
import { untilProgress } from './support/progress.ts';
import type { TimedFault } from './support/recovery.ts';
import { full, scenario } from './support/scenario.ts';

const INPUT = 'raw.xapi';
const SLICE = full ? 1_500 : 200;
const ROUNDS = full ? 3 : 1;
const SYNCED_WITHIN = { timeout: 30_000, interval: 50 };

const portOf = (url: string): number => Number(new URL(url).port);

/** Makes one Redis a copy of another, and then cuts the two apart: the copy is left behind. */
const copyTo = async (copy: string, from: string): Promise<void> => {
  await withBareRedis(copy, async (redis) => {
    await redis.replicaof('127.0.0.1', portOf(from));
    await vi.waitFor(async () => {
      const replication = await redis.info('replication');
      if (!/master_link_status:up/.test(replication)) throw new Error(`not in sync: ${replication}`);
    }, SYNCED_WITHIN);
  });
};

const promote = (url: string): Promise<unknown> => withBareRedis(url, (redis) => redis.replicaof('NO', 'ONE'));

/** Lets the clients reach another server while records come, and waits until work goes on there. */
const failOver = async (company: Company, url: string, send: () => Promise<unknown>): Promise<TimedFault> => {
  const sent = send();
  company.proxies.redis.redirect(portOf(url));
  const fault = { topic: INPUT, at_ms: Date.now() } as const;
  await sent;
  await send();
  await untilProgress(company, fault);
  return fault;
};

/** How the first server comes to be the master again, which was never restarted. */
const RETURNS = {
  'clients are sent to a copy that was left behind, and back': async () => undefined,
  'a copy that was left behind is promoted, and the first server copies it and is promoted again': async (
    first: string,
    second: string,
  ) => {
    await copyTo(first, second);
    await promote(first);
  },
} as const;

for (const [title, becomeMaster] of Object.entries(RETURNS).slice(0, full ? undefined : 1)) {
  scenario(
    `Redis fails over and back: ${title}`,
    async (company) => {
      const other = await startStack({ only: ['redis'] });
      try {
        const [first, second] = [company.stack.env['REDIS_URL']!, other.env['REDIS_URL']!];
        await company.startOthers();
        const traffic = company.traffic(ROUNDS * 6 * SLICE);
        const send = () => traffic.send(SLICE);
        const timed: TimedFault[] = [];
        for (let round = 0; round < ROUNDS; round += 1) {
          await send();
          await copyTo(second, first);
          await promote(second);
          // The first server alone is used: the copy lies behind what is committed now.
          const at_ms = Date.now();
          await send();
          await untilProgress(company, { topic: INPUT, at_ms });
          timed.push(await failOver(company, second, send));
          await becomeMaster(first, second);
          timed.push(await failOver(company, first, send));
        }
        await traffic.sendRest();
        // The second server goes only when nobody needs it: nobody does.
        return { faults: timed.length, timed };
      } finally {
        await other.stop();
      }
    },
    { proxied: true },
  );
}
