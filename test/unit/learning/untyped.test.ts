import { describe, expect, it } from 'vitest';
import { loadMappings } from '../../../mappings/index.ts';
import { told } from './told.ts';

const ADL = 'http://adlnet.gov/expapi/verbs/';
const COURSE = { id: 'https://lms-alpha.example/courses/beekeeping' };
const NO_ROW = { ...COURSE, definition: { type: 'https://lms.example/types/lecture' } };
const completes = (object: object, verb: string, result: object) => told('lms-alpha', verb, object, { result });
const publishes = (topic: string, given: object) => ({
  kind: 'published',
  records: expect.arrayContaining([expect.objectContaining({ topic, value: expect.objectContaining(given) })]),
});
const completion = (given: object) => publishes('marketplace.completion', given);

describe.each([
  ['no type', COURSE],
  ['a type that has no row', NO_ROW],
])('an activity of %s', (_, object) => {
  it.each(['attempted', 'terminated', 'exited', 'suspended', 'progressed', 'scored', 'attended', 'completed'])(
    'is completed where the result of "%s" says so',
    (verb) =>
      expect(completes(object, ADL + verb, { completion: true })).toMatchObject(
        completion({ learning_completed: true }),
      ),
  );

  it.each(['attempted', 'terminated', 'exited'])('is passed or failed where the result of "%s" says so', (verb) =>
    expect(completes(object, ADL + verb, { success: false, score: { scaled: 0.25 } })).toMatchObject(
      publishes('marketplace.score', { success: false, score: 25 }),
    ),
  );

  it('is not completed by progress that is less than all of it', () =>
    expect(completes(object, `${ADL}progressed`, { completion: true, score: { scaled: 0.5 } }).kind).toBe('ignored'));

  it.each(['attempted', 'terminated', 'exited', 'suspended', 'progressed'])(
    'leads to nothing by "%s" alone',
    (verb) => {
      for (const result of [{}, { completion: false }, { duration: 'PT5M' }]) {
        expect(completes(object, ADL + verb, result)).toEqual(told('lms-alpha', ADL + verb, object));
      }
    },
  );
});

describe('a completion that no rule reads', () => {
  const mappings = loadMappings();
  const ignoring = [
    ...new Set(mappings.learningRules.filter(({ rule }) => rule.derives.length === 0).map(({ verb }) => verb)),
  ];

  it.each([...ignoring, 'https://lms.example/verbs/juggled'])('by %s is published or counted as what it is', (verb) => {
    const verdict = completes(COURSE, verb, { completion: true });
    if (verdict.kind !== 'published')
      expect(verdict).toMatchObject({ kind: 'ignored', rule: expect.stringMatching(/\/with-result$/) });
  });

  it.each(['media', 'question'])('is counted as ever, where the activity is known to be %s', (kind) => {
    const type = {
      media: 'https://w3id.org/xapi/video/activity-type/video',
      question: 'http://adlnet.gov/expapi/activities/cmi.interaction',
    }[kind]!;
    const object = { ...COURSE, definition: { type, ...(kind === 'question' && { interactionType: 'choice' }) } };
    expect(completes(object, `${ADL}completed`, { completion: true })).toMatchObject({
      kind: 'ignored',
      rule: expect.not.stringMatching(/with-result/),
    });
  });
});

describe('a course', () => {
  it.each(['suspended', 'experienced', 'terminated', 'exited', 'attempted', 'progressed'])(
    'is completed where the result of "%s" says so',
    (verb) => {
      const object = { ...COURSE, definition: { type: 'http://adlnet.gov/expapi/activities/course' } };
      expect(completes(object, ADL + verb, { completion: true })).toMatchObject(
        completion({ learning_completed: true, activity_kind: 'course' }),
      );
    },
  );
});
