import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { SkillEvidence } from '../../../schemas/types.generated.ts';
import { createOrderWatch } from '../../../tools/ledger/order.ts';
import { createRunner, evidence, member, profiles, revocation } from './fixtures.ts';
import { Grouping, recomputed } from './model.ts';
import { Pipeline } from './pipeline.ts';

const NOW_MS = 50;
const MEMBERS = ['E1', 'E2', 'E3', 'E4', 'E5'] as const;
const SKILLS = ['x:skill/1', 'x:skill/2'] as const;

const anyMember = fc.constantFrom(...MEMBERS);

const content = fc.record({
  home: anyMember,
  /** Whom the learner was merged with when the evidence was published. */
  via: fc.option(anyMember),
  skill_uri: fc.constantFrom(...SKILLS),
  level: fc.constantFrom('basic', 'intermediate', 'advanced', null),
  confidence: fc.constantFrom(0.2, 0.9),
  observed_at: fc.nat(20),
  expires_at: fc.option(fc.integer({ min: 30, max: 70 })),
  fate: fc.constantFrom('stands', 'stands', 'stands', 'revoked'),
});

type Content = typeof content extends fc.Arbitrary<infer T> ? T : never;

/** A piece of evidence, and what takes it back: both say the same of the learner. */
const eventsOf = ({ home, via, fate, ...given }: Content, i: number): readonly SkillEvidence[] => {
  const learner = via === null || via === home ? { member_id: home } : { member_id: via, known_as: home };
  const told = evidence(`e${i}`, { ...given, ...learner });
  return fate === 'revoked' ? [told, revocation(`e${i}`, { ...learner, skill_uri: given.skill_uri })] : [told];
};

const change = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('merge' as const), who: anyMember, into: anyMember }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('unmerge' as const), who: anyMember }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('erase' as const), who: anyMember }) },
);

type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

const story = fc.record({
  contents: fc.array(content, { maxLength: 10 }),
  changes: fc.array(change, { maxLength: 8 }),
  /** Which piece of evidence comes next, which partition is worked on next, and when time passes. */
  order: fc.array(fc.nat(1_000), { minLength: 30, maxLength: 30 }),
  steps: fc.array(fc.nat(1_000), { maxLength: 120 }),
});

type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;

/** Where a member record says that the member is: merged into another, gone, or `null` for itself. */
const placeOf = (grouping: Grouping, who: string): string | null => {
  if (grouping.isErased(who)) return 'gone';
  const root = grouping.rootOf(who);
  return root === who ? null : root;
};

const apply = (grouping: Grouping, change: Change): void => {
  if (change.kind === 'merge') grouping.merge(change.who, change.into);
  else if (change.kind === 'unmerge') grouping.unmerge(change.who);
  else grouping.erase(change.who, MEMBERS);
};

/** Feeds the member records of all changes, as the identity service writes them: of every member whose place is another. */
const addMembers = (pipeline: Pipeline, changes: readonly Change[]): Grouping => {
  const grouping = new Grouping();
  const places = new Map<string, string | null>(MEMBERS.map((who) => [who, null]));
  for (const change of changes) {
    apply(grouping, change);
    for (const who of MEMBERS) {
      const place = placeOf(grouping, who);
      if (place === places.get(who)) continue;
      places.set(who, place);
      pipeline.add('marketplace.member', who, place === 'gone' ? null : member(who, place));
    }
  }
  return grouping;
};

const run = ({ contents, changes, order, steps }: Story) => {
  const runner = createRunner();
  const pipeline = new Pipeline(runner);
  const grouping = addMembers(pipeline, changes);
  const events = contents.flatMap(eventsOf);
  const shuffled = events.map((event, i) => ({ event, rank: order[i]! })).sort((a, b) => a.rank - b.rank);
  for (const { event } of shuffled) pipeline.add('marketplace.skill', event.member_id, event);
  for (const step of steps) {
    if (step % 10 === 0) runner.runDue(step % NOW_MS);
    pipeline.step(step);
  }
  pipeline.drain();
  runner.runDue(NOW_MS);
  return { runner, pipeline, grouping, events };
};

const homeOf = ({ member_id, known_as }: SkillEvidence): string => known_as ?? member_id;

it('profiles are those of all evidence and the last grouping, whatever came when', () => {
  fc.assert(
    fc.property(story, (told) => {
      const { runner, grouping, events } = run(told);
      const found = new Map(profiles(runner));
      for (const root of MEMBERS) {
        for (const skill of SKILLS) {
          const key = `${root}|${skill}`;
          const own = events.filter((event) => event.skill_uri === skill && grouping.rootOf(homeOf(event)) === root);
          const stands = placeOf(grouping, root) === null;
          const expected = stands ? recomputed(own, NOW_MS) : undefined;
          if (expected === undefined) expect(found.get(key), key).toBeUndefined();
          else expect(found.get(key), key).toMatchObject({ ...expected, member_id: root, skill_uri: skill });
        }
      }
    }),
    { numRuns: 400 },
  );
});

it('nothing is kept of whoever is erased but that it is', () => {
  fc.assert(
    fc.property(story, (told) => {
      const { runner, grouping } = run(told);
      const erased = new Set(MEMBERS.filter((who) => grouping.isErased(who)));
      for (const [who, kept] of runner.entries('skill.member')) {
        if (erased.has(who as never)) expect(kept).toEqual({ merged_into: null, erased: true, skills: [] });
      }
      for (const { member_id, contributions } of runner.entries('skill.evidence').values()) {
        const people = [member_id, ...contributions.map(({ contributor }) => contributor)];
        expect(people.filter((who) => erased.has(who as never))).toEqual([]);
      }
    }),
  );
});

it('no id comes twice, and what comes of one partition for one key comes in its order', () => {
  fc.assert(
    fc.property(story, (told) => {
      const { runner, pipeline } = run(told);
      const ids = runner.written.flatMap(({ topic, value }) =>
        value !== null && 'event_id' in value ? `${topic} ${value.event_id}` : [],
      );
      expect(new Set(ids).size).toBe(ids.length);
      for (const topic of ['skill.news', 'marketplace.skill-profile']) {
        const watch = createOrderWatch();
        for (const { output } of pipeline.written) {
          if (output.topic !== topic || output.value === null || !('origin' in output.value)) continue;
          const { origin } = output.value;
          if (origin === null) continue;
          const fault = watch({ key: output.key, origin, input_key_id: 0, handled_at: origin, was_dead: false });
          expect(fault).toBeNull();
        }
      }
    }),
  );
});
