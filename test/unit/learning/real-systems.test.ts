import { describe, expect, it } from 'vitest';
import { activity, category, summary, told } from './told.ts';

/** Statements in the forms that widespread systems send, with the mapping files of the repository. */

const ADL = 'http://adlnet.gov/expapi/verbs/';
const TLA = 'https://w3id.org/xapi/tla/verbs/';
const ADL_TYPE = 'http://adlnet.gov/expapi/activities/';
const EDLM = 'https://xapi.edlm/profiles/edlm-lms/concepts/';

describe('Moodle, by way of logstore_xapi', () => {
  const course = activity(
    'https://moodle.example/course/view.php?id=7',
    'https://w3id.org/xapi/cmi5/activitytype/course',
  );
  const site = category('https://moodle.example');

  it('completes a course without a result', () =>
    expect(summary(told('moodle', `${ADL}completed`, course, site))).toMatchObject([
      'completed/unmapped-course',
      { topic: 'completion', learning_completed: true, success: null },
    ]));
  it('reads raw before scaled, which runs from -1', () => {
    const score = { max: 2, min: 0, raw: 1, scaled: 0 };
    const submission = activity('https://moodle.example/mod/assign/view.php?id=3', `${EDLM}activity-types/submission`);
    const result = { score, success: true };
    expect(summary(told('moodle', `${TLA}scored`, submission, { ...site, result }))).toMatchObject([
      'scored',
      { topic: 'score', success: true, score: 50, grading_scale: { name: 'raw' } },
    ]);
  });
  it('takes the end of a quiz attempt for a result, not for a completed course', () => {
    const attempt = activity('https://moodle.example/mod/quiz/attempt.php?attempt=1', `${ADL_TYPE}attempt`);
    const result = { score: { max: 100, min: 0, raw: 50, scaled: 0 }, completion: true, success: true };
    expect(summary(told('moodle', `${ADL}completed`, attempt, { ...site, result }))).toMatchObject([
      'attempt-completed',
      { topic: 'score', success: true, score: 50 },
    ]);
  });
  it('takes the completion of a module back', () => {
    const book = activity('https://moodle.example/mod/book/view.php?id=2', 'http://id.tincanapi.com/activitytype/book');
    const result = { completion: false, score: { raw: 3, min: 0, max: 10 } };
    const verdict = told('moodle', `${EDLM}verbs/uncompleted`, book, { ...site, result });
    expect(summary(verdict)).toMatchObject([
      'completion-withdrawn',
      { topic: 'completion', assertion: 'revoked', learning_completed: false, score_event_id: null, withdraws: null },
    ]);
    expect(verdict.kind === 'published' && verdict.records).toHaveLength(1);
  });
  const badge = activity('https://moodle.example/badges/overview.php?id=1', `${EDLM}activity-types/badge`);
  const byTeacher = { context: { instructor: { mbox: 'mailto:teacher@corp.example' } } };
  it('awards a badge to the actor, whoever assigned it', () =>
    expect(summary(told('moodle', `${TLA}achieved`, badge, byTeacher))).toMatchObject([
      'badge-earned',
      { topic: 'credential', kind: 'badge', assertion: 'asserted', member_id: 'E1' },
    ]));
  it('takes it back from the actor', () =>
    expect(summary(told('moodle', `${TLA}forfeited`, badge, byTeacher))).toMatchObject([
      'badge-withdrawn',
      {
        topic: 'credential',
        kind: 'badge',
        assertion: 'revoked',
        credential_id: 'https://moodle.example/badges/overview.php?id=1',
      },
    ]));
  it('issues and takes back a certificate', () => {
    const certificate = activity('https://moodle.example/cert/view.php?code=1', `${EDLM}activity-types/certificate`);
    expect(summary(told('moodle', `${TLA}achieved`, certificate))).toMatchObject([
      'certificate-earned',
      { topic: 'credential', kind: 'certificate', assertion: 'asserted' },
    ]);
    expect(summary(told('moodle', `${TLA}forfeited`, certificate))).toMatchObject([
      'certificate-withdrawn',
      { topic: 'credential', kind: 'certificate', assertion: 'revoked' },
    ]);
  });
  it.each([
    ['https://xapi.edlm/profiles/edlm-lms/concepts/verbs/enrolled', 'registration'],
    ['http://id.tincanapi.com/verb/viewed', 'platform-activity'],
    ['http://id.tincanapi.com/verb/live', 'platform-activity'],
    ['http://activitystrea.ms/schema/1.0/receive', 'platform-activity'],
    [`${TLA}forfeited`, 'earned-other'],
  ])('%s of a course carries nothing (%s)', (verb, rule) =>
    expect(summary(told('moodle', verb, course, site))).toEqual([rule]),
  );
});

