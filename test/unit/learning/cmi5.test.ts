import { beforeEach, describe, expect, it } from 'vitest';
import type { PureRunner, Verdict } from '../../support/pure-runner.ts';
import { createCmi5Runner, EXT, idOf, launched, REGISTRATION, type Told, tellTo, type Verb } from './cmi5-fixtures.ts';

let runner: PureRunner;
beforeEach(() => {
  runner = createCmi5Runner();
});

const tell = (told: Told, through: PureRunner = runner): Verdict => tellTo(through, told);
const valueIn = (verdict: Verdict, name: string): unknown =>
  verdict.kind === 'published' ? verdict.records.find(({ topic }) => topic === name)?.value : undefined;
const completion = (verdict: Verdict): unknown => valueIn(verdict, 'marketplace.completion');
const score = (verdict: Verdict): unknown => valueIn(verdict, 'marketplace.score');
/** Does not count, but may yet: nothing is published but what registration and voiding have to know. */
const remembered = (rule: string): object => ({
  kind: 'published',
  rule,
  records: [{ topic: 'learning.registration' }, { topic: 'learning.statement' }],
});
const at = (minute: number): number => Date.UTC(2026, 2, 1, 10, minute);

describe('moveOn says when a unit is completed (cmi5 13.1.4)', () => {
  it.each<[string | null, Verb, boolean]>([
    [null, 'completed', true],
    [null, 'passed', false],
    ['NotApplicable', 'completed', true],
    ['NotApplicable', 'passed', false],
    ['Completed', 'completed', true],
    ['Completed', 'passed', false],
    ['Passed', 'completed', false],
    ['Passed', 'passed', true],
    ['CompletedOrPassed', 'completed', true],
    ['CompletedOrPassed', 'passed', true],
    ['CompletedAndPassed', 'completed', false],
    ['CompletedAndPassed', 'passed', false],
  ])('%s: %s alone completes it: %s', (move_on, verb, completes) => {
    if (move_on !== null) tell(launched(move_on));
    const verdict = tell({ verb, at: 5 });
    const success = verb === 'passed' ? true : null;
    if (completes) expect(completion(verdict)).toMatchObject({ learning_completed: true, success });
    else expect(completion(verdict)).toBeUndefined();
    if (verb === 'passed') expect(score(verdict)).toMatchObject({ success });
    else expect(score(verdict)).toBeUndefined();
  });
  it('counts what does not satisfy it under a name of its own, and remembers it', () => {
    tell(launched('CompletedAndPassed'));
    expect(tell({ verb: 'completed', at: 5 })).toMatchObject({
      kind: 'published',
      rule: 'cmi5-completed/not-satisfied',
    });
    expect(completion(tell({ verb: 'passed', at: 7 }))).toMatchObject({
      learning_completed: true,
      completed_at: at(7),
    });
  });
  it('needs both for CompletedAndPassed, whichever comes first, and completes it at the later of them', () => {
    tell(launched('CompletedAndPassed'));
    tell({ verb: 'passed', at: 7 });
    expect(completion(tell({ verb: 'completed', at: 5 }))).toMatchObject({
      learning_completed: true,
      completed_at: at(7),
    });
  });
  it('is that of the newest launch', () => {
    tell(launched('Completed', 2));
    tell(launched('Passed', 1));
    expect(completion(tell({ verb: 'completed', at: 5 }))).toMatchObject({ learning_completed: true });
  });
  it('publishes nothing at the launch, and waits for nobody else', () => {
    expect(tell(launched('Passed'))).toMatchObject({ kind: 'published', rule: 'cmi5-launched' });
    expect(runner.written.map(({ topic }) => topic)).toEqual(['learning.registration', 'learning.statement']);
  });
});

describe('once in a registration (cmi5 9.3)', () => {
  it.each<Verb>(['completed', 'passed', 'waived', 'satisfied'])('%s counts once', (verb) => {
    expect(tell({ verb, at: 5 }).kind).toBe('published');
    expect(tell({ verb, at: 6 })).toMatchObject(remembered('cmi5-again'));
    expect(tell({ verb, at: 6, seed: 'r', registration: '00531277-b57b-4c15-8d91-d292c5b2b8f7' }).kind).toBe(
      'published',
    );
    expect(tell({ verb, at: 6, seed: 'x', object: 'https://lms.example/au/2' }).kind).toBe('published');
  });
  it('takes registrations that differ in case only for one', () => {
    tell({ verb: 'completed', at: 5 });
    expect(tell({ verb: 'completed', at: 6, registration: REGISTRATION.toUpperCase() })).toMatchObject({
      rule: 'cmi5-again',
    });
  });
  it('leaves statements alone that cmi5 does not define, or that name no registration', () => {
    for (const told of [{ category: [] }, { registration: undefined }]) {
      expect(tell({ verb: 'completed', at: 5, seed: 'a', ...told }, runner).kind).toBe('published');
      expect(tell({ verb: 'completed', at: 6, seed: 'b', ...told }, runner).kind).toBe('published');
      runner = createCmi5Runner();
    }
  });
  it('takes what is told of the launched unit outside of cmi5 for nothing, and of other activities for what it is', () => {
    tell(launched('Passed'));
    expect(tell({ verb: 'passed', at: 5, category: [] })).toEqual({ kind: 'ignored', rule: 'cmi5-allowed' });
    expect(tell({ verb: 'launched', at: 5, category: [] })).toEqual({ kind: 'ignored', rule: 'session' });
    const page = { verb: 'completed', at: 5, category: [], object: 'https://lms.example/au/page-1' } as const;
    expect(completion(tell(page))).toMatchObject({ rule: 'completed', learning_completed: true });
  });
  it('ignores a failure after the pass', () => {
    tell({ verb: 'passed', at: 5 });
    expect(tell({ verb: 'failed', at: 6 })).toMatchObject(remembered('cmi5-failed-after-passed'));
  });
  it('counts a failure that happened before the pass, however late it comes', () => {
    tell({ verb: 'passed', at: 5 });
    const verdict = tell({ verb: 'failed', at: 4 });
    expect(score(verdict)).toMatchObject({ success: false });
    expect(completion(verdict)).toBeUndefined();
  });
  it('takes back a failure that turns out to have followed the pass', () => {
    const failed: Told = { verb: 'failed', at: 6 };
    tell({ verb: 'failed', at: 4 });
    tell(failed);
    const passed: Told = { verb: 'passed', at: 5 };
    const verdict = tell(passed);
    expect(verdict.kind === 'published' && verdict.records[0]).toMatchObject({
      topic: 'marketplace.score',
      value: {
        assertion: 'revoked',
        statement_id: idOf(failed),
        rule: 'cmi5-failed-after-passed',
        voided_by: idOf(passed),
      },
    });
    expect(
      runner.written.filter(({ value }) => value && 'withdraws' in value && value.withdraws !== null),
    ).toHaveLength(1);
  });
});

