import { describe, expect, it } from 'vitest';
import { isCompleted, type LearningRule, loadMappings, successOf } from '../../../mappings/index.ts';

const { activityKind, learningRule } = loadMappings();

const ADL = 'http://adlnet.gov/expapi/verbs/';
const COURSE = 'http://adlnet.gov/expapi/activities/course';
const VIDEO = 'https://w3id.org/xapi/video/activity-type/video';
const VIDEO_PROFILE = 'https://w3id.org/xapi/video';
const SCORM = 'https://w3id.org/xapi/scorm';
const CMI5 = 'https://w3id.org/xapi/cmi5/context/categories/cmi5';
const CERTIFICATE = 'https://www.opigno.org/en/tincan_registry/activity_type/certificate';
const CERTIFICATE_HTTP = CERTIFICATE.replace('https', 'http');
const RESOURCE = 'http://id.tincanapi.com/activitytype/resource';
const ADL_TYPE = 'http://adlnet.gov/expapi/activities/';
const TLA_TYPE = 'https://w3id.org/xapi/tla/activity-types/';
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
    ['a cmi5 unit that is a video, too', [`${ADL}completed`, undefined, [VIDEO_PROFILE, CMI5]], 'cmi5-completed'],
    ['a SCO that is a video, too', [`${ADL}completed`, undefined, [VIDEO_PROFILE, SCORM]], 'scorm-completed'],
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
    ['a module completed', [`${ADL}completed`, `${ADL_TYPE}module`], 'completed'],
    ['a course of another vocabulary', [`${ADL}progressed`, `${TLA_TYPE}content_set`], 'completed-by-progress'],
    [
      'a badge of another vocabulary',
      ['https://w3id.org/xapi/tla/verbs/conferred', `${TLA_TYPE}badge`],
      'badge-earned',
    ],
    ['a certificate, with http', ['http://id.tincanapi.com/verb/earned', CERTIFICATE_HTTP], 'certificate-earned'],
    ['the grade of a module', ['http://id.tincanapi.com/verb/earned', `${ADL_TYPE}module`], 'grade'],
    ['the score of part of a course', ['http://id.tincanapi.com/verb/earned', RESOURCE], 'earned-other'],
    ['a test that was attempted', [`${ADL}attempted`, `${ADL_TYPE}assessment`], 'attempt-result'],
    ['a course whose window is closed', [`${ADL}exited`, COURSE], 'session-result'],
    ['a question that was attempted', [`${ADL}attempted`, `${ADL_TYPE}question`], 'session'],
    ['a word of Activity Streams', ['http://activitystrea.ms/schema/1.0/complete', COURSE], 'completed'],
    ['it of a video', ['http://activitystrea.ms/schema/1.0/complete', VIDEO], 'media-completed'],
    ['a verb with https', ['https://adlnet.gov/expapi/verbs/completed', COURSE], 'completed'],
    ['a verb with www.', ['http://www.adlnet.gov/expapi/verbs/completed', COURSE], 'completed'],
    ['a verb with a slash at the end', [`${ADL}completed/`, COURSE], 'completed'],
    ['a verb whose host is in capitals', ['HTTP://WWW.ADLNET.gov/expapi/verbs/completed', COURSE], 'completed'],
    ['a verb with an empty fragment', [`${ADL}completed#`, COURSE], 'completed'],
    ['a verb with a slash and an empty fragment', [`${ADL}completed/#`, COURSE], 'completed'],
    ['a verb in other case', [`${ADL}Completed`, COURSE], undefined],
    ['a verb with a fragment', [`${ADL}completed#x`, COURSE], undefined],
    [
      'a type whose host is in capitals',
      [`${ADL}completed`, 'http://ADLnet.gov/expapi/activities/question'],
      'question-result',
    ],
    [
      'a type that a row names, written otherwise',
      [`${ADL}passed`, 'https://ADLNET.gov/expapi/activities/course/', undefined, 'openedx'],
      'openedx-course-passed',
    ],
    ['a type with https', [`${ADL}completed`, 'https://adlnet.gov/expapi/activities/question'], 'question-result'],
    ['a statement voided', [`${ADL}voided`, undefined], 'statement-voiding'],
    ['what looks like voiding but for its host', ['http://ADLNET.gov/expapi/verbs/voided', undefined], undefined],
    ['what looks like voiding but for a fragment', [`${ADL}voided#`, undefined], undefined],
    ['what only looks like voiding', ['https://adlnet.gov/expapi/verbs/voided', undefined], undefined],
    ['a video played', ['https://w3id.org/xapi/video/verbs/played', VIDEO, [VIDEO_PROFILE]], 'media-playback'],
    ['a page viewed', ['http://id.tincanapi.com/verb/viewed', undefined], 'platform-activity'],
    ['an unknown verb', ['https://x.example/verbs/juggled', COURSE], undefined],
  ])('%s', (_, key, rule) => {
    expect(learningRule(...key)?.rule).toBe(rule);
  });
});

it.each([
  ['http://adlnet.gov/expapi/activities/course', 'course'],
  ['https://w3id.org/xapi/cmi5/activitytype/course/', 'course'],
  ['http://id.tincanapi.com/activitytype/lms/program', 'course'],
  ['http://adlnet.gov/expapi/activities/lesson', 'part'],
  ['https://adlnet.gov/expapi/activities/cmi.interaction', 'question'],
  ['https://x.example/activity-types/course', undefined],
])('%s is of the kind %s', (type, kind) => expect(activityKind(type)).toBe(kind));

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
