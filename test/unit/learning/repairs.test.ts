import { describe, expect, it } from 'vitest';
import { loadMappings } from '../../../mappings/index.ts';
import type { Verdict } from '../../support/pure-runner.ts';
import { createRunner, feed, hashAlias, ID } from './fixtures.ts';

const mappings = loadMappings();
const told = (source: string, given: object): Verdict =>
  feed(
    createRunner({ mappings, hashAlias }),
    {
      id: ID,
      actor: { mbox: 'mailto:jane@corp.example' },
      verb: { id: 'https://w3id.org/xapi/acrossx/verbs/evaluated' },
      object: { id: 'https://openedx.example/xblock/1' },
      timestamp: '2026-03-01T10:30:00Z',
      ...given,
    },
    source,
  );

describe('a statement that a known system sends wrong', () => {
  const question = { objectType: 'GroupActivity', id: 'https://openedx.example/xblock/1' };
  const inContext = { contextActivities: { parent: [question], grouping: question } };

  it('is read, and counted under the rule and the repair', () =>
    expect(told('openedx', { object: question, context: inContext })).toEqual({
      kind: 'ignored',
      rule: 'question-result+openedx-group-activity',
    }));
  it('is counted under each repair that it needed', () => {
    const result = { score: { min: 0, max: 0, raw: 0, scaled: 0 } };
    expect(told('openedx', { object: question, result })).toEqual({
      kind: 'ignored',
      rule: 'question-result+openedx-group-activity+openedx-worthless-score',
    });
  });
  it('is counted as ever where nothing had to be mended', () =>
    expect(told('openedx', {})).toEqual({ kind: 'ignored', rule: 'question-result' }));
  it('is refused from every other source', () =>
    expect(told('lms-alpha', { object: question })).toMatchObject({
      kind: 'rejected',
      code: 'xapi_object_type',
      path: '$.object.objectType',
    }));
  it('is refused where the repair does not reach', () =>
    expect(told('openedx', { object: { ...question, objectType: 'GroupActivities' } })).toMatchObject({
      code: 'xapi_object_type',
    }));
});

it('publishes what the mended statement says, stamped with the plain name of the rule', () => {
  const verdict = told('lms-beta', {
    verb: { id: 'http://adlnet.gov/expapi/verbs/passed' },
    result: { score: { raw: '42', min: '0', max: 50 } },
  });
  expect(verdict).toMatchObject({ kind: 'published', rule: 'passed/unmapped-course+quoted-numbers' });
  expect(verdict.kind === 'published' && verdict.records[0]?.value).toMatchObject({ score: 84, rule: 'passed' });
});

it('takes a mended statement and its right form for the same', () => {
  const runner = createRunner({ mappings, hashAlias });
  const passed = (raw: unknown) => ({
    id: ID,
    actor: { mbox: 'mailto:jane@corp.example' },
    verb: { id: 'http://adlnet.gov/expapi/verbs/passed' },
    object: { id: 'urn:lms-beta:course:SEC-101' },
    result: { score: { raw, min: 0, max: 50 } },
    timestamp: '2026-03-01T10:30:00Z',
  });
  expect(feed(runner, passed('42'), 'lms-beta').kind).toBe('published');
  expect(feed(runner, passed(42), 'lms-beta').kind).toBe('duplicate');
});
