import { describe, expect, it } from 'vitest';
import { uuidV5 } from '../../../services/people/ids.ts';
import { COMPLETED_AT, createRunner, effect, TARGET, tell, voiding, WINDOW_MS, withdrawn } from './fixtures.ts';

const ALL = ['c1', 'r1', 's1', 'k1'];
const ruleOf = (verdict: ReturnType<typeof tell>): string =>
  verdict.kind === 'published' || verdict.kind === 'ignored' ? `${verdict.kind} ${verdict.rule}` : verdict.kind;

describe('a voided statement', () => {
  it('is withdrawn when the voiding comes', () => {
    const runner = createRunner();
    expect(ruleOf(tell(runner, { effect: effect() }))).toBe('published effect');
    expect(withdrawn(runner)).toEqual([]);
    expect(ruleOf(tell(runner, { voiding: voiding('v1') }))).toBe('published voided');
    expect(withdrawn(runner)).toEqual(ALL);
  });
  it('is withdrawn when it comes after its voiding', () => {
    const runner = createRunner();
    expect(ruleOf(tell(runner, { voiding: voiding('v1') }))).toBe('published voiding-waits');
    expect(ruleOf(tell(runner, { effect: effect() }))).toBe('published voided-before');
    expect(withdrawn(runner)).toEqual(ALL);
  });
  it('is withdrawn once, however often it is voided', () => {
    const runner = createRunner();
    tell(runner, { effect: effect() });
    tell(runner, { voiding: voiding('v1') });
    expect(ruleOf(tell(runner, { voiding: voiding('v2') }))).toBe('ignored voided-already');
    expect(withdrawn(runner)).toEqual(ALL);
  });
  it('that led to nothing is not withdrawn, and neither is a voiding statement', () => {
    const runner = createRunner();
    tell(runner, { voiding: voiding('v1') });
    tell(runner, { voiding: voiding('v2') });
    expect(withdrawn(runner)).toEqual([]);
  });
});

describe('a voiding by another source', () => {
  it('does not count after its target', () => {
    const runner = createRunner();
    tell(runner, { effect: effect() });
    expect(ruleOf(tell(runner, { voiding: voiding('v1', 'other') }))).toBe('ignored voiding-by-other-source');
    expect(withdrawn(runner)).toEqual([]);
  });
  it('does not count before its target, and hides no voiding that does', () => {
    const runner = createRunner();
    tell(runner, { voiding: voiding('v1', 'other') });
    expect(ruleOf(tell(runner, { effect: effect() }))).toBe('published voided-by-other-source');
    expect(withdrawn(runner)).toEqual([]);
    tell(runner, { voiding: voiding('v2') });
    expect(withdrawn(runner)).toEqual(ALL);
  });
  it('waits beside the one that counts, whichever comes first', () => {
    const runner = createRunner();
    tell(runner, { voiding: voiding('v1', 'other') });
    tell(runner, { voiding: voiding('v2') });
    tell(runner, { effect: effect() });
    expect(runner.written.at(-1)?.value).toMatchObject({ voided_by: 'v2' });
  });
});

describe('a replay', () => {
  it('of target and voiding gives the same records again', () => {
    const runner = createRunner();
    tell(runner, { effect: effect() });
    tell(runner, { voiding: voiding('v1') });
    const first = runner.written.filter(({ topic }) => topic.startsWith('marketplace.'));
    const length = runner.written.length;
    tell(runner, { effect: effect() });
    tell(runner, { voiding: voiding('v1') });
    const again = runner.written.slice(length).filter(({ topic }) => topic.startsWith('marketplace.'));
    expect(again).toEqual(first);
  });
  it('with other mappings withdraws what either time led to', () => {
    const runner = createRunner();
    tell(runner, { effect: effect() });
    const skills = [{ event_id: 's2', framework: 'ESCO', skill_uri: 'x:other', label: 'NoSQL' }];
    tell(runner, { effect: effect({ skills }) });
    tell(runner, { voiding: voiding('v1') });
    expect(withdrawn(runner)).toEqual(['c1', 'r1', 's1', 's2', 'k1']);
  });
});

