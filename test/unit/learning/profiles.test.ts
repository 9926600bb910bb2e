import { describe, expect, it } from 'vitest';
import { loadMappings } from '../../../mappings/index.ts';
import type { PureRunner, Verdict } from '../../support/pure-runner.ts';
import { createRunner, feed, hashAlias, ID, marketplaceRecords } from './fixtures.ts';

const mappings = loadMappings();
const runner = (): PureRunner => createRunner({ mappings, hashAlias });

const ADL = 'http://adlnet.gov/expapi/verbs';
const COURSE_TYPE = 'http://adlnet.gov/expapi/activities/course';
const CMI5 = { contextActivities: { category: [{ id: 'https://w3id.org/xapi/cmi5/context/categories/cmi5' }] } };
const SCORM = { contextActivities: { category: { id: 'https://w3id.org/xapi/scorm' } } };
const VIDEO = { contextActivities: { category: [{ id: 'https://w3id.org/xapi/video' }] } };
const TINCAN_CERTIFICATE = 'http://id.tincanapi.com/attachment/certificate-of-completion';

/** Jane's statement about a course, as a system with the policy of `source` sends it. */
const told = (verb: string, given: object = {}, source = 'lms-alpha'): Verdict =>
  feed(
    runner(),
    {
      id: ID,
      actor: { mbox: 'mailto:jane@corp.example' },
      verb: { id: verb },
      object: { id: 'https://lms-alpha.example/courses/sql-essentials', definition: { type: COURSE_TYPE } },
      timestamp: '2026-03-01T11:30:00+01:00',
      ...given,
    },
    source,
  );

/** Topics of what was published, each with the fields that a test looks at. */
const published = (verdict: Verdict): readonly object[] =>
  marketplaceRecords(verdict).map(({ topic, value }) => ({ topic, ...value }));
const recordOf = (verdict: Verdict, name: string): object | undefined =>
  published(verdict).find((each) => 'topic' in each && each.topic === name);
const completionOf = (verdict: Verdict): object | undefined => recordOf(verdict, 'marketplace.completion');
const scoreOf = (verdict: Verdict): object | undefined => recordOf(verdict, 'marketplace.score');

