import { expect } from 'vitest';
import { membersOf } from './support/group-members.ts';
import { committedOffsets, createOpenSince, untilCommitted } from './support/offsets.ts';
import { full, scenario } from './support/scenario.ts';

const FORM = full ? { events: 20_000, stops: 5 } : { events: 2_000, stops: 1 };
const GRACE_MS = 25_000;
const ENDED_WITHIN_MS = 15_000;

scenario(
  'SIGTERM under load',
  async (company) => {
    await company.begin(FORM.events, 'learning');
    const statements = company.expected.totals['raw.xapi'].records;
    for (let stop = 1; stop <= FORM.stops; stop += 1) {
      const learning = await company.start('learning');
      await untilCommitted(company, 'learning', (statements * stop) / (FORM.stops + 2));
      const told_ms = performance.now();
      expect(await learning.stop()).toEqual({ code: 0, signal: null });
      expect(performance.now() - told_ms).toBeLessThan(GRACE_MS);

      expect(await membersOf(company.connections.admin, 'learning', learning.client_id)).toEqual([]);
      // Those of other services come and go; one that was left open would stay until the broker's time-out, 20 s.
      await expect.poll(createOpenSince(company), { timeout: ENDED_WITHIN_MS }).toEqual([]);
      const committed = [...(await committedOffsets(company, 'learning')).values()];
      const left = (await company.connections.reader.offsets('raw.xapi')).reduce((sum, { latest }) => sum + latest, 0);
      expect(
        committed.reduce((sum, offset) => sum + offset, 0),
        'it was stopped under load',
      ).toBeLessThan(left);
    }
    await company.startReady('learning');
    return { faults: FORM.stops };
  },
  { strangers_wait_ms: 2_000, env: { CHUNK_RECORDS_MAX: '10', SHUTDOWN_TIMEOUT_MS: String(GRACE_MS) } },
);
