import { describe, expect, it } from 'vitest';
import type { Completion } from '../../../schemas/types.generated.ts';
import type { PureRunner } from '../../support/pure-runner.ts';
import { change, completion, createRunner, feed, GRACE_MS, learn, resolvedOf, withdrawal } from './fixtures.ts';

const COURSE = 'https://lms.example/course/1';
const KEY = `E1|${COURSE}`;

type Step =
  | (Parameters<typeof change>[0] & { readonly status: string })
  | (Parameters<typeof completion>[0] & { readonly completed: true | 'withdrawn' });

const passOn = (runner: PureRunner, step: Step): void => {
  if (!('completed' in step)) {
    feed(runner, change(step));
    return;
  }
  const { completed: how, ...given } = step;
  learn(runner, how === 'withdrawn' ? withdrawal(completion(given)) : completion(given));
};

/** Takes a step through both stages. @returns the rules of the second */
const take = (runner: PureRunner, step: Step): readonly string[] => {
  const before = resolvedOf(runner).length;
  passOn(runner, step);
  return resolvedOf(runner)
    .slice(before)
    .map((resolved) => {
      const verdict = runner.feed('enrollment.resolved', resolved);
      return 'rule' in verdict ? verdict.rule : verdict.kind;
    });
};

/** Takes the steps one after the other; then the grace period passes. */
const run = (...steps: readonly Step[]) => {
  const runner = createRunner();
  const rules = steps.flatMap((step) => take(runner, step));
  const early = runner.read('marketplace.enrollment-drift', KEY);
  runner.runDue(GRACE_MS);
  const standing = runner.read('marketplace.enrollment', KEY);
  const drift = runner.read('marketplace.enrollment-drift', KEY);
  return { runner, rules, early, standing, drift };
};

const enrolled = (day: number): Step => ({ day, status: 'started' });
const finished = (day: number): Step => ({ day, status: 'finished' });
const left = (day: number): Step => ({ day, status: 'left' });
const completed = (day: number): Step => ({ day, completed: true });
const withdrawn = (day: number): Step => ({ day, completed: 'withdrawn' });

describe('a completion', () => {
  it('ends an enrollment that is still active, and says what it rests on', () => {
    const { standing, drift, rules } = run(enrolled(0), completed(1));
    expect(rules).toEqual(['enrollment-active', 'completed-by-learning']);
    expect(standing).toMatchObject({
      enrollment_state: 'completed',
      source_status: 'started',
      changed_at: completion({ day: 1 }).completed_at,
      rule: 'completed-by-learning',
      completion_evidence: {
        completion_event_id: 'completion-1',
        statement_id: 'statement-1',
        completed_at: completion({ day: 1 }).completed_at,
        rule: 'completed',
      },
    });
    expect(drift).toBeNull();
  });

  it('supports an enrollment that is completed, whichever comes first', () => {
    for (const steps of [
      [enrolled(0), finished(1), completed(2)],
      [enrolled(0), completed(2), finished(1)],
      [completed(2), finished(1), enrolled(0)],
    ]) {
      const { standing, drift } = run(...steps);
      expect(standing).toMatchObject({ enrollment_state: 'completed', rule: 'status-completed' });
      expect(standing?.completion_evidence?.completion_event_id).toBe('completion-2');
      expect(drift).toBeNull();
    }
  });

  it('does not end a later enrollment', () => {
    const { standing, drift } = run(enrolled(0), completed(1), finished(2), enrolled(5));
    expect(standing).toMatchObject({ enrollment_state: 'active', completion_evidence: null });
    expect(drift).toBeNull();
  });

  it('does not end a later enrollment even when its statement is later than the end of the first', () => {
    const { standing } = run(enrolled(0), finished(1), completed(2), enrolled(5));
    expect(standing?.enrollment_state).toBe('active');
  });

  it('ends a later enrollment once it is of its time', () => {
    expect(run(enrolled(0), completed(1), left(2), enrolled(5), completed(6)).standing).toMatchObject({
      enrollment_state: 'completed',
      completion_evidence: { completion_event_id: 'completion-6' },
    });
  });

  it('does not make time go back for readers', () => {
    const { standing } = run(enrolled(0), { day: 3, status: 'started', event_id: 'again' }, completed(1));
    expect(standing).toMatchObject({ enrollment_state: 'completed', changed_at: change({ day: 3 }).occurred_at });
  });

  it('that is taken back makes the enrollment active again', () => {
    const { standing, drift, rules } = run(enrolled(0), completed(1), withdrawn(1));
    expect(rules.at(-1)).toBe('enrollment-active');
    expect(standing).toMatchObject({ enrollment_state: 'active', completion_evidence: null });
    expect(drift).toBeNull();
  });

  it('stays taken back when its first word comes later', () => {
    const { standing, rules } = run(enrolled(0), withdrawn(1), completed(1));
    expect(rules.at(-1)).toBe('enrollment-active');
    expect(standing).toMatchObject({ enrollment_state: 'active', completion_evidence: null });
  });

  it('that is corrected counts as corrected', () => {
    const { runner } = run(enrolled(0), completed(1));
    learn(
      runner,
      completion({
        day: 2,
        event_id: 'corrected',
        assertion: 'corrected',
        withdraws: 'completion-1',
        statement_id: 'statement-1',
      }),
    );
    for (const resolved of resolvedOf(runner).slice(-2)) runner.feed('enrollment.resolved', resolved);
    const { completion_evidence } = runner.read('marketplace.enrollment', KEY) ?? {};
    expect(completion_evidence).toMatchObject({
      completion_event_id: 'corrected',
      completed_at: completion({ day: 2 }).completed_at,
    });
  });

  it('is taken back by a later revocation of its source that names none', () => {
    const revocation = (day: number, source = 'lms'): Completion =>
      completion({ day, event_id: 'revocation', source, assertion: 'revoked', learning_completed: false });
    const standingAfter = (revoked: Completion) => {
      const { runner } = run(enrolled(0), completed(1));
      learn(runner, revoked);
      runner.feed('enrollment.resolved', resolvedOf(runner).at(-1)!);
      return runner.read('marketplace.enrollment', KEY)?.enrollment_state;
    };
    expect(standingAfter(revocation(2))).toBe('active');
    expect(standingAfter(revocation(0))).toBe('completed');
    expect(standingAfter(revocation(2, 'bare'))).toBe('completed');
  });

  it('that is only an assessment says nothing, and nothing changes when it is voided', () => {
    const voided = run(enrolled(0), finished(1)).runner;
    learn(voided, withdrawal(completion({ day: 1, learning_completed: false })));
    voided.feed('enrollment.resolved', resolvedOf(voided).at(-1)!);
    expect(voided.read('marketplace.enrollment-drift', KEY)?.kind).toBe('completion_missing');

    const { runner } = run(enrolled(0));
    expect(learn(runner, completion({ day: 1, learning_completed: false }))).toMatchObject({
      kind: 'ignored',
      rule: 'assessment-only',
    });
  });
});

