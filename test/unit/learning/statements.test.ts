import { describe, expect, it } from 'vitest';
import { uuidV5 } from '../../../services/people/ids.ts';
import type { Verdict } from '../../support/pure-runner.ts';
import {
  COURSE,
  createRunner,
  feed,
  ID,
  marketplaceRecords,
  RECEIVED_AT,
  statement,
  UNMAPPABLE_SCORE,
} from './fixtures.ts';

const verdictOn = (value: object): Verdict => feed(createRunner(), value);
const outputsOf = (value: object) => marketplaceRecords(verdictOn(value));
const topicsOf = (value: object): readonly string[] => outputsOf(value).map(({ topic }) => topic);

const result = (given: object) => ({ result: given });
const COMPLETION = 'marketplace.completion';
const SCORE = 'marketplace.score';
const SKILL = 'marketplace.skill';
const CREDENTIAL = 'marketplace.credential';

describe('a completed course', () => {
  it('is published for the member, stamped with rule, version and origin', () => {
    const [completion] = outputsOf(statement('finished'));
    expect(completion).toEqual({
      topic: COMPLETION,
      key: 'E1',
      value: {
        event_id: uuidV5(`completion|${ID}`),
        member_id: 'E1',
        known_as: null,
        assertion: 'asserted',
        course_id: COURSE,
        course_name: 'Fire safety',
        activity_type: null,
        activity_kind: null,
        learning_completed: true,
        completed_at: RECEIVED_AT,
        success: null,
        score_event_id: null,
        duration: null,
        registration: null,
        waived_reason: null,
        statement_id: ID,
        source: 'lms',
        rule: 'finished',
        mapping_version: '1.2.3',
        withdraws: null,
        voided_by: null,
        origin: { topic: 'raw.xapi', partition: 0, offset: 0 },
      },
    });
  });
  it('says who the learner would be but for a merge, in all that it leads to', () => {
    const merged = { member_id: 'E1', known_as: 'E0' };
    const verdict = feed(createRunner(undefined, merged), statement('finished'));
    const records = verdict.kind === 'published' ? verdict.records : [];
    expect(records.map(({ topic }) => topic)).toEqual([COMPLETION, SKILL, SKILL, 'learning.statement']);
    for (const { topic, key, value } of records) {
      if (topic === 'learning.statement') expect(value?.effect).toMatchObject(merged);
      else expect({ key, value }).toMatchObject({ key: 'E1', value: merged });
    }
  });
  it('is evidence of each skill that the mappings know for it', () => {
    const skills = outputsOf(statement('finished')).filter(({ topic }) => topic === SKILL);
    expect(skills).toHaveLength(2);
    expect(skills[0]).toEqual({
      topic: SKILL,
      key: 'E1',
      value: {
        event_id: uuidV5(`skill|${ID}|ESCO|http://data.europa.eu/esco/skill/1`),
        member_id: 'E1',
        known_as: null,
        assertion: 'asserted',
        framework: 'ESCO',
        skill_uri: 'http://data.europa.eu/esco/skill/1',
        label: 'fire safety',
        level: 'basic',
        confidence: 0.7,
        evidence: {
          kind: 'completion',
          course_id: COURSE,
          statement_id: ID,
          completion_event_id: uuidV5(`completion|${ID}`),
          score_event_id: null,
        },
        observed_at: RECEIVED_AT,
        expires_at: null,
        source: 'lms',
        rule: 'finished',
        mapping_version: '3.0.0',
        withdraws: null,
        voided_by: null,
        origin: { topic: 'raw.xapi', partition: 0, offset: 0 },
      },
    });
  });
  it('without mapped skills is counted under a name of its own, and no skill is guessed', () => {
    const verdict = verdictOn(statement('finished', { object: { id: 'x:unmapped' } }));
    expect(verdict).toMatchObject({ kind: 'published', rule: 'finished/unmapped-course' });
    expect(topicsOf(statement('finished', { object: { id: 'x:unmapped' } }))).toEqual([COMPLETION]);
  });
  it('is not completed when the result says so, whatever the verb', () => {
    expect(verdictOn(statement('finished', result({ completion: false })))).toEqual({
      kind: 'ignored',
      rule: 'not-completed',
    });
  });
});

