import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFailed } from 'vitest';
import { SERVICE_NAMES } from '../../tools/demo/services.ts';
import { createRandom, type Random } from '../../tools/simulator/random.ts';
import { brokenParts } from './support/broken-parts.ts';
import type { Company } from './support/company.ts';
import { disturbProcesses } from './support/disturbed-processes.ts';
import { scenario } from './support/scenario.ts';

const EVENTS = 12_000;
const ROUNDS = 25;
/** Some end before anybody notices, some outlast sessions and time-outs. */
const LASTS_MS = { from: 100, to: 9_000 };

/** Lets one thing after the other fail while records are on their way, whatever else is still broken because of the last. */
const breakParts = async (company: Company, random: Random, tell: (what: string) => void): Promise<void> => {
  const traffic = company.traffic(EVENTS);
  const faults = brokenParts(company);
  for (let round = 0; round < ROUNDS; round += 1) {
    const fault = random.pick(faults);
    const breakAndMend = async (): Promise<void> => {
      tell(fault.what);
      await fault.begin();
      await delay(random.between(LASTS_MS.from, LASTS_MS.to));
      await fault.end();
    };
    const sent = traffic.send(Math.floor(EVENTS / ROUNDS));
    if (fault.hits_producers) await sent;
    await Promise.all([sent, breakAndMend()]);
  }
  await traffic.sendRest();
};

scenario(
  'everything at random and at once: processes, connections, broker, Redis, registry',
  async (company) => {
    const random = createRandom(Date.now());
    const story: string[] = [];
    const tell = (what: string): void => {
      story.push(`${new Date().toISOString()} ${what}`);
    };
    onTestFailed(() => {
      process.stderr.write(`${story.join('\n')}\n`);
    });

    const processes = await disturbProcesses(company, [...SERVICE_NAMES, 'learning', 'identity'], random, tell);
    await breakParts(company, random, tell).finally(processes.calm);
    return { faults: story.length, check: () => expect(processes.endedByThemselves()).toEqual([]) };
  },
  { ownStack: true, proxied: true, timeout_ms: 1_200_000 },
);