describe('with the mapping files of the repository', () => {
  it('a completed course is a completion, its score, its skills, and the certificate that is attached', () => {
    const attachments = [
      {
        usageType: TINCAN_CERTIFICATE,
        display: { en: 'Certificate' },
        contentType: 'application/pdf',
        length: 1,
        sha2: 'a'.repeat(64),
        fileUrl: 'https://lms-alpha.example/certificates/4711.pdf',
      },
    ];
    const records = published(
      told(`${ADL}/completed`, { attachments, result: { score: { raw: 42, min: 0, max: 50 } } }),
    );
    expect(records).toMatchObject([
      {
        topic: 'marketplace.completion',
        learning_completed: true,
        completed_at: Date.UTC(2026, 2, 1, 10, 30),
        rule: 'completed',
      },
      {
        topic: 'marketplace.score',
        score: 84,
        grading_scale: { name: 'raw', raw: 42, min: 0, max: 50, scaled: null },
        rule: 'completed',
      },
      { topic: 'marketplace.skill', framework: 'ESCO', label: 'SQL', assertion: 'asserted' },
      {
        topic: 'marketplace.credential',
        kind: 'certificate',
        certificate_ref: { url: 'https://lms-alpha.example/certificates/4711.pdf', retention_days: 3650 },
      },
    ]);
  });

  it('a scaled score alone is read by the convention of its source', () => {
    const result = { success: true, score: { scaled: 0.8 } };
    const score = (source: string) => scoreOf(told(`${ADL}/passed`, { result }, source));
    expect(score('lms-alpha')).toMatchObject({ score: 80, grading_scale: { name: 'scaled_0_1', scaled: 0.8 } });
    expect(score('lms-beta')).toMatchObject({ score: 90, grading_scale: { name: 'scaled_-1_1', scaled: 0.8 } });
  });

  it('numbers in quotes are taken from sources that are known for them, and from no other', () => {
    const result = { score: { raw: '42', min: '0', max: '50' } };
    expect(scoreOf(told(`${ADL}/passed`, { result }, 'lms-beta'))).toMatchObject({ score: 84 });
    expect(told(`${ADL}/passed`, { result }, 'lms-alpha')).toMatchObject({
      code: 'xapi_type',
      path: '$.result.score.raw',
    });
    const words = { score: { raw: 'forty' } };
    expect(told(`${ADL}/passed`, { result: words }, 'lms-beta')).toMatchObject({ code: 'xapi_type' });
  });

  it('passing is an assessment, and completing only where the result says so', () => {
    expect(completionOf(told(`${ADL}/passed`))).toBeUndefined();
    expect(scoreOf(told(`${ADL}/passed`))).toMatchObject({ success: true, score: null });
    expect(completionOf(told(`${ADL}/passed`, { result: { completion: true } }))).toMatchObject({
      learning_completed: true,
    });
    expect(completionOf(told(`${ADL}/failed`))).toBeUndefined();
    expect(scoreOf(told(`${ADL}/failed`))).toMatchObject({ success: false, score: null });
  });

  it('cmi5 counts completed, satisfied and waived', () => {
    const result = { completion: true, duration: 'PT1H' };
    expect(told(`${ADL}/completed`, { context: CMI5, result })).toMatchObject({
      kind: 'published',
      rule: 'cmi5-completed',
    });
    expect(completionOf(told('https://w3id.org/xapi/adl/verbs/satisfied', { context: CMI5 }))).toMatchObject({
      learning_completed: true,
      rule: 'cmi5-satisfied',
    });
    expect(published(told('https://w3id.org/xapi/adl/verbs/waived', { context: CMI5 }))).toMatchObject([
      { topic: 'marketplace.completion', learning_completed: true, rule: 'cmi5-waived' },
    ]);
  });

  it('SCORM counts what the result of the ended attempt says', () => {
    const result = { completion: true, success: true, score: { scaled: 1 } };
    const verdict = told(`${ADL}/terminated`, { context: SCORM, result });
    expect(completionOf(verdict)).toMatchObject({ learning_completed: true, success: true });
    expect(scoreOf(verdict)).toMatchObject({ success: true, score: 100 });
    expect(told(`${ADL}/terminated`, { context: SCORM })).toEqual({ kind: 'ignored', rule: 'not-completed' });
  });

  it('a completed video or question is no completed course', () => {
    const question = { id: 'x:q', definition: { type: 'http://adlnet.gov/expapi/activities/cmi.interaction' } };
    expect(told(`${ADL}/completed`, { context: VIDEO }).kind).toBe('ignored');
    expect(told(`${ADL}/passed`, { object: question })).toEqual({ kind: 'ignored', rule: 'question-result' });
  });

  it('an earned badge is a credential with its metadata', () => {
    const badge_class = {
      '@id': 'https://lms-alpha.example/badge-classes/data-hero',
      criteria: 'https://lms-alpha.example/badges/data-hero/criteria',
    };
    const object = {
      id: 'https://lms-alpha.example/badges/data-hero',
      definition: {
        type: 'http://activitystrea.ms/schema/1.0/badge',
        name: { en: 'Data Hero' },
        extensions: { 'http://specification.openbadges.org/xapi/extensions/badgeclass': badge_class },
      },
    };
    expect(published(told('http://specification.openbadges.org/xapi/verbs/earned', { object }))).toMatchObject([
      {
        topic: 'marketplace.credential',
        kind: 'badge',
        credential_id: badge_class['@id'],
        badge_awarded: [{ badge_id: badge_class['@id'], name: 'Data Hero', criteria_url: badge_class.criteria }],
      },
    ]);
  });

  it('a badge ends and renews as its row says, unless the statement names an end itself', () => {
    const renewing = {
      ...mappings,
      credentialPolicy: () => ({ name: 'Refresher', validity_months: 12, renews: 'urn:x:a' }),
    };
    const earned = (result?: object): object | undefined => {
      const statement = {
        id: ID,
        actor: { mbox: 'mailto:jane@corp.example' },
        verb: { id: 'http://specification.openbadges.org/xapi/verbs/earned' },
        object: { id: 'urn:x:b', definition: { type: 'http://activitystrea.ms/schema/1.0/badge' } },
        timestamp: '2026-03-01T10:30:00Z',
        ...(result === undefined ? {} : { result }),
      };
      const verdict = feed(createRunner({ mappings: renewing, hashAlias }), statement, 'lms-alpha');
      return published(verdict)[0];
    };
    const ends_at = Date.UTC(2027, 2, 1, 10, 30);
    expect(earned()).toMatchObject({ name: 'Refresher', renews: 'urn:x:a', expires_at: ends_at });
    const extensions = { 'https://lms-alpha.example/xapi/extensions/expires-at': '2028-01-01T00:00:00Z' };
    expect(earned({ extensions })).toMatchObject({ renews: 'urn:x:a', expires_at: Date.UTC(2028, 0, 1) });
  });
  it('a voiding statement is told to the voiding service', () => {
    const object = { objectType: 'StatementRef', id: ID };
    expect(told(`${ADL}/voided`, { id: '1b9c2f0e-6f0a-4c38-9f1e-2f4c8a1d7e55', object })).toMatchObject({
      kind: 'published',
      rule: 'statement-voiding',
      records: [{ topic: 'learning.statement', key: ID }],
    });
  });
});