describe('result and verb together', () => {
  it.each([
    ['finished', {}, [COMPLETION, SKILL, SKILL]],
    ['finished', { success: true }, [COMPLETION, SKILL, SKILL]],
    ['finished', { success: false }, [COMPLETION]],
    ['reported', {}, []],
    ['reported', { completion: true }, [COMPLETION, SKILL, SKILL]],
    ['reported', { completion: true, score: { raw: 40 } }, [COMPLETION, SCORE, SKILL, SKILL]],
    ['reported', { completion: false, score: { raw: 40 } }, [SCORE]],
    ['reported', { completion: true, success: false }, [COMPLETION, SCORE]],
    ['reported', { completion: false, success: true }, [SCORE, SKILL, SKILL]],
    ['finished', { score: { raw: 40 } }, [COMPLETION, SKILL, SKILL]],
    ['passed', {}, [SCORE, SKILL, SKILL]],
    ['passed', { completion: true }, [COMPLETION, SCORE, SKILL, SKILL]],
    ['passed', { success: false }, [SCORE]],
    ['failed', {}, [SCORE]],
    ['failed', { score: { raw: 10 } }, [SCORE]],
  ])('%s with result %j leads to %j', (verb, given, topics) =>
    expect(topicsOf(statement(verb, result(given)))).toEqual(topics),
  );
  it('tell a completion that was failed: what completes is a completion, what assesses a score', () => {
    expect(outputsOf(statement('failed', result({ completion: true })))).toMatchObject([
      { topic: COMPLETION, value: { learning_completed: true, success: false } },
      { topic: SCORE, value: { success: false, score: null } },
    ]);
  });
  it('name an assessment as evidence where the activity is passed and not completed', () =>
    expect(outputsOf(statement('passed'))[1]?.value).toMatchObject({
      evidence: { kind: 'assessment', completion_event_id: null, score_event_id: uuidV5(`score|${ID}`) },
    }));
});

describe('a score', () => {
  const given = { completion: true, success: true, score: { raw: 85 } };

  it('is published for the member, stamped with rule, version and origin', () =>
    expect(outputsOf(statement('passed', result({ score: { raw: 85 } })))[0]).toEqual({
      topic: SCORE,
      key: 'E1',
      value: {
        event_id: uuidV5(`score|${ID}`),
        member_id: 'E1',
        known_as: null,
        assertion: 'asserted',
        course_id: COURSE,
        course_name: 'Fire safety',
        activity_type: null,
        activity_kind: null,
        assessed_at: RECEIVED_AT,
        success: true,
        score: 85,
        grading_scale: null,
        attempt: null,
        duration: null,
        registration: null,
        statement_id: ID,
        source: 'lms',
        rule: 'passed',
        mapping_version: '1.2.3',
        withdraws: null,
        voided_by: null,
        origin: { topic: 'raw.xapi', partition: 0, offset: 0 },
      },
    }));
  it('is referred to by the completion and the evidence of the same statement, and stands in neither', () => {
    const [completion, score, skill] = outputsOf(statement('reported', result(given))).map(({ value }) => value);
    const event_id = uuidV5(`score|${ID}`);
    expect(score).toMatchObject({ event_id, statement_id: ID, score: 85 });
    expect(completion).toMatchObject({ statement_id: ID, score_event_id: event_id });
    expect(completion).not.toHaveProperty('score');
    expect(skill).toMatchObject({
      evidence: { kind: 'completion', completion_event_id: uuidV5(`completion|${ID}`), score_event_id: event_id },
    });
  });
  it.each([[{ completion: true }], [{ completion: true, score: {} }]])('is not made of %j', (said) =>
    expect(topicsOf(statement('reported', result(said)))).toEqual([COMPLETION, SKILL, SKILL]),
  );
});

describe('credentials', () => {
  it.each([
    ['earned', 'badge'],
    ['certified', 'certificate'],
  ])('%s leads to a %s', (verb, kind) => {
    expect(outputsOf(statement(verb))).toMatchObject([
      {
        topic: CREDENTIAL,
        key: 'E1',
        value: { event_id: uuidV5(`${kind}|${ID}`), kind, assertion: 'asserted', credential_id: COURSE, source: 'lms' },
      },
    ]);
  });
  const link = result({ extensions: { 'x:url': 'https://lms.example/c.pdf' } });
  it('come with a completion where a certificate is attached', () => {
    expect(topicsOf(statement('graduated', link))).toEqual([COMPLETION, CREDENTIAL]);
    expect(topicsOf(statement('graduated'))).toEqual([COMPLETION]);
  });
  it('are none where a certificate was only looked for', () => {
    expect(topicsOf(statement('archived', link))).toEqual([CREDENTIAL]);
    expect(verdictOn(statement('archived'))).toEqual({ kind: 'ignored', rule: 'no-certificate' });
  });
});

