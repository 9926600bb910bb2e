import { expect, vi } from 'vitest';
import { groupOf } from '../../services/runtime/engine/group.ts';
import { SERVICE_NAMES, untilReady } from '../../tools/demo/services.ts';
import type { Company } from './support/company.ts';
import type { Instance } from './support/instance.ts';
import { type Fault, strike, untilUnready } from './support/progress.ts';
import { full, scenario } from './support/scenario.ts';
import { createSettableClock, type SettableClock } from './support/settable-clock.ts';

const INPUT = 'raw.xapi';
const TWO_DAYS_MS = 2 * 24 * 60 * 60_000;
/** Less than the minute that a group waits for a member that sends no heartbeats, and so does not join again. */
const REJOINED_WITHIN_MS = 30_000;

/** Starts all services. Only `learning` has a clock that is set, and goes through the proxies. */
const begin = async (company: Company): Promise<{ learning: Instance; clock: SettableClock }> => {
  const clock = await createSettableClock();
  const direct = { env: { ...company.stack.env } };
  const instances = await Promise.all(
    SERVICE_NAMES.map((name) => company.start(name, name === 'learning' ? clock.options : direct)),
  );
  await Promise.all(instances.map(untilReady));
  return { learning: instances[SERVICE_NAMES.indexOf('learning')]!, clock };
};

/** A second instance comes and goes: the first one must hear of it, and join again. */
const untilRejoined = async ({ start, connections }: Company, first: Instance): Promise<void> => {
  const second = await start('learning');
  await vi.waitFor(
    async () => {
      const { groups } = await connections.admin.describeGroups([groupOf('learning', '1')]);
      const { state, members } = groups[0]!;
      // While the group waits for a member, that is listed too.
      expect(state).toBe('Stable');
      expect(members.map(({ clientId }) => clientId).sort()).toEqual(
        [first, second].map(({ client_id }) => `${client_id}-learning-consumer`).sort(),
      );
    },
    { timeout: REJOINED_WITHIN_MS, interval: 100 },
  );
  await untilReady(second);
  await second.stop();
};

scenario(
  'the clock of a running service jumps two days ahead and back while Redis, then Kafka is unavailable',
  async (company) => {
    const { learning, clock } = await begin(company);
    const { kafka, redis } = company.proxies;
    /** Something becomes unavailable while the clock is ahead, and available when it is right again. */
    const during =
      (dependency: string, away: Fault, heal: Fault): Fault =>
      async () => {
        await clock.set(TWO_DAYS_MS);
        await away();
        await untilUnready(learning, `${dependency} is away`);
        await clock.set(0);
        await heal();
      };
    const faults = [
      during('redis', redis.refuse, redis.heal),
      // Before the next fault: it makes the client join by itself.
      () => untilRejoined(company, learning),
      during('kafka', () => kafka.hang('requests', 'replies'), kafka.heal),
      ...(full ? [during('kafka', kafka.refuse, kafka.heal)] : []),
    ];
    const timed = await strike(company, INPUT, faults);
    return { faults: timed.length, timed };
  },
  { proxied: true },
);
