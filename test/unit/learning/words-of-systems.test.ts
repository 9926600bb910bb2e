import { describe, expect, it } from 'vitest';
import { activity, category, summary, told } from './told.ts';

/** Words for one and the same thing that widespread systems send, with the mapping files of the repository. */

const ADL = 'http://adlnet.gov/expapi/verbs/';
const ADL_TYPE = 'http://adlnet.gov/expapi/activities/';
const TIN_CAN_TYPE = 'http://id.tincanapi.com/activitytype/';
const COURSE = activity('https://lms.example/courses/7', `${ADL_TYPE}course`);

describe('a finished course', () => {
  it.each([
    'http://id.tincanapi.com/verb/completed',
    'https://w3id.org/xapi/adl/verbs/completed',
    'https://w3id.org/xapi/dod-isd/verbs/completed',
  ])('told by %s', (verb) =>
    expect(summary(told('lms-alpha', verb, COURSE))).toMatchObject([
      'completed/unmapped-course',
      { learning_completed: true, activity_kind: 'course' },
    ]),
  );
  it.each([
    ['https://w3id.org/xapi/adl/verbs/passed', true],
    ['https://w3id.org/xapi/adl/verbs/failed', false],
  ])('%s tells the result', (verb, success) =>
    expect(summary(told('lms-alpha', verb, COURSE))[1]).toMatchObject({ topic: 'score', success }),
  );
});

describe('the kind of what is completed', () => {
  it.each([
    ['http://xapi.jisc.ac.uk/define/vle/course', 'course'],
    ['https://xapi.percipio.com/xapi/activity-type/curriculum', 'course'],
    ['https://xapi.percipio.com/xapi/activity-type/book', 'part'],
    [`${TIN_CAN_TYPE}legacy-learning-standard`, 'part'],
    [`${ADL_TYPE}simulation`, 'part'],
    [`${ADL_TYPE}performance`, 'part'],
    ['http://vocab.xapi.fr/activities/external-activity', 'part'],
    ['https://w3id.org/xapi/seriousgames/activity-types/level', 'part'],
    ['http://activitystrea.ms/schema/1.0/article', 'part'],
    ['http://xapi.jisc.ac.uk/vle/quiz', 'assessment'],
    [`${ADL_TYPE}assignment`, 'assessment'],
  ])('%s is a %s', (type, activity_kind) =>
    expect(summary(told('lms-alpha', `${ADL}completed`, activity('https://lms.example/x', type)))[1]).toMatchObject({
      learning_completed: true,
      activity_kind,
    }),
  );
});

describe('Activity Streams: receive', () => {
  const received = (type: string): readonly unknown[] =>
    summary(told('lms-alpha', 'http://activitystrea.ms/schema/1.0/receive', activity('https://lms.example/c/1', type)));
  it.each(['http://activitystrea.ms/schema/1.0/badge', 'http://adlnet.gov/expapi/activities/badge'])(
    'a badge (%s)',
    (type) => expect(received(type)).toMatchObject(['badge-earned', { kind: 'badge', assertion: 'asserted' }]),
  );
  it.each([
    'https://www.opigno.org/en/tincan_registry/activity_type/certificate',
    'http://adlnet.gov/expapi/activities/certificate',
  ])('a certificate (%s)', (type) =>
    expect(received(type)).toMatchObject(['certificate-earned', { kind: 'certificate', assertion: 'asserted' }]),
  );
  it('a message is none of both', () =>
    expect(received('http://activitystrea.ms/schema/1.0/alert')).toEqual(['platform-activity']));
});

