import { expect } from 'vitest';
import { untilReady } from '../../tools/demo/services.ts';
import type { FaultPlan } from './support/fault-plan.ts';
import { watchOffsets } from './support/offsets.ts';
import { scenario } from './support/scenario.ts';

/** Beyond the session time-out of the tests, six seconds, by more than a missed heartbeat. */
const SLOW_MS = 9_000;

const PLANS: readonly (readonly [title: string, plan: FaultPlan])[] = [
  ['a handler that blocks the process', { block: { ms: SLOW_MS, time: 30 } }],
  [
    'a handler that waits, while the process goes on',
    { wait: { ms: SLOW_MS, at: { step: 'handle', when: 'after', time: 4 } } },
  ],
];

for (const [title, plan] of PLANS) {
  for (const others of [0, 1]) {
    scenario(
      `${title} for longer than the session, ${others === 0 ? 'alone' : 'beside another instance'}`,
      async (company) => {
        await company.startOthers('learning');
        await company.simulate(1_500);
        const watch = watchOffsets(company, 'learning');
        const slow = await company.start('learning', { plan });
        if (others > 0) await company.startReady('learning');
        await company.untilHandled('learning');
        await untilReady(slow);
        expect(await watch.stop(), 'committed offsets went back').toEqual([]);
        return { faults: 1 };
      },
      { env: { CHUNK_RECORDS_MAX: '10' } },
    );
  }
}
