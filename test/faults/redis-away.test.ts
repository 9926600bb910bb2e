import { CLAIM } from '../../services/runtime/redis/scripts.ts';
import { scriptKind } from '../support/proxy/redis-wire.ts';
import { emptyRedis } from '../support/redis.ts';
import type { Company } from './support/company.ts';
import type { Instance } from './support/instance.ts';
import { type Fault, startBehindProxies, strike, untilProgress, untilUnready } from './support/progress.ts';
import { full, scenario } from './support/scenario.ts';

const ROUND_TRIP_MS = 300;
const INPUT = 'raw.xapi';
/** Each so often, in the full form. */
const ROUNDS = 3;

const QUICK = [
  'refuses connections',
  'loses the reply after it has taken the claims',
  'is emptied (FLUSHALL)',
  'is slow',
] as const;
/** These take the time-outs of the client. */
const LONG = [
  'answers nothing while connections stay open',
  'keeps the reply to itself after it has taken the claims',
] as const;

type Name = (typeof QUICK)[number] | (typeof LONG)[number];

/** What happens to Redis in mid-run, apart from restarts. */
const faultsOf = (company: Company, learning: Instance): Readonly<Record<Name, Fault>> => {
  const { redis } = company.proxies;
  const untilNoticed = async (): Promise<void> => {
    await untilUnready(learning, 'redis is away');
    await redis.heal();
  };
  return {
    'refuses connections': async () => {
      await redis.refuse();
      await untilNoticed();
    },
    'loses the reply after it has taken the claims': () => redis.loseReply(scriptKind(CLAIM), 'cut'),
    'is emptied (FLUSHALL)': () => emptyRedis(company.stack.env['REDIS_URL']!),
    'answers nothing while connections stay open': async () => {
      redis.hang('requests', 'replies');
      await untilNoticed();
    },
    'is slow': async () => {
      redis.slow(ROUND_TRIP_MS / 2);
      await untilProgress(company, { topic: INPUT, at_ms: Date.now() });
      await redis.heal();
    },
    'keeps the reply to itself after it has taken the claims': () => redis.loseReply(scriptKind(CLAIM), 'silence'),
  };
};

const declare = (title: string, names: readonly Name[]): void =>
  scenario(
    title,
    async (company) => {
      const learning = await startBehindProxies(company, 'learning');
      const faults = faultsOf(company, learning);
      const timed = await strike(
        company,
        INPUT,
        names.map((name) => faults[name]),
      );
      return { faults: names.length, timed };
    },
    { proxied: true },
  );

if (full)
  for (const name of [...QUICK, ...LONG])
    declare(
      `Redis ${name}`,
      Array.from({ length: ROUNDS }, () => name),
    );
else declare('Redis refuses, loses replies, is emptied, is slow', QUICK);
