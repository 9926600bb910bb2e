import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { SkillEvidence } from '../../../schemas/types.generated.ts';
import { createRunner, evidence, KEY, profiles, revocation, tell } from './fixtures.ts';
import { recomputed } from './model.ts';

const NOW_MS = 50;

const content = fc.record({
  level: fc.constantFrom('basic', 'intermediate', 'advanced', 'wizard', null),
  confidence: fc.constantFrom(0.2, 0.5, 0.9),
  observed_at: fc.nat(20),
  expires_at: fc.option(fc.integer({ min: 30, max: 70 })),
  fate: fc.constantFrom('stands', 'stands', 'revoked', 'corrected'),
});

type Content = typeof content extends fc.Arbitrary<infer T> ? T : never;

/** Pieces of evidence; some are revoked, some corrected by the next one. */
const eventsOf = (contents: readonly Content[]): readonly SkillEvidence[] =>
  contents.flatMap(({ fate, ...given }, i) => {
    const corrects = contents[i - 1]?.fate === 'corrected';
    const withdraws = corrects ? `e${i - 1}` : null;
    const told = evidence(`e${i}`, { ...given, assertion: corrects ? 'corrected' : 'asserted', withdraws });
    return fate === 'revoked' ? [told, revocation(`e${i}`)] : [told];
  });

/** All events, some of them twice, in any order. */
const story = fc.array(content, { maxLength: 8 }).chain((contents) => {
  const events = eventsOf(contents);
  const order = fc.shuffledSubarray([...events], { minLength: events.length });
  return fc.record({ events: fc.constant(events), order, again: fc.subarray([...events]) });
});

const run = (events: readonly SkillEvidence[]) => {
  const runner = createRunner();
  for (const event of events) tell(runner, event);
  runner.runDue(NOW_MS);
  return runner;
};

it('the profile is that of the whole evidence, whatever the order in which it came', () => {
  fc.assert(
    fc.property(story, ({ events, order, again }) => {
      const runner = run([...order, ...again]);
      const profile = profiles(runner).get(KEY);
      const expected = recomputed(events, NOW_MS);
      if (expected === undefined) expect(profile).toBeUndefined();
      else expect(profile).toMatchObject(expected);
    }),
  );
});

it('the profile and its evidence are the same for every order', () => {
  fc.assert(
    fc.property(story, ({ events, order }) => {
      const [first, second] = [run(events), run(order)];
      const said = (runner: ReturnType<typeof run>) => {
        const { event_id: _id, origin: _origin, ...rest } = profiles(runner).get(KEY) ?? {};
        return rest;
      };
      expect(said(second)).toEqual(said(first));
      const setOf = (runner: ReturnType<typeof run>) => runner.entries('skill.evidence').get(KEY);
      expect(setOf(second)?.evidence).toEqual(setOf(first)?.evidence);
      expect(setOf(second)?.withdrawn).toEqual(setOf(first)?.withdrawn);
    }),
  );
});

it('no two profiles bear one event id', () => {
  fc.assert(
    fc.property(story, ({ order, again }) => {
      const ids = run([...order, ...again]).written.flatMap(({ topic, value }) =>
        topic === 'marketplace.skill-profile' && value !== null ? value.event_id : [],
      );
      expect(new Set(ids).size).toBe(ids.length);
    }),
  );
});
