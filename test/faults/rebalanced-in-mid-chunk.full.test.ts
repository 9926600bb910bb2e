import { expect } from 'vitest';
import { untilReady } from '../../tools/demo/services.ts';
import { emptyRedis } from '../support/redis.ts';
import type { Company } from './support/company.ts';
import { untilCommitted, watchOffsets } from './support/offsets.ts';
import { full, scenario } from './support/scenario.ts';

const FORM = full
  ? { events: 30_000, rounds: 4, chunk_records: '50' }
  : { events: 3_000, rounds: 1, chunk_records: '10' };

/** @param meanwhile happens just before instances come, and just before they go */
const declare = (title: string, meanwhile: (company: Company) => Promise<unknown>, faults_each: number): void =>
  scenario(
    title,
    async (company) => {
      await company.startOthers('learning');
      await company.simulate(FORM.events);
      const statements = company.expected.totals['raw.xapi'].records;
      const watch = watchOffsets(company, 'learning');
      await company.startReady('learning');
      for (let round = 0; round < FORM.rounds; round += 1) {
        await untilCommitted(company, 'learning', (statements * (round + 1)) / (FORM.rounds + 2));
        await meanwhile(company);
        const joining = [await company.start('learning'), await company.start('learning')];
        await Promise.all(joining.map(untilReady));
        await meanwhile(company);
        for (const instance of joining) expect(await instance.stop()).toEqual({ code: 0, signal: null });
      }
      await company.untilHandled('learning');
      expect(await watch.stop()).toEqual([]);
      return { faults: FORM.rounds * faults_each };
    },
    { env: { CHUNK_RECORDS_MAX: FORM.chunk_records } },
  );

declare('rebalances in mid-chunk: 1, 3, 1 instances, again and again', async () => undefined, 2);

declare(
  'rebalances while all are busy restoring what Redis lost',
  (company) => emptyRedis(company.stack.env['REDIS_URL']!),
  4,
);