describe('a drift record', () => {
  it.each([
    ['completion_without_enrollment', [completed(1)]],
    ['completion_before_enrollment', [completed(1), enrolled(2)]],
    ['completion_missing', [enrolled(0), finished(1)]],
    ['completion_withdrawn', [enrolled(0), finished(1), completed(1), withdrawn(1)]],
    ['dropped_after_completion', [enrolled(0), completed(1), left(2)]],
    ['completion_after_drop', [enrolled(0), left(1), completed(2)]],
  ] as const)('%s', (kind, steps) => {
    const { early, drift } = run(...steps);
    expect(early).toBeNull();
    expect(drift).toMatchObject({ kind, member_id: 'E1', course_id: COURSE });
    expect(drift?.since).toBe(change({ day: Math.max(...steps.map(({ day = 0 }) => day)) }).occurred_at);
  });

  it('tells both views', () => {
    expect(run(enrolled(0), left(1), completed(2)).drift).toMatchObject({
      enrollment: { enrollment_state: 'dropped', source_status: 'left', rule: 'status-dropped' },
      completion: { statement_id: 'statement-2', withdrawn: false, origin: { topic: 'raw.xapi' } },
    });
  });

  it('is not opened while the views may still come to agree', () => {
    const runner = run(enrolled(0)).runner;
    feed(runner, change({ day: 1, status: 'finished' }));
    const [resolved] = resolvedOf(runner).slice(-1);
    runner.feed('enrollment.resolved', { ...resolved!, timestamp_ms: 1_000 });
    runner.runDue(1_000 + GRACE_MS - 1);
    expect(runner.read('marketplace.enrollment-drift', KEY)).toBeNull();
    runner.runDue(1_000 + GRACE_MS);
    expect(runner.read('marketplace.enrollment-drift', KEY)?.kind).toBe('completion_missing');
  });

  it('is closed by a tombstone as soon as the views agree', () => {
    const { runner } = run(enrolled(0), finished(1));
    learn(runner, completion({ day: 1 }));
    const [resolved] = resolvedOf(runner).slice(-1);
    runner.feed('enrollment.resolved', resolved!);
    expect(runner.written.at(-1)).toEqual({
      topic: 'marketplace.enrollment-drift',
      key: KEY,
      value: null,
      tombstone: 'ended',
    });
    expect(runner.read('enrollment.journal', KEY)?.drift).toBeNull();
  });

  it('is told once while it is the same, whatever other completions count by turns', () => {
    const { runner, drift } = run(finished(1), enrolled(6), completed(6), left(6));
    expect(drift).toMatchObject({ kind: 'dropped_after_completion' });
    for (const step of [completed(3), enrolled(2)]) take(runner, step);
    expect(runner.written.filter(({ topic }) => topic === 'marketplace.enrollment-drift')).toHaveLength(1);
  });

  it('gives way to another kind after a grace period of its own', () => {
    const { runner } = run(completed(1));
    feed(runner, change({ day: 2 }));
    const [resolved] = resolvedOf(runner).slice(-1);
    runner.feed('enrollment.resolved', { ...resolved!, timestamp_ms: GRACE_MS });
    expect(runner.read('marketplace.enrollment-drift', KEY)).toBeNull();
    runner.runDue(2 * GRACE_MS);
    expect(runner.read('marketplace.enrollment-drift', KEY)?.kind).toBe('completion_before_enrollment');
  });

  it('is made of a completed course that has no enrollment', () => {
    const kind = 'completion_without_enrollment';
    expect(run({ day: 1, completed: true, activity_kind: 'course' }).drift?.kind).toBe(kind);
    const before_kinds = { activity_kind: null, activity_type: 'http://adlnet.gov/expapi/activities/course' };
    expect(run({ day: 1, completed: true, ...before_kinds }).drift?.kind).toBe(kind);
    expect(run({ day: 1, completed: true, activity_kind: null, activity_type: null }).drift?.kind).toBe(kind);
  });

  it('is not made of what nobody expects', () => {
    expect(run({ day: 1, completed: true, source: 'silent' }).drift).toBeNull();
    expect(run({ day: 1, completed: true, activity_kind: 'part' }).drift).toBeNull();
    const before_kinds = { activity_kind: null, activity_type: 'http://adlnet.gov/expapi/activities/lesson' };
    expect(run({ day: 1, completed: true, ...before_kinds }).drift).toBeNull();
    expect(run(enrolled(0), { day: 1, status: 'exempt' }).drift).toBeNull();
  });
});