describe('Open edX, by way of event-routing-backends', () => {
  const course = activity('https://openedx.example/course/course-v1:edX+DemoX+Demo', `${ADL_TYPE}course`);
  it('completes a course by its first pass', () =>
    expect(summary(told('openedx', `${ADL}passed`, course))).toMatchObject([
      'openedx-course-passed/unmapped-course',
      { topic: 'completion', learning_completed: true, success: true },
      { topic: 'score', success: true, score: null },
    ]));
  it('tells a grade, which is neither badge nor completion', () => {
    const result = { score: { scaled: 0.02, raw: 0.02, min: 0, max: 1 } };
    expect(summary(told('openedx', 'http://id.tincanapi.com/verb/earned', course, { result }))).toMatchObject([
      'grade',
      { topic: 'score', success: null, score: 2 },
    ]);
  });
  it('names a course by its key alone, which is an IRI without //', () =>
    expect(summary(told('openedx', `${ADL}completed`, { id: 'course-v1:edX+DemoX+Demo' }))).toMatchObject([
      'completed/unmapped-course',
      { course_id: 'course-v1:edX+DemoX+Demo' },
    ]));
  it('completes a video, which is no course', () => {
    const video = activity('https://openedx.example/xblock/video', 'https://w3id.org/xapi/video/activity-type/video');
    const result = { completion: true, extensions: { 'https://w3id.org/xapi/video/extensions/progress': 1 } };
    expect(summary(told('openedx', `${ADL}completed`, video, { result }))).toEqual(['media-completed']);
    expect(
      summary(told('openedx', `${ADL}completed`, { id: 'x:video' }, category('https://w3id.org/xapi/video'))),
    ).toEqual(['media-completed']);
  });
});

describe('SCORM, by the xAPI SCORM profile', () => {
  const sco = activity('https://lms.example/sco/1', `${ADL_TYPE}lesson`);
  const course = activity('https://lms.example/courses/cs204', `${ADL_TYPE}course`);
  describe.each(['https://w3id.org/xapi/scorm', 'https://w3id.org/xapi/scorm/v/2'])('%s', (profile) => {
    const scorm = category(profile);
    it.each([
      [{ completion: true, success: true }, ['completion', 'score'], true],
      [{ completion: true }, ['completion'], null],
      [{ completion: false, success: false }, ['score'], false],
      [{ success: true }, ['score'], true],
    ])('an ended attempt with %j is %j, passed: %s', (result, topics, success) =>
      expect(summary(told('lms-alpha', `${ADL}terminated`, sco, { ...scorm, result })).slice(1)).toMatchObject(
        topics.map((topic) => ({ topic, success, rule: 'scorm-attempt-ended' })),
      ),
    );
    it.each(['completed', 'passed', 'failed', 'suspended', 'initialized', 'resumed'])(
      '%s of a SCO is a journal entry',
      (verb) => expect(told('lms-alpha', `${ADL}${verb}`, sco, scorm).kind).toBe('ignored'),
    );
    it('a scored SCO is a journal entry, whatever the score', () => {
      const result = { score: { scaled: 0.9 } };
      expect(summary(told('lms-alpha', `${ADL}scored`, sco, { ...scorm, result }))).toEqual(['scorm-scored']);
    });
    it('a completed course is its status as a whole', () =>
      expect(
        summary(
          told('lms-alpha', `${ADL}completed`, course, {
            ...scorm,
            result: { score: { scaled: 0.85 }, success: true },
          }),
        ),
      ).toMatchObject([
        'scorm-course-completed/unmapped-course',
        { topic: 'completion', learning_completed: true, success: true },
        { topic: 'score', success: true, score: 85, grading_scale: { name: 'scaled_0_1' } },
      ]));
  });
});

describe('Open Badges', () => {
  const badge = activity('https://lms.example/badges/7', 'http://activitystrea.ms/schema/1.0/badge');
  it.each([
    'http://specification.openbadges.org/xapi/verbs/earned',
    'http://specification.openbadges.org/xapi/verbs/earned.json',
    'http://standard.openbadges.org/xapi/verbs/earned.json',
    'https://w3id.org/xapi/openbadges/verbs/earned',
    'https://w3id.org/xapi/openbadges/verbs/awarded',
  ])('%s asserts a badge', (verb) =>
    expect(summary(told('lms-alpha', verb, badge))).toMatchObject([
      'badge-earned',
      { kind: 'badge', assertion: 'asserted' },
    ]),
  );
  it.each(['https://w3id.org/xapi/openbadges/verbs/revoked', 'http://specification.openbadges.org/xapi/verbs/revoked'])(
    '%s revokes it',
    (verb) =>
      expect(summary(told('lms-alpha', verb, badge))).toMatchObject([
        'badge-withdrawn',
        { kind: 'badge', assertion: 'revoked', credential_id: 'https://lms.example/badges/7' },
      ]),
  );
  it('a certificate told by the verb of badges is a certificate', () => {
    const certificate = activity(
      'https://lms.example/certificates/7',
      'http://id.tincanapi.com/activitytype/certificate',
    );
    expect(
      summary(told('lms-alpha', 'http://specification.openbadges.org/xapi/verbs/earned', certificate)),
    ).toMatchObject(['certificate-earned', { kind: 'certificate', assertion: 'asserted' }]);
  });
});
