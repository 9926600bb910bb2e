import { describe, expect, it } from 'vitest';
import { isCompleted, type LearningRule, loadMappings, successOf } from '../../../mappings/index.ts';

const { learningRule } = loadMappings();

const ADL = 'http://adlnet.gov/expapi/verbs/';
const COURSE = 'http://adlnet.gov/expapi/activities/course';
const VIDEO = 'https://w3id.org/xapi/video/activity-type/video';
const VIDEO_PROFILE = 'https://w3id.org/xapi/video';
const SCORM = 'https://w3id.org/xapi/scorm';
const CMI5 = 'https://w3id.org/xapi/cmi5/context/categories/cmi5';
const CERTIFICATE = 'https://www.opigno.org/en/tincan_registry/activity_type/certificate';
const BADGE = 'http://activitystrea.ms/schema/1.0/badge';

describe('finds the most specific rule', () => {
  it.each<[string, Parameters<typeof learningRule>, string | undefined]>([
    ['a completed course', [`${ADL}completed`, COURSE], 'completed'],
    ['a completed activity of no type', [`${ADL}completed`, undefined], 'completed'],
    ['a completed video', [`${ADL}completed`, VIDEO], 'media-completed'],
    ['something completed in the video profile', [`${ADL}completed`, undefined, [VIDEO_PROFILE]], 'media-completed'],
    ['a completed cmi5 unit', [`${ADL}completed`, COURSE, ['https://x.example/', CMI5]], 'cmi5-completed'],
    [
      'a cmi5 block satisfied',
      ['https://w3id.org/xapi/adl/verbs/satisfied', 'https://w3id.org/xapi/cmi5/activitytype/block'],
      'cmi5-satisfied',
    ],
    ['a cmi5 unit waived', ['https://w3id.org/xapi/adl/verbs/waived', undefined, [CMI5]], 'cmi5-waived'],
    ['a SCORM attempt ended', [`${ADL}terminated`, undefined, [SCORM]], 'scorm-attempt-ended'],
    ['any other attempt ended', [`${ADL}terminated`, undefined], 'session'],
    ['a course passed', [`${ADL}passed`, COURSE, undefined, 'lms-alpha'], 'passed'],
    ['a course passed in Open edX', [`${ADL}passed`, COURSE, undefined, 'openedx'], 'openedx-course-passed'],
    [
      'a question answered right',
      [`${ADL}passed`, 'http://adlnet.gov/expapi/activities/cmi.interaction'],
      'question-result',
    ],
    ['a badge earned', ['http://specification.openbadges.org/xapi/verbs/earned', BADGE], 'badge-earned'],
    ['a badge of the plain verb', ['http://id.tincanapi.com/verb/earned', BADGE], 'badge-earned'],
    ['a certificate earned', ['http://id.tincanapi.com/verb/earned', CERTIFICATE], 'certificate-earned'],
    ['a grade, which is no badge', ['http://id.tincanapi.com/verb/earned', COURSE, [], 'openedx'], 'grade'],
    ['something else earned', ['http://id.tincanapi.com/verb/earned', undefined], 'earned-other'],
    [
      'a badge of Moodle',
      ['https://w3id.org/xapi/tla/verbs/achieved', 'https://xapi.edlm/profiles/edlm-lms/concepts/activity-types/badge'],
      'badge-earned',
    ],
    ['a statement voided', [`${ADL}voided`, undefined], 'statement-voiding'],
    ['a video played', ['https://w3id.org/xapi/video/verbs/played', VIDEO, [VIDEO_PROFILE]], 'media-playback'],
    ['a page viewed', ['http://id.tincanapi.com/verb/viewed', undefined], 'platform-activity'],
    ['an unknown verb', ['https://x.example/verbs/juggled', COURSE], undefined],
  ])('%s', (_, key, rule) => {
    expect(learningRule(...key)?.rule).toBe(rule);
  });
});

it('derives nothing from what a rule ignores', () => {
  for (const verb of ['initialized', 'launched', 'attempted', 'experienced', 'interacted', 'answered', 'progressed']) {
    expect(learningRule(`${ADL}${verb}`, undefined)?.derives).toEqual([]);
  }
});

it('stamps the version of the file', () => {
  expect(learningRule(`${ADL}completed`, COURSE)?.mapping_version).toBe(
    loadMappings().version_of('learning-rules.csv'),
  );
});

const rule = (completed: LearningRule['completed'], success: LearningRule['success']): LearningRule => ({
  rule: 'x',
  derives: [],
  completed,
  success,
  mapping_version: '1.0.0',
});

it.each([
  ['true', null, true],
  ['true', false, false],
  ['from_result', null, false],
  ['from_result', true, true],
  ['false', true, false],
] as const)('completed %s and a result of %s make %s', (implied, said, expected) => {
  expect(isCompleted(rule(implied, 'from_result'), said)).toBe(expected);
});

it.each([
  ['true', null, true],
  ['true', false, false],
  ['false', null, false],
  ['from_result', null, null],
  ['from_result', true, true],
] as const)('success %s and a result of %s make %s', (implied, said, expected) => {
  expect(successOf(rule('true', implied), said)).toBe(expected);
});
