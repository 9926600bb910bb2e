import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createClock } from '../../../tools/simulator/clock.ts';
import { createRandom } from '../../../tools/simulator/random.ts';
import { createSchedule } from '../../../tools/simulator/schedule.ts';
import { isoTime } from '../../../tools/simulator/statements.ts';

describe('random', () => {
  it('stays within its bounds', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.integer({ min: 1, max: 1000 }), (seed, below) => {
        const random = createRandom(seed);
        const drawn = Array.from({ length: 20 }, () => random.below(below));
        return drawn.every((value) => Number.isInteger(value) && value >= 0 && value < below);
      }),
    );
  });

  it('spreads evenly', () => {
    const random = createRandom(42);
    const counts = Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i++) counts[random.below(10)]! += 1;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  it('makes UUIDs of version 4', () => {
    const random = createRandom(1);
    for (let i = 0; i < 100; i++) {
      expect(random.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });

  it('weighs', () => {
    const random = createRandom(3);
    const drawn = Array.from({ length: 1_000 }, () => random.weighted({ often: 9, never: 0, rarely: 1 }));
    expect(drawn).not.toContain('never');
    expect(drawn.filter((name) => name === 'often').length).toBeGreaterThan(850);
  });

  it('picks from nothing: never', () => {
    expect(() => createRandom(1).pick([])).toThrow(RangeError);
  });
});

describe('schedule', () => {
  it('gives back what is due, earliest first, equals in the order of adding', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20)), fc.nat(25), (dues, now) => {
        const schedule = createSchedule<{ due: number; order: number }>();
        for (const [order, due] of dues.entries()) schedule.add(due, { due, order });
        const taken: { due: number; order: number }[] = [];
        for (let item = schedule.take(now); item; item = schedule.take(now)) taken.push(item);
        const expected = dues
          .map((due, order) => ({ due, order }))
          .filter(({ due }) => due <= now)
          .sort((a, b) => a.due - b.due || a.order - b.order);
        expect(taken).toEqual(expected);
        expect(schedule.size).toBe(dues.length - taken.length);
      }),
    );
  });
});

describe('clock', () => {
  it('has no moment twice, even when many fall together', () => {
    const clock = createClock(1_000, 10, 1_000);
    const moments = Array.from({ length: 1_000 }, (_, index) => clock.moment(index));
    expect(new Set(moments).size).toBe(1_000);
    expect(moments).toEqual([...moments].sort((a, b) => a - b));
  });
});

describe('times in statements', () => {
  const at_ms = Date.UTC(2026, 2, 1, 23, 30, 0, 5);

  it.each([
    [0, '2026-03-01T23:30:00.005Z'],
    [60, '2026-03-02T00:30:00.005+01:00'],
    [-330, '2026-03-01T18:00:00.005-05:30'],
    [null, '2026-03-01T23:30:00.005'],
  ])('offset %s', (offset_minutes, text) => {
    expect(isoTime(at_ms, offset_minutes)).toBe(text);
  });
});
