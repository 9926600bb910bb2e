import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Completion, SkillEvidence } from '../../../schemas/types.generated.ts';
import { EXT, idOf, launched, type Told, type Verb } from './cmi5-fixtures.ts';
import { contents, createRegistrationPipeline, eventOf, standing } from './registration-pipeline.ts';

const MOVE_ON = ['Passed', 'Completed', 'CompletedAndPassed', 'CompletedOrPassed', 'NotApplicable'] as const;
const MODES = ['Normal', 'Normal', 'Browse'] as const;
/** Has skills in the mappings. */
const UNIT = 'urn:lms-beta:course:SEC-101';
const minute = fc.integer({ min: 0, max: 9 });
const session = fc.constantFrom('session-1', 'session-2');

const result = fc.record({
  verb: fc.constantFrom<Verb>(
    'completed',
    'completed',
    'passed',
    'passed',
    'failed',
    'waived',
    'satisfied',
    'abandoned',
  ),
  at: minute,
  session,
});
const launch = fc
  .record({ move_on: fc.constantFrom(...MOVE_ON), mode: fc.constantFrom(...MODES), at: minute, session })
  .map(({ move_on, mode, at, session }) => ({ ...launched(move_on, at, { [`${EXT}launchmode`]: mode }), session }));

const statements = fc
  .array(fc.oneof({ arbitrary: result, weight: 3 }, launch), { minLength: 1, maxLength: 10 })
  .map((all): readonly Told[] => all.map((told, i) => ({ ...told, object: UNIT, seed: String(i) })));

/** Statements in their order, some of which are voided before or after they come, and services that read at any time. */
const story = statements.chain((told) =>
  fc.record({
    told: fc.constant(told),
    /** For each statement, before which one its voiding comes; none: it is not voided. */
    voided: fc.array(fc.option(fc.integer({ min: 0, max: told.length })), {
      minLength: told.length,
      maxLength: told.length,
    }),
    reads: fc.array(fc.constantFrom('learning.statement', 'learning.voided', null), { maxLength: 60 }),
  }),
);

it('what is voided counts as if it had never been told, whenever the voiding comes', () =>
  fc.assert(
    fc.property(story, ({ told, voided, reads }) => {
      const pipeline = createRegistrationPipeline();
      const turns = reads.values();
      const readSome = (): void => {
        for (const topic of turns) {
          if (topic === null) break;
          pipeline.pass(topic);
        }
      };
      for (let i = 0; i <= told.length; i += 1) {
        voided.forEach((before, target) => {
          if (before === i) pipeline.voidStatement(idOf(told[target]!));
        });
        readSome();
        if (i < told.length) pipeline.tell(told[i]!);
        readSome();
      }
      pipeline.passAll();

      const never = createRegistrationPipeline();
      told.forEach((each, i) => {
        if (voided[i] === null) never.tell(each);
      });
      never.passAll();
      expect(contents(standing(pipeline.published()))).toEqual(contents(standing(never.published())));
    }),
    { numRuns: 200 },
  ));

it('of results and launches, the order of arrival has a say only in which of two repeats counts', () => {
  const once = fc.uniqueArray(fc.oneof(result, launch), {
    // One completed, passed and waived, and one launch a session; any number of failures.
    selector: ({ verb, at, session }) => {
      if (verb === 'failed') return `failed ${at}`;
      if (verb === 'launched' || verb === 'abandoned') return `${verb} ${session}`;
      return verb === 'satisfied' ? 'completed' : verb;
    },
    maxLength: 8,
  });
  /** Which of two records says what both of them together mean depends on which came second. */
  const outcome = (told: readonly Told[]) => {
    const pipeline = createRegistrationPipeline();
    for (const each of told) pipeline.tell({ ...each, object: UNIT });
    const values = standing(pipeline.published()).map(({ topic, value }) => ({
      topic,
      ...(value as object),
    })) as never as {
      topic: string;
      success?: boolean | null;
      assessed_at: number;
      skill_uri?: string;
      waived_reason?: string;
    }[];
    const scores = values.filter(({ topic }) => topic === 'marketplace.score');
    return {
      completed: values.some(({ topic }) => topic === 'marketplace.completion'),
      passed: scores.some(({ success }) => success === true),
      failed: scores
        .filter(({ success }) => success === false)
        .map(({ assessed_at }) => assessed_at)
        .sort(),
      skills: [...new Set(values.flatMap(({ skill_uri }) => skill_uri ?? []))].sort(),
    };
  };
  fc.assert(
    fc.property(once, fc.func(fc.nat()), (told, weight) => {
      const shuffled = told.toSorted((a, b) => weight(idOf(a)) - weight(idOf(b)));
      expect(outcome(shuffled)).toEqual(outcome(told.toSorted((a, b) => a.at - b.at)));
    }),
  );
});

it('a consumer sees no event id twice, and each is taken back at most once and after it came', () =>
  fc.assert(
    fc.property(story, ({ told, voided }) => {
      const pipeline = createRegistrationPipeline();
      told.forEach((each, i) => {
        pipeline.tell(each);
        if (voided[i] !== null) pipeline.voidStatement(idOf(each));
        if (i % 2 === 0) pipeline.passAll();
      });
      pipeline.passAll();
      const seen = new Set<string>();
      const gone = new Set<string>();
      for (const { event_id, assertion, withdraws } of pipeline.published().map(eventOf)) {
        expect(seen).not.toContain(event_id);
        if (assertion === 'asserted') expect(withdraws).toBeNull();
        else {
          expect(seen).toContain(withdraws);
          expect(gone).not.toContain(withdraws);
          gone.add(withdraws!);
        }
        seen.add(event_id);
      }
    }),
  ));

it('a completion refers to the score of its statement, and evidence to both, as they are published', () =>
  fc.assert(
    fc.property(story, ({ told, voided }) => {
      const pipeline = createRegistrationPipeline();
      told.forEach((each, i) => {
        pipeline.tell(each);
        if (voided[i] !== null) pipeline.voidStatement(idOf(each));
      });
      pipeline.passAll();
      const stands = standing(pipeline.published());
      const known = new Set(stands.map(({ topic, value }) => `${topic} ${(value as { event_id: string }).event_id}`));
      for (const { topic, value } of stands) {
        const { evidence, ...record } = value as Partial<Completion & SkillEvidence>;
        const { completion_event_id = null, score_event_id = record.score_event_id ?? null } = evidence ?? {};
        if (completion_event_id !== null) expect(known).toContain(`marketplace.completion ${completion_event_id}`);
        if (score_event_id !== null) expect(known).toContain(`marketplace.score ${score_event_id}`);
        if (topic === 'marketplace.completion') expect(record.learning_completed).toBe(true);
        if (topic === 'marketplace.skill') expect(completion_event_id ?? score_event_id).not.toBeNull();
      }
    }),
  ));