it('withdrawals say what they take back, by whom, and nothing that no longer counts', () => {
  const runner = createRunner();
  tell(runner, { effect: effect({ known_as: 'E0' }) });
  tell(runner, { voiding: voiding('v1') });
  const stamps = {
    member_id: 'E1',
    known_as: 'E0',
    assertion: 'revoked',
    statement_id: TARGET,
    source: 'lms',
    rule: 'statement-voiding',
    mapping_version: '1.0.0',
    voided_by: 'v1',
    origin: { topic: 'raw.xapi', partition: 3, offset: 17 },
  };
  const { statement_id, ...ofSkill } = stamps;
  expect(runner.written.filter(({ topic }) => topic.startsWith('marketplace.'))).toEqual([
    {
      topic: 'marketplace.completion',
      key: 'E1',
      value: {
        ...stamps,
        event_id: uuidV5('withdrawal|c1'),
        withdraws: 'c1',
        course_id: 'x:course',
        course_name: null,
        activity_type: null,
        activity_kind: null,
        learning_completed: false,
        completed_at: COMPLETED_AT,
        success: null,
        score_event_id: null,
        duration: null,
        registration: null,
        waived_reason: null,
      },
    },
    {
      topic: 'marketplace.score',
      key: 'E1',
      value: {
        ...stamps,
        event_id: uuidV5('withdrawal|r1'),
        withdraws: 'r1',
        course_id: 'x:course',
        course_name: null,
        activity_type: null,
        activity_kind: null,
        assessed_at: COMPLETED_AT,
        success: null,
        score: null,
        grading_scale: null,
        attempt: null,
        duration: null,
        registration: null,
      },
    },
    {
      topic: 'marketplace.skill',
      key: 'E1',
      value: {
        ...ofSkill,
        event_id: uuidV5('withdrawal|s1'),
        withdraws: 's1',
        framework: 'ESCO',
        skill_uri: 'x:skill',
        label: 'SQL',
        level: null,
        confidence: 0,
        evidence: {
          kind: 'completion',
          course_id: 'x:course',
          statement_id,
          completion_event_id: 'c1',
          score_event_id: 'r1',
        },
        observed_at: COMPLETED_AT,
        expires_at: null,
      },
    },
    {
      topic: 'marketplace.credential',
      key: 'E1',
      value: {
        ...stamps,
        event_id: uuidV5('withdrawal|k1'),
        withdraws: 'k1',
        kind: 'certificate',
        credential_id: 'x:certificate',
        name: null,
        badge_awarded: [],
        certificate_ref: null,
        issuer: null,
        issued_at: COMPLETED_AT,
        expires_at: null,
        renews: null,
        course_id: null,
      },
    },
  ]);
});

it('withdraws an assessment that completed nothing, and the skills that it was evidence of', () => {
  const runner = createRunner();
  tell(runner, { effect: effect({ completion: null, credentials: [] }) });
  tell(runner, { voiding: voiding('v1') });
  expect(withdrawn(runner)).toEqual(['r1', 's1']);
  expect(runner.written.findLast(({ topic }) => topic === 'marketplace.skill')?.value).toMatchObject({
    evidence: { kind: 'assessment', course_id: 'x:course', completion_event_id: null, score_event_id: 'r1' },
    observed_at: COMPLETED_AT,
  });
});

describe('what is kept', () => {
  it('goes when the time to void is over, counted from the publication', () => {
    const runner = createRunner();
    tell(runner, { voiding: voiding('v1') }, 10);
    tell(runner, { effect: effect() }, 20);
    runner.runDue(19 + WINDOW_MS);
    expect(runner.entries('voiding.statement').size).toBe(1);
    runner.runDue(20 + WINDOW_MS);
    expect(runner.entries('voiding.statement').size).toBe(0);
    expect(runner.written.at(-1)).toEqual({
      topic: 'voiding.statement',
      key: TARGET,
      value: null,
      tombstone: 'expired',
    });
  });
  it('does not stay longer because somebody voids it', () => {
    const runner = createRunner();
    tell(runner, { effect: effect() }, 20);
    tell(runner, { voiding: voiding('v1') }, WINDOW_MS);
    runner.runDue(20 + WINDOW_MS);
    expect(runner.entries('voiding.statement').size).toBe(0);
  });
});