describe('a credential', () => {
  const certificate = activity('https://lms.example/c/1', `${TIN_CAN_TYPE}certificate`);
  it('taken back by the TLA word for it', () =>
    expect(summary(told('lms-alpha', 'https://w3id.org/xapi/tla/verbs/revoked', certificate))).toMatchObject([
      'certificate-withdrawn',
      { kind: 'certificate', assertion: 'revoked' },
    ]));

  const section = activity('https://lms.example/courses/7/sections/2', `${TIN_CAN_TYPE}section`);
  const site = activity('https://lms.example/', `${TIN_CAN_TYPE}lms`);
  it.each([
    ['the course among its parents', { parent: [section, COURSE] }, 'https://lms.example/courses/7'],
    ['else the course that it is grouped under', { grouping: [site, COURSE] }, 'https://lms.example/courses/7'],
    ['a course before its section', { parent: section, grouping: COURSE }, 'https://lms.example/courses/7'],
    ['else the first parent, whatever it is', { parent: [section, site] }, 'https://lms.example/courses/7/sections/2'],
    ['not where it is grouped without a course', { grouping: [site] }, null],
  ])('was earned in %s', (_, contextActivities, course_id) => {
    const given = { context: { contextActivities } };
    expect(summary(told('lms-alpha', 'http://id.tincanapi.com/verb/earned', certificate, given))[1]).toMatchObject({
      course_id,
    });
    const badge = activity('https://lms.example/b/1', 'http://activitystrea.ms/schema/1.0/badge');
    expect(summary(told('lms-alpha', 'http://id.tincanapi.com/verb/earned', badge, given))[1]).toMatchObject({
      course_id,
    });
  });

  describe.each(['badgeclass', 'badgeclass.json'])('a badge by its class in the extension %s', (name) => {
    const badge_class = { '@id': 'https://lms.example/classes/1', issuer: 'https://lms.example/issuer' };
    const of = (host: string) => ({ [`http://${host}.openbadges.org/xapi/extensions/${name}`]: badge_class });
    const expected = {
      credential_id: badge_class['@id'],
      issuer: badge_class.issuer,
      badge_awarded: [{ badge_id: badge_class['@id'] }],
    };
    const BADGE = 'http://activitystrea.ms/schema/1.0/badge';
    const EARNED = 'http://specification.openbadges.org/xapi/verbs/earned';
    it.each(['specification', 'standard'])('of the activity, by %s.openbadges.org', (host) => {
      const badge = { id: 'https://lms.example/b/1', definition: { type: BADGE, extensions: of(host) } };
      expect(summary(told('lms-alpha', EARNED, badge))[1]).toMatchObject(expected);
    });
    it('of the context', () => {
      const given = { context: { extensions: of('specification') } };
      const badge = activity('https://lms.example/b/1', BADGE);
      expect(summary(told('lms-alpha', EARNED, badge, given))[1]).toMatchObject(expected);
    });
  });

  it.each(['badge', 'credential'])('that expires, in the words of the competency profile (%s)', (kind) => {
    const credential = activity('https://lms.example/c/2', `https://w3id.org/xapi/tla/activity-types/${kind}`);
    const given = {
      context: { extensions: { 'https://w3id.org/xapi/comp/contextextensions/expires': '2028-03-01T00:00:00Z' } },
    };
    expect(summary(told('lms-alpha', `${ADL}achieved`, credential, given))[1]).toMatchObject({
      expires_at: Date.UTC(2028, 2, 1),
    });
  });

  const LINK = 'http://id.tincanapi.com/extension/jws-certificate-location';
  it.each([
    ['https://lms.example/certificates/4711.pdf', { url: 'https://lms.example/certificates/4711.pdf' }],
    ['https://lms.example/keys/public.pem', null],
  ])('National eLearning Center: the link %s may be that of its document', (link, certificate_ref) => {
    const given = { context: { extensions: { [LINK]: link } } };
    const verdict = told('lms-alpha', 'http://id.tincanapi.com/verb/earned', certificate, given);
    expect(summary(verdict)[1]).toMatchObject({ certificate_ref });
  });
});

describe('progress', () => {
  const progressed = (result: object): readonly unknown[] =>
    summary(told('lms-alpha', `${ADL}progressed`, COURSE, { result }));
  const CMI5 = 'https://w3id.org/xapi/cmi5/result/extensions/progress';
  const VIDEO = 'https://w3id.org/xapi/video/extensions/progress';
  it.each([
    [{ completion: true, score: { scaled: 0.15 } }],
    [{ completion: true, extensions: { [CMI5]: 40 } }],
    [{ completion: true, extensions: { [CMI5]: '40' } }],
    [{ completion: true, extensions: { [VIDEO]: 0.5 } }],
  ])('%j is not the end, whatever "completion" means there', (result) =>
    expect(progressed(result)).toEqual(['not-completed']),
  );
  it.each([
    [{ completion: true }],
    [{ completion: true, score: { scaled: 1 } }],
    [{ completion: true, extensions: { [CMI5]: 100 } }],
    [{ completion: true, extensions: { [CMI5]: '100' } }],
    [{ completion: true, extensions: { [CMI5]: 'all' } }],
  ])('%j is the end', (result) =>
    expect(progressed(result)).toMatchObject([
      'completed-by-progress/unmapped-course',
      { topic: 'completion', learning_completed: true, score_event_id: null },
    ]),
  );
});

describe('what people do on a platform', () => {
  it.each([
    [`${ADL}viewed`, 'platform-activity'],
    [`${ADL}accessed`, 'platform-activity'],
    [`${ADL}submitted`, 'platform-activity'],
    [`${ADL}posted`, 'platform-activity'],
    [`${ADL}played`, 'media-playback'],
    [`${ADL}logged-in`, 'session'],
    ['https://w3id.org/xapi/audio/verbs/paused', 'media-playback'],
    ['https://w3id.org/xapi/virtual-classroom/verbs/raised-hand', 'platform-activity'],
    ['https://w3id.org/xapi/adl/verbs/terminated', 'session'],
    ['https://w3id.org/xapi/vle/verbs/voided-score', 'platform-activity'],
  ])('%s carries nothing (%s)', (verb, rule) =>
    expect(summary(told('lms-alpha', verb, activity('https://lms.example/x', `${ADL_TYPE}module`)))).toEqual([rule]),
  );
});

describe('SCORM as xAPI', () => {
  it('takes a result by words of its profile only', () => {
    const sco = activity('https://lms.example/sco/1', `${ADL_TYPE}lesson`);
    const result = { completion: true };
    const scorm = category('https://w3id.org/xapi/scorm');
    expect(
      summary(told('lms-alpha', 'https://w3id.org/xapi/adl/verbs/terminated', sco, { ...scorm, result })),
    ).toMatchObject(['scorm-attempt-ended', { learning_completed: true }]);
  });
});