describe('statements that carry nothing', () => {
  const mbox = 'mailto:jane@corp.example';
  const ref = { objectType: 'StatementRef', id: ID };
  const sub = { objectType: 'SubStatement', actor: { mbox }, verb: { id: 'x:done' }, object: { id: COURSE } };
  it.each([
    ['watched', {}, 'media'],
    ['unheard-of', {}, 'unknown-verb'],
    ['finished', { actor: { objectType: 'Group', member: [{ mbox }] } }, 'group-actor'],
    ['finished', { actor: { objectType: 'Group', mbox } }, 'group-actor'],
    ['finished', { object: { objectType: 'Agent', mbox } }, 'agent-object'],
    ['finished', { object: { objectType: 'Group', mbox } }, 'agent-object'],
    ['finished', { object: ref }, 'statement-reference'],
    ['finished', { object: sub }, 'sub-statement'],
  ])('%s with %j is ignored by the rule %3$s', (verb, given, rule) =>
    expect(verdictOn(statement(verb, given))).toEqual({ kind: 'ignored', rule }),
  );
});

describe('a statement that cannot be mapped', () => {
  it('is refused with the code and the path of the mappings', () =>
    expect(verdictOn(statement('passed', result({ score: { raw: UNMAPPABLE_SCORE } })))).toMatchObject({
      kind: 'rejected',
      code: 'score_range_unknown',
      path: '$.result.score.raw',
    }));
});

describe('ids', () => {
  it('of statements ignore case', () => {
    const runner = createRunner();
    expect(feed(runner, statement('finished')).kind).toBe('published');
    expect(feed(runner, statement('finished', { id: ID.toUpperCase() })).kind).toBe('duplicate');
    expect(runner.written[0]?.value).toMatchObject({ statement_id: ID });
  });
  it('are the same through another store, which adds to the statement', () => {
    const runner = createRunner();
    feed(runner, statement('finished'));
    const stored = {
      stored: '2026-01-31T12:00:00Z',
      version: '1.0.0',
      authority: { mbox: 'mailto:lrs@other.example' },
    };
    expect(feed(runner, statement('finished', stored), 'other').kind).toBe('duplicate');
  });
  it('used again for another statement are a conflict', () => {
    const runner = createRunner();
    feed(runner, statement('finished'));
    expect(feed(runner, statement('finished', { object: { id: 'x:other' } })).kind).toBe('conflict');
    expect(feed(runner, statement('finished', result({ success: true }))).kind).toBe('conflict');
  });
  it('are derived where a statement has none: from source, content and time', () => {
    const runner = createRunner();
    const anonymous = { ...statement('finished'), id: undefined };
    expect(feed(runner, anonymous).kind).toBe('published');
    expect(feed(runner, anonymous, 'lms', RECEIVED_AT + 1).kind).toBe('duplicate');
    expect(feed(runner, anonymous, 'other').kind).toBe('published');
    expect(feed(runner, { ...anonymous, timestamp: '2026-01-31T09:30:01Z' }).kind).toBe('published');
  });
  it('are derived from the time of receipt where there is no other', () => {
    const runner = createRunner();
    const timeless = { ...statement('finished'), id: undefined, timestamp: undefined };
    expect(feed(runner, timeless).kind).toBe('published');
    expect(feed(runner, timeless).kind).toBe('duplicate');
    expect(feed(runner, timeless, 'lms', RECEIVED_AT + 1).kind).toBe('published');
  });
  it('of ignored statements are claimed as well', () => {
    const runner = createRunner();
    expect(feed(runner, statement('watched')).kind).toBe('ignored');
    expect(feed(runner, statement('watched')).kind).toBe('duplicate');
  });
});

it('gives the same records when the same statement is handled again', () =>
  expect(outputsOf(statement('reported', result({ completion: true })))).toEqual(
    outputsOf(statement('reported', result({ completion: true }))),
  ));
