import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ResolvedEnrollment } from '../../../schemas/types.generated.ts';
import { KEPT_MAX } from '../../../services/enrollment/evidence.ts';
import type { FedRecord, PureRunner } from '../../support/pure-runner.ts';
import { change, completion, createRunner, feed, GRACE_MS, learn, resolvedOf, withdrawal } from './fixtures.ts';

const NUM_RUNS = 1_000;
const COURSES = ['urn:c:1', 'urn:c:2'] as const;

const day = fc.nat({ max: 6 });
const course_id = fc.constantFrom(...COURSES);
const told = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      day,
      course_id,
      status: fc.constantFrom('started', 'finished', 'left'),
      course_name: fc.option(fc.constantFrom('Welding', 'Baking')),
      source: fc.constantFrom('lms', 'bare'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ day, course_id, withdrawn: fc.boolean() }) },
);
type Told = typeof told extends fc.Arbitrary<infer T> ? T : never;
type Resolved = FedRecord<'enrollment.resolved'>;

/** What the first stage makes of everything that is told. */
const resolve = (history: readonly Told[]): readonly Resolved[] => {
  const runner = createRunner();
  history.forEach((one, i) => {
    if ('status' in one) {
      feed(runner, change({ ...one, event_id: `e${i}` }));
      return;
    }
    const { withdrawn, ...given } = one;
    const told = completion({ ...given, event_id: `c${i}`, statement_id: `s${i}` });
    learn(runner, told);
    if (withdrawn) learn(runner, withdrawal(told));
  });
  return resolvedOf(runner);
};

/** Time passes now and then, so that some drift is open before all is known. */
const settle = (resolved: readonly Resolved[], opens: readonly boolean[] = []): PureRunner => {
  const runner = createRunner();
  resolved.forEach((record, i) => {
    runner.feed('enrollment.resolved', record);
    if (opens[i]) runner.runDue(GRACE_MS);
  });
  runner.runDue(GRACE_MS);
  return runner;
};

const histories = fc.array(told, { maxLength: 12 }).chain((history) => {
  const resolved = resolve(history);
  const opens = fc.array(fc.boolean(), { minLength: resolved.length, maxLength: resolved.length });
  const shuffled = fc.shuffledSubarray([...resolved], { minLength: resolved.length });
  return fc.record({ resolved: fc.constant(resolved), shuffled, opens });
});

const stateOf = (runner: PureRunner) => ({
  standings: Object.fromEntries(runner.entries('marketplace.enrollment')),
  drift: Object.fromEntries(runner.entries('marketplace.enrollment-drift')),
});

it('standings and drift are the same for every order of arrival, and no event id is written twice', () => {
  fc.assert(
    fc.property(histories, ({ resolved, shuffled, opens }) => {
      const runner = settle(shuffled, opens);
      expect(stateOf(runner)).toEqual(stateOf(settle(resolved)));
      for (const topic of ['marketplace.enrollment', 'marketplace.enrollment-drift']) {
        const ids = runner.written.flatMap((record) =>
          record.topic === topic && record.value && 'event_id' in record.value ? [record.value.event_id] : [],
        );
        expect(new Set(ids).size).toBe(ids.length);
      }
    }),
    { numRuns: NUM_RUNS },
  );
});

/** Whether the course was left before the newest enrollment: then an older completion belongs to the enrollment before. */
const hasEnded = (changes: readonly ResolvedEnrollment[]): boolean =>
  changes.some(({ enrollment_state }) => enrollment_state !== 'active');

it('at the end both views agree, or a drift record says why', () => {
  fc.assert(
    fc.property(histories, ({ resolved, shuffled, opens }) => {
      const runner = settle(shuffled, opens);
      const values = resolved.map(({ value }) => value);
      for (const course of COURSES) {
        const of = values.filter((value) => value.course_id === course);
        const taken_back = new Set(of.flatMap(({ completion: c }) => (c?.withdrawn ? c.completion_event_id : [])));
        const stands = of.some(({ completion: c }) => c?.asserted && !taken_back.has(c.completion_event_id));
        const standing = runner.read('marketplace.enrollment', `E1|${course}`);
        const drift = runner.read('marketplace.enrollment-drift', `E1|${course}`);
        const explained =
          drift !== null || (standing?.enrollment_state !== 'completed' && hasEnded(of.filter((v) => !v.completion)));
        if ((standing?.enrollment_state === 'completed') !== stands) expect(explained).toBe(true);
        if (standing?.completion_evidence) expect(drift).toBeNull();
        if (standing?.enrollment_state === 'completed' && !standing.completion_evidence) expect(drift).not.toBeNull();
      }
    }),
    { numRuns: NUM_RUNS },
  );
});

it('a course with more changes than are kept ends as its newest say', () => {
  const runner = createRunner();
  for (let i = 0; i < 3 * KEPT_MAX; i++) feed(runner, change({ day: i, event_id: `e${i}` }));
  learn(runner, completion({ day: 1, course_id: change().course_id }));
  for (const resolved of resolvedOf(runner).toReversed()) runner.feed('enrollment.resolved', resolved);
  const [standing] = runner.entries('marketplace.enrollment').values();
  expect(standing).toMatchObject({ enrollment_state: 'completed', rule: 'completed-by-learning' });
  const [journal] = runner.entries('enrollment.journal').values();
  expect(journal?.changes.length).toBe(KEPT_MAX);
});