describe('scores and the mastery score (cmi5 9.3.4, 9.3.5, 9.5.1)', () => {
  const scored = (verb: Verb, scaled: number, mastery?: number): Told => ({
    verb,
    at: 5,
    result: { score: { scaled } },
    ...(mastery === undefined ? {} : { extensions: { [`${EXT}masteryscore`]: mastery } }),
  });
  it.each<[Verb, number, number]>([
    ['passed', 0.8, 0.8],
    ['passed', 1, 0.8],
    ['failed', 0.79, 0.8],
  ])('%s with %d of %d counts', (verb, scaled, mastery) =>
    expect(score(tell(scored(verb, scaled, mastery)))).toMatchObject({ score: scaled * 100 }),
  );
  it.each<[Verb, number, number]>([
    ['passed', 0.79, 0.8],
    ['failed', 0.8, 0.8],
  ])('%s with %d of %d contradicts itself', (verb, scaled, mastery) => {
    const refusal = { kind: 'rejected', code: 'cmi5_mastery_score', path: '$.result.score.scaled' };
    expect(tell(scored(verb, scaled, mastery))).toMatchObject(refusal);
    expect(tell({ ...scored(verb, scaled, mastery), seed: 'x', registration: undefined })).toMatchObject(refusal);
    tell(launched('Passed', 0, { [`${EXT}masteryscore`]: mastery }));
    expect(tell({ ...scored(verb, scaled), seed: 'y' })).toMatchObject(refusal);
  });
  it('reads scaled from 0, whatever the source does elsewhere', () =>
    expect(score(tell(scored('passed', 0.85)))).toMatchObject({
      score: 85,
      grading_scale: { name: 'scaled_0_1', scaled: 0.85 },
    }));
});

describe('waived (cmi5 9.3.7, 9.5.5.2)', () => {
  const REASON = 'https://w3id.org/xapi/cmi5/result/extensions/reason';
  it.each([
    ['Tested Out', 'tested_out'],
    [' equivalent  au', 'equivalent_au'],
    ['Equivalent Outside Activity', 'equivalent_outside_activity'],
    ['Administrative', 'administrative'],
    ['Jane was ill', 'other'],
    [7, null],
  ])('for the reason %j completes with the reason %s, and is no evidence of skill', (reason, waived_reason) => {
    const result = { success: true, completion: true, extensions: { [REASON]: reason } };
    const verdict = tell({ verb: 'waived', at: 5, object: 'urn:lms-beta:course:SEC-101', result });
    expect(completion(verdict)).toMatchObject({ rule: 'cmi5-waived', learning_completed: true, waived_reason });
    expect(JSON.stringify(runner.written)).not.toContain('Jane');
    expect(runner.written.map(({ topic }) => topic)).not.toContain('marketplace.skill');
  });
  it('is the only verb that has one', () => {
    const result = { extensions: { [REASON]: 'Tested Out' } };
    expect(completion(tell({ verb: 'completed', at: 5, result }))).toMatchObject({ waived_reason: null });
  });
});

describe('sessions', () => {
  it('tell nothing after they were abandoned (cmi5 9.3.6)', () => {
    tell({ verb: 'abandoned', at: 5 });
    expect(tell({ verb: 'passed', at: 6 })).toMatchObject(remembered('cmi5-session-abandoned'));
    expect(tell({ verb: 'passed', at: 4 }).kind).toBe('published');
    expect(tell({ verb: 'completed', at: 6, session: 'session-2' }).kind).toBe('published');
  });
  it.each(['Browse', 'Review'])('tell no results when launched to %s (cmi5 10.2.2)', (mode) => {
    tell(launched('Passed', 0, { [`${EXT}launchmode`]: mode }));
    expect(tell({ verb: 'passed', at: 6 })).toMatchObject(remembered('cmi5-not-for-credit'));
    expect(tell({ verb: 'passed', at: 7, session: 'session-2' }).kind).toBe('published');
  });
});
