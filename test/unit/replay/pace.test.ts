import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPace } from '../../../tools/replay/pace.ts';

describe('the rate', () => {
  /** When batches are sent, on a clock that only moves when somebody sleeps or works. */
  const sentAt = async (records_per_s: number, batches: readonly { records: number; work_ms: number }[]) => {
    let now_ms = 0;
    const pace = createPace(records_per_s, {
      elapsed_ms: () => now_ms,
      sleep: async (duration_ms) => {
        now_ms += duration_ms;
      },
    });
    const times: { at_ms: number; records: number }[] = [];
    for (const { records, work_ms } of batches) {
      await pace(records);
      times.push({ at_ms: now_ms, records });
      now_ms += work_ms;
    }
    return times;
  };

  it('is kept: no window holds more than its time allows and one batch', async () => {
    const batches = fc.array(
      fc.record({ records: fc.integer({ min: 1, max: 50 }), work_ms: fc.integer({ min: 0, max: 2_000 }) }),
      { minLength: 1 },
    );
    await fc.assert(
      fc.asyncProperty(batches, async (given) => {
        const times = await sentAt(50, given);
        for (const [i, { at_ms: from_ms }] of times.entries()) {
          let records = 0;
          for (const { at_ms, records: more } of times.slice(i)) {
            expect(records).toBeLessThanOrEqual(((at_ms - from_ms) / 1_000) * 50 + 1e-6);
            records += more;
          }
        }
      }),
    );
  });

  it('is used: 100 records at 50 a second take the second batch after one second', async () => {
    const batch = { records: 50, work_ms: 0 };
    expect((await sentAt(50, [batch, batch, batch])).map(({ at_ms }) => at_ms)).toEqual([0, 1_000, 2_000]);
  });

  it('does not make up for lost time', async () => {
    const times = await sentAt(10, [
      { records: 10, work_ms: 60_000 },
      { records: 10, work_ms: 0 },
      { records: 10, work_ms: 0 },
    ]);
    expect(times.map(({ at_ms }) => at_ms)).toEqual([0, 60_000, 61_000]);
  });
});
