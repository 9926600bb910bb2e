import { expect } from 'vitest';
import { untilReady } from '../../tools/demo/services.ts';
import type { Point } from './support/fault-plan.ts';
import { openTransactions, watchOffsets } from './support/offsets.ts';
import { untilStopped } from './support/process-state.ts';
import { full, scenario } from './support/scenario.ts';

/** Where the process stands still. Before the commit all is sent, and a transaction is open that nobody has decided. */
const POINTS: readonly Point[] = [
  { step: 'commit', when: 'before', time: 3 },
  ...(full
    ? ([
        { step: 'fence', when: 'before', time: 4 },
        { step: 'fence', when: 'after', time: 4 },
        { step: 'claim', when: 'after', time: 3 },
        { step: 'transact', when: 'before', time: 3 },
        { step: 'transact', when: 'after', time: 3 },
      ] as const)
    : []),
];

for (const point of POINTS) {
  scenario(
    `SIGSTOP ${point.when} ${point.step} until another owns the partitions, then SIGCONT`,
    async (company) => {
      await company.begin(1_500, 'learning');
      const watch = watchOffsets(company, 'learning');
      const zombie = await company.start('learning', { plan: { signal: { name: 'SIGSTOP', at: point } } });
      await untilStopped(zombie);
      const stopped_ms = Date.now();
      if (point.step === 'commit') expect(await openTransactions(company), 'a transaction is open').not.toEqual([]);
      const successor = await company.start('learning');
      await untilReady(successor);
      await company.untilHandled('learning');

      zombie.signal('SIGCONT');
      await untilReady(zombie);
      expect(await watch.stop(), 'committed offsets went back').toEqual([]);
      return { faults: 1, timed: [{ topic: 'raw.xapi', at_ms: stopped_ms }] };
    },
    { strangers_wait_ms: 2_000, env: { CHUNK_RECORDS_MAX: '10' } },
  );
}
