import { describe, expect, it } from 'vitest';
import { loadMappings, type MappingContext } from '../../../mappings/index.ts';

const mappings = loadMappings();
const from = (source: string): MappingContext => ({
  source: mappings.source(source)!,
  received_at: Date.UTC(2026, 2, 2),
});

const statement = {
  id: '5166a71d-d3a3-4369-bb60-bee8bb89bbe6',
  actor: { account: { homePage: 'https://lms-alpha.example/', name: '7' } },
  verb: { id: 'http://adlnet.gov/expapi/verbs/completed' },
  object: {
    id: 'https://lms-alpha.example/courses/sql-essentials',
    definition: { name: { fr: 'SQL', 'en-US': 'SQL Essentials' }, type: 'http://adlnet.gov/expapi/activities/course' },
  },
  result: { completion: true, success: true, score: { scaled: 0.8 }, duration: 'PT1H' },
  context: { registration: 'EC531277-B57B-4C15-8D91-D292C5B2B8F7' },
  timestamp: '2026-03-01T11:00:00+01:00',
};

describe('completion', () => {
  const { apply } = mappings.fieldMap('completion');

  it('fills every field that the service does not supply', () => {
    expect(apply(statement, from('lms-alpha'))).toEqual({
      kind: 'mapped',
      fields: {
        course_id: 'https://lms-alpha.example/courses/sql-essentials',
        course_name: 'SQL Essentials',
        activity_type: 'http://adlnet.gov/expapi/activities/course',
        learning_completed: true,
        completed_at: Date.UTC(2026, 2, 1, 10),
        success: true,
        duration: 'PT1H',
        registration: 'ec531277-b57b-4c15-8d91-d292c5b2b8f7',
      },
    });
  });

  it('leaves open what the statement does not say, null included', () => {
    const bare = { object: { id: 'urn:x:1' }, result: { score: {}, completion: null }, timestamp: statement.timestamp };
    expect(apply(bare, from('lms-alpha'))).toMatchObject({
      fields: { course_name: null, learning_completed: null, success: null },
    });
  });

  it('takes the first of its alternatives that finds a time', () => {
    const { timestamp, ...timeless } = statement;
    expect(apply({ ...timeless, stored: '2026-03-01T10:00:07Z' }, from('lms-alpha'))).toMatchObject({
      fields: { completed_at: Date.UTC(2026, 2, 1, 10, 0, 7) },
    });
    expect(apply(timeless, from('lms-alpha'))).toMatchObject({ fields: { completed_at: Date.UTC(2026, 2, 2) } });
    expect(timestamp).toBeDefined();
  });

  it('does not pass over a time that is wrong', () => {
    const wrong = { ...statement, timestamp: '2026-02-30T10:00:00Z', stored: '2026-03-01T10:00:07Z' };
    expect(apply(wrong, from('lms-alpha'))).toEqual({
      kind: 'rejected',
      code: 'time_form',
      reason: 'no ISO 8601 date and time',
      path: '$.timestamp',
    });
  });

  it('gives objects of their own, that are the same for the same input', () => {
    const [first, second] = [apply(statement, from('lms-alpha')), apply(statement, from('lms-alpha'))];
    expect(first).toEqual(second);
    expect(first).not.toBe(second);
  });

  it.each([[null], [undefined], ['text'], [[]], [{ object: null }], [{ object: 'course' }]])('refuses %j', (source) => {
    expect(apply(source, from('lms-alpha'))).toEqual({
      kind: 'rejected',
      code: 'field_missing',
      reason: 'required, and absent or null',
      path: '$.object.id',
    });
  });
});

