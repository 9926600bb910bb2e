import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRunner, eraseLink, link, park } from './fixtures.ts';

const NUM_RUNS = 1_000;
const TIME_MAX = 100;

const alias = fc.constantFrom('a', 'b');
const time = fc.nat({ max: TIME_MAX });

/** What can happen, in any order: records are parked, links come, go into conflict or are erased, time passes. */
const happenings = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('park' as const), alias, deadline_at: time }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('link' as const),
        alias,
        state: fc.constantFrom('linked', 'conflict', 'erased'),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('look' as const), now: time }) },
  ),
  { maxLength: 40 },
);

it('every parked record goes back once, in order, with the link or after its deadline', () => {
  fc.assert(
    fc.property(happenings, (history) => {
      const runner = createRunner();
      const parked = new Map<string, number[]>([
        ['a', []],
        ['b', []],
      ]);
      const returned = new Map<string, number[]>([
        ['a', []],
        ['b', []],
      ]);
      const deadlines: number[] = [];
      const look = (now: number): void => {
        for (const { key, parked_offset, cause } of runner.runDue(now)) {
          returned.get(key)?.push(parked_offset);
          const isLinked = runner.read('identity.link', key)?.state === 'linked';
          expect(cause).toBe(isLinked ? 'link' : 'deadline');
          if (cause === 'deadline') expect(deadlines[parked_offset]).toBeLessThanOrEqual(now);
        }
      };
      for (const happening of history) {
        if (happening.kind === 'park') {
          parked.get(happening.alias)?.push(deadlines.length);
          deadlines.push(happening.deadline_at);
          park(runner, happening.alias, happening.deadline_at);
        } else if (happening.kind === 'link') {
          if (happening.state === 'erased') eraseLink(runner, happening.alias);
          else link(runner, happening.alias, happening.state);
        } else look(happening.now);
      }
      look(TIME_MAX);
      expect(returned).toEqual(parked);
      expect(runner.entries('identity.waiting').size).toBe(0);
    }),
    { numRuns: NUM_RUNS },
  );
});
