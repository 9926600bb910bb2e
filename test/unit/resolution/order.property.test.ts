import fc from 'fast-check';
import { expect, it } from 'vitest';
import { A, B, createRunner, eraseLink, link, park, recall } from './fixtures.ts';

const NUM_RUNS = 1_000;
const TIME_MAX = 100;
const RECORDS_MAX = 40;

const alias = fc.constantFrom(A, B);
const time = fc.nat({ max: TIME_MAX });

/**
 * What can happen, in any order: records are parked, links come, go into conflict or are erased, operators recall what they
 * have seen or have not, time passes.
 */
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
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('recall' as const), alias, up_to: fc.nat({ max: RECORDS_MAX }) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('look' as const), now: time }) },
  ),
  { maxLength: RECORDS_MAX },
);

it('every parked record goes back once, in order, with the link, after its deadline or recalled', () => {
  fc.assert(
    fc.property(happenings, (history) => {
      const runner = createRunner();
      const parked = new Map<string, number[]>([
        [A, []],
        [B, []],
      ]);
      const returned = new Map<string, number[]>([
        [A, []],
        [B, []],
      ]);
      const deadlines: number[] = [];
      /** Offsets that an operator asked for while they waited. */
      const asked = new Set<number>();
      const parkOne = (key: string, deadline_at: number): void => {
        parked.get(key)!.push(deadlines.length);
        deadlines.push(deadline_at);
        park(runner, key, deadline_at);
      };
      const look = (now: number): void => {
        const sent = runner.runDue(now);
        for (const { key, parked_offset, cause } of sent) {
          returned.get(key)!.push(parked_offset);
          const isLinked = runner.read('identity.link', key)?.state === 'linked';
          const isOver = deadlines[parked_offset]! <= now;
          expect(cause).toBe(isLinked ? 'link' : isOver ? 'deadline' : 'recall');
          if (cause === 'recall') expect([...asked]).toContain(parked_offset);
        }
        // Nothing that may go stays behind.
        for (const [key, entry] of runner.entries('identity.waiting')) {
          expect([key, asked.has(entry.parked[0]!.offset)]).toEqual([key, false]);
        }
        // Who is not known yet is parked again, at the end.
        for (const { key, parked_offset, cause } of sent) {
          if (cause === 'recall') parkOne(key, deadlines[parked_offset]!);
        }
      };
      for (const happening of history) {
        if (happening.kind === 'park') parkOne(happening.alias, happening.deadline_at);
        else if (happening.kind === 'link') {
          if (happening.state === 'erased') eraseLink(runner, happening.alias);
          else link(runner, happening.alias, happening.state);
        } else if (happening.kind === 'recall') {
          const waiting = runner.read('identity.waiting', happening.alias)?.parked ?? [];
          for (const { offset } of waiting) if (offset <= happening.up_to) asked.add(offset);
          recall(runner, happening.alias, happening.up_to);
        } else look(happening.now);
      }
      look(TIME_MAX);
      expect(returned).toEqual(parked);
      expect(runner.entries('identity.waiting').size).toBe(0);
    }),
    { numRuns: NUM_RUNS },
  );
});