describe('score', () => {
  const { apply } = mappings.fieldMap('score');

  it('fills what the map of completions does not say', () => {
    expect(apply(statement, from('lms-alpha'))).toEqual({
      kind: 'mapped',
      fields: {
        score: 80,
        grading_scale: { name: 'scaled_0_1', raw: null, min: null, max: null, scaled: 0.8 },
        attempt: null,
      },
    });
  });

  it('reads the same score by the convention of its source', () => {
    expect(apply(statement, from('lms-beta'))).toMatchObject({ fields: { score: 90 } });
  });

  it('leaves open what the statement does not say', () => {
    expect(apply({ ...statement, result: { score: {} } }, from('lms-alpha'))).toMatchObject({
      fields: { score: null, grading_scale: null, attempt: null },
    });
  });

  it.each([
    [{ context: { extensions: { 'http://id.tincanapi.com/extension/attempt-id': '3' } } }, 3],
    [{ context: { extensions: { 'http://xapi.jisc.ac.uk/attempt': 'Attempt 26' } } }, 26],
    [{ context: { extensions: { 'http://id.tincanapi.com/extension/attempt-id': 48_213 } } }, null],
    [
      {
        object: {
          id: statement.object.id,
          definition: { extensions: { 'http://id.tincanapi.com/extension/attempt-id': 2 } },
        },
      },
      2,
    ],
  ])('numbers the attempt of %j: %s', (given, attempt) =>
    expect(apply({ ...statement, ...given }, from('lms-alpha'))).toMatchObject({ fields: { attempt } }),
  );

  it('says where the fault is, down to the part of a score', () => {
    const wrong = { ...statement, result: { score: { raw: 11, min: 0, max: 10 } } };
    expect(apply(wrong, from('lms-alpha'))).toMatchObject({ code: 'score_out_of_range', path: '$.result.score.raw' });
  });
});

describe('enrollment', () => {
  const { apply } = mappings.fieldMap('enrollment');
  const change = { course_id: 'SEC-101', course_name: ' ', status: 'In Progress', occurred_at: 1_772_359_200_000 };

  it('names the course as completions do, and keeps the word of the source', () => {
    expect(apply(change, from('lms-beta'))).toEqual({
      kind: 'mapped',
      fields: {
        course_id: 'urn:lms-beta:course:SEC-101',
        course_name: null,
        enrollment_state: 'active',
        source_status: 'In Progress',
        changed_at: 1_772_359_200_000,
      },
    });
  });

  it('refuses a word of another vocabulary', () => {
    expect(apply(change, from('openedx'))).toMatchObject({ code: 'enrollment_status_unknown', path: '$.status' });
  });
});

describe('member', () => {
  const { apply } = mappings.fieldMap('member');
  const event = { employee_id: 'E-1', effective_at: 1_772_359_200_000 };

  it('brings the address into one form', () => {
    const worker = { email: 'Ada.L+news@Northwind.Example', employment_kind: 'contractor' };
    expect(apply({ ...event, worker }, from('hris-core'))).toEqual({
      kind: 'mapped',
      fields: {
        member_id: 'E-1',
        employment_kind: 'contractor',
        email: 'ada.l@northwind.example',
        as_of: 1_772_359_200_000,
      },
    });
  });

  it('leaves open what an event does not say, an empty address included', () => {
    for (const worker of [null, { email: '' }, { email: ' ', employment_kind: null }]) {
      expect(apply({ ...event, worker }, from('hris-core'))).toMatchObject({
        fields: { email: null, employment_kind: null },
      });
    }
  });

  it('refuses a word that the target does not know, and never repeats an address', () => {
    expect(apply({ ...event, worker: { employment_kind: 'intern' } }, from('hris-core'))).toMatchObject({
      code: 'field_word',
      path: '$.worker.employment_kind',
    });
    const refused = apply({ ...event, worker: { email: 'ada.l@' } }, from('hris-core'));
    expect(JSON.stringify(refused)).not.toContain('ada');
  });
});

