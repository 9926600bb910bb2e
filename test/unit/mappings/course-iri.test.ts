import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { courseIri } from '../../../mappings/transforms/course.ts';
import { UNKNOWN_SOURCE } from '../../../mappings/transforms/examples.ts';
import { Refusal, type Step } from '../../../mappings/transforms/transform.ts';
import type { SourcePolicy } from '../../../mappings/types.ts';

const step = courseIri.compile(
  [],
  { emailDomain: () => ({ local_part: 'keep', sub_address: null }), enrollmentState: () => undefined },
  { name: 'string' },
) as Step;
const course = (text: string, policy: Partial<SourcePolicy>): unknown =>
  step(text, { source: { ...UNKNOWN_SOURCE, ...policy }, received_at: 0 });
const isRefused = (text: string, policy: Partial<SourcePolicy>): boolean => course(text, policy) instanceof Refusal;

const ALPHA = { course_iri: 'https://lms-alpha.example/courses/{id}' };
const BETA = { course_iri: 'urn:lms-beta:course:{id}' };
const MOODLE = { course_iri: 'https://moodle.example/course/view.php?id={id}' };
const INNER = { course_iri: 'https://lms.example/courses/{id}/view' };
const ROUTED = { course_iri: 'https://lms.example/#/course/{id}' };
const OPEN_EDX = {
  course_iri: 'https://openedx.example/course/{id}',
  same_course: ['scheme', 'slash', 'wrapped'],
} as const;

describe("an IRI made of its source's template with nothing in it", () => {
  it.each([
    [BETA, 'urn:lms-beta:course:'],
    [BETA, 'urn:lms-beta:course:%20'],
    [BETA, 'urn:lms-beta:course:N%2FA'],
    [BETA, 'urn:lms-beta:course:0'],
    [BETA, 'URN:LMS-BETA:course:unknown'],
    [BETA, 'urn:lms-beta:course'],
    [ALPHA, 'https://lms-alpha.example/courses/'],
    [ALPHA, 'https://lms-alpha.example/courses'],
    [ALPHA, 'https://lms-alpha.example/courses//'],
    [ALPHA, 'http://LMS-alpha.example/courses/'],
    [ALPHA, 'https://lms-alpha.example/courses/%20'],
    [ALPHA, 'https://lms-alpha.example/courses/%20/'],
    [ALPHA, 'https://lms-alpha.example/courses/#top'],
    [ALPHA, 'https://lms-alpha.example/courses/?lang=en'],
    [ALPHA, 'https://lms-alpha.example/courses/unknown'],
    [ALPHA, 'https://lms-alpha.example/courses/none#x'],
    [ALPHA, 'https://lms-alpha.example/courses/course-v1:'],
    [ALPHA, 'https://lms-alpha.example/courses/https%3A%2F%2Fx.example%2Fundefined'],
    [MOODLE, 'https://moodle.example/course/view.php?id='],
    [MOODLE, 'https://moodle.example/course/view.php?id'],
    [MOODLE, 'https://moodle.example/course/view.php?id=0&section=2'],
    [INNER, 'https://lms.example/courses//view'],
    [INNER, 'https://lms.example/courses/null/view#x'],
    [ROUTED, 'https://lms.example/#/course/'],
    [OPEN_EDX, 'http://openedx.example/course/'],
    [OPEN_EDX, 'http://openedx.example/course/course-v1:/'],
  ])('%j refuses %s', (policy, text) => expect(isRefused(text, policy)).toBe(true));

  it.each([
    [BETA, 'urn:lms-beta:course:SEC%20210'],
    [BETA, 'urn:lms-beta:courses'],
    [ALPHA, 'https://lms-alpha.example/courses/7'],
    [ALPHA, 'https://lms-alpha.example/courses/unknown/7'],
    [ALPHA, 'https://lms-alpha.example/courses/-/7'],
    [ALPHA, 'https://lms-alpha.example/courses?id=7'],
    [ALPHA, 'https://lms-alpha.example/courses-2'],
    [ALPHA, 'https://lms-alpha.example/about'],
    [MOODLE, 'https://moodle.example/course/view.php?id=7&section=2'],
    [MOODLE, 'https://moodle.example/course/view.php?idnumber=7'],
    [INNER, 'https://lms.example/courses/7/view'],
    [INNER, 'https://lms.example/courses/7'],
    [ROUTED, 'https://lms.example/#/course/7'],
  ])('%j leaves %s as it is', (policy, text) => expect(course(text, policy)).toBe(text));

  it('is refused as the id alone is, whatever the template', () => {
    const nothing = fc.constantFrom('', ' ', '-', '%', '0', 'null', 'N/A', 'unknown', 'tag:', 'https://');
    const template = fc.constantFrom(ALPHA, BETA, MOODLE, INNER, ROUTED, OPEN_EDX);
    fc.assert(
      fc.property(fc.oneof(nothing, fc.string()), template, (id, policy) => {
        const alone = course(id, policy);
        const made = course(
          policy.course_iri.replace('{id}', () => encodeURIComponent(id.toWellFormed())),
          policy,
        );
        if (alone instanceof Refusal) expect(made).toBeInstanceOf(Refusal);
        else expect(typeof made).toBe('string');
      }),
      { numRuns: 1000 },
    );
  });
});

it('refuses a local id that was put together from a value that is missing', () => {
  expect(isRefused('SEC 210/undefined', BETA)).toBe(true);
  expect(isRefused('course:null', BETA)).toBe(true);
});

it('takes no longer for a long id than its length explains', () => {
  for (const part of ['/', '//x', '?id=', '&id=null', '#/', '/undefined?', '=null#', ':', '%20', '%'])
    for (const policy of [ALPHA, MOODLE, INNER, OPEN_EDX])
      course(`${policy.course_iri.replace('{id}', part.repeat(100_000))}x`, policy);
}, 5_000);
