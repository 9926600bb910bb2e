import { describe, expect, it } from 'vitest';
import { activity, summary, told } from './told.ts';

/** Words for one and the same thing that widespread systems send, with the mapping files of the repository. */

const ADL_TYPE = 'http://adlnet.gov/expapi/activities/';
const TIN_CAN_TYPE = 'http://id.tincanapi.com/activitytype/';
const COURSE = activity('https://lms.example/courses/7', `${ADL_TYPE}course`);

describe('a credential', () => {
  const certificate = activity('https://lms.example/c/1', `${TIN_CAN_TYPE}certificate`);
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