describe('credentials', () => {
  const badge_class = {
    '@id': 'http://www.example.com/badgeclass/1',
    criteria: 'https://www.example.com/criteria/1',
    image: 'http://www.example.com/badgeimage/1.png',
    issuer: 'http://www.example.com/issuer/1',
  };
  const badge = {
    object: {
      id: 'www.example.com/badge/1',
      definition: {
        name: { 'en-US': 'Name of the badge' },
        description: { 'en-US': 'Description of the badge.' },
        type: 'http://activitystrea.ms/schema/1.0/badge',
        extensions: { 'http://specification.openbadges.org/xapi/extensions/badgeclass': badge_class },
      },
    },
    timestamp: '2026-03-01T10:00:00Z',
  };

  it('reads the badge of the Open Badges recipe for xAPI', () => {
    expect(mappings.fieldMap('badge').apply(badge, from('openedx'))).toEqual({
      kind: 'mapped',
      fields: {
        credential_id: 'http://www.example.com/badgeclass/1',
        name: 'Name of the badge',
        badge_awarded: [
          {
            badge_id: 'http://www.example.com/badgeclass/1',
            name: 'Name of the badge',
            description: 'Description of the badge.',
            criteria_url: 'https://www.example.com/criteria/1',
            image_url: null,
            issued_at: Date.UTC(2026, 2, 1, 10),
          },
        ],
        certificate_ref: null,
        issuer: 'http://www.example.com/issuer/1',
        issued_at: Date.UTC(2026, 2, 1, 10),
        expires_at: null,
        course_id: null,
      },
    });
  });

  it('reads a badge class that stands in the context', () => {
    const { extensions, ...definition } = badge.object.definition;
    const moved = { ...badge, object: { id: 'urn:badge:1', definition }, context: { extensions } };
    expect(mappings.fieldMap('badge').apply(moved, from('openedx'))).toMatchObject({
      fields: {
        credential_id: badge_class['@id'],
        badge_awarded: [{ badge_id: badge_class['@id'] }],
        issuer: badge_class.issuer,
      },
    });
  });

  const { apply } = mappings.fieldMap('certificate');
  const attachment = {
    usageType: 'http://id.tincanapi.com/attachment/certificate-of-completion',
    fileUrl: 'https://lms-alpha.example/certificates/7.pdf',
  };

  it('finds the attached certificate of a completed course among other attachments', () => {
    const attachments = [{ usageType: 'https://x.example/other', fileUrl: 'https://x.example/1.pdf' }, attachment];
    expect(apply({ ...statement, attachments }, from('lms-alpha'))).toEqual({
      kind: 'mapped',
      fields: {
        credential_id: statement.object.id,
        name: 'SQL Essentials',
        badge_awarded: [],
        certificate_ref: { url: attachment.fileUrl, retention_days: 3650 },
        issuer: 'https://lms-alpha.example/',
        issued_at: Date.UTC(2026, 2, 1, 10),
        expires_at: null,
        course_id: statement.object.id,
      },
    });
  });

  it('does not take a course for its certificate, though it is a PDF', () => {
    const reading = { ...statement, object: { id: 'https://lms-alpha.example/handbook.pdf' } };
    expect(apply(reading, from('lms-alpha'))).toMatchObject({ fields: { certificate_ref: null } });
  });

  it('takes a certificate that is named by its document, and the course it belongs to', () => {
    const type = 'https://www.opigno.org/en/tincan_registry/activity_type/certificate';
    const earned = {
      object: { id: 'https://lms-beta.example/certificates/7.pdf', definition: { type } },
      context: { contextActivities: { parent: { id: 'urn:lms-beta:course:LOG-201' } } },
      timestamp: '2026-03-01T10:00:00Z',
    };
    expect(apply(earned, from('lms-beta'))).toMatchObject({
      fields: {
        certificate_ref: { url: 'https://lms-beta.example/certificates/7.pdf', retention_days: 1825 },
        course_id: 'urn:lms-beta:course:LOG-201',
      },
    });
  });

  it('refuses a link that is not https', () => {
    const attachments = [{ ...attachment, fileUrl: 'http://lms-alpha.example/7.pdf' }];
    expect(apply({ ...statement, attachments }, from('lms-alpha'))).toMatchObject({
      code: 'url_form',
      path: "$.attachments[usageType='http://id.tincanapi.com/attachment/certificate-of-completion'].fileUrl",
    });
  });
});
