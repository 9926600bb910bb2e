import { describe, expect, it } from 'vitest';
import { accepts, faultOf, fullWith, refuses } from './checks.ts';
import { least } from './samples.ts';

describe('a result (Data 2.4.5)', () => {
  refuses([
    ['result', 'passed', 'xapi_type', '$.result', 'XAPI-00006'],
    ['result.success', 'true', 'xapi_type', '$.result.success', 'XAPI-00074'],
    ['result.completion', 1, 'xapi_type', '$.result.completion', 'XAPI-00075'],
    ['result.response', 7, 'xapi_type', '$.result.response', 'XAPI-00076'],
    ['result.score', 90, 'xapi_type', '$.result.score', 'XAPI-00079'],
    ['result.score.raw', '90', 'xapi_type', '$.result.score.raw', 'XAPI-00082'],
    ['result.score.raw', 101, 'xapi_score', '$.result.score', 'XAPI-00082'],
    ['result.score.raw', -1, 'xapi_score', '$.result.score', 'XAPI-00082'],
    ['result.score.max', 0, 'xapi_score', '$.result.score', 'XAPI-00081'],
    ['result.score.scaled', 1.01, 'xapi_score', '$.result.score', 'XAPI-00083'],
    ['result.score.scaled', -1.00001, 'xapi_score', '$.result.score', 'XAPI-00083'],
    ['result.score.percent', 90, 'xapi_unknown_property', '$.result.score', 'XAPI-00010'],
    ['result.extensions', 'x', 'xapi_type', '$.result.extensions', 'XAPI-00078'],
    ['result.extensions', { tries: 2 }, 'xapi_iri', '$.result.extensions', 'XAPI-00118'],
  ]);
  it('refuses numbers that JSON has and IEEE 754 has not', () => {
    expect(faultOf({ ...least(), result: JSON.parse('{"score":{"raw":1e999}}') })?.[0]).toBe('xapi_type');
  });
  accepts([
    ['result.score', { scaled: -1 }],
    ['result.score', { raw: 7 }],
    ['result.extensions', { 'x:y': null, 'x:z': '', 'x:a': {} }],
  ]);
});

describe('extensions (Data 4.1)', () => {
  const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
  it('have values of any kind, but not of any depth', () => {
    expect(fullWith('result.extensions', { 'x:y': nested(200) })).toBe(null);
    expect(fullWith('result.extensions', { 'x:y': nested(100_000) })).toEqual([
      'xapi_too_deep',
      '$.result.extensions',
      null,
    ]);
  });
});

describe('a context (Data 2.4.6)', () => {
  refuses([
    ['context.registration', 'x', 'xapi_uuid', '$.context.registration', 'XAPI-00087'],
    ['context.instructor', 'x', 'xapi_type', '$.context.instructor', 'XAPI-00087'],
    ['context.team', { mbox: 'mailto:a@b.example' }, 'xapi_object_type', '$.context.team.objectType', 'XAPI-00088'],
    ['context.contextActivities', 'x', 'xapi_type', '$.context.contextActivities', 'XAPI-00086'],
    ['context.contextActivities.sibling', [], 'xapi_unknown_property', '$.context.contextActivities', 'XAPI-00093'],
    ['context.contextActivities.other', [{}], 'xapi_missing', '$.context.contextActivities.other[0]', 'XAPI-00047'],
    ['context.revision', 7, 'xapi_type', '$.context.revision', 'XAPI-00089'],
    ['context.platform', 7, 'xapi_type', '$.context.platform', 'XAPI-00090'],
    ['context.language', 7, 'xapi_type', '$.context.language', 'XAPI-00091'],
    ['context.language', 'something', 'xapi_language_tag', '$.context.language', 'XAPI-00013'],
    [
      'context.statement',
      { id: '6690e6c9-3ef0-4ed3-8b37-7f3964730bee' },
      'xapi_missing',
      '$.context.statement',
      'XAPI-00092',
    ],
    ['context.contextAgents', [], 'xapi_unknown_property', '$.context.contextAgents', 'XAPI-00010'],
  ]);
});

describe('an authority (Data 2.4.9)', () => {
  const one = { mbox: 'mailto:a@b.example' };
  const two = { account: { homePage: 'https://lms.example/oauth', name: 'app' } };
  refuses([
    ['authority', 'x', 'xapi_type', '$.authority', 'XAPI-00024'],
    ['authority', { objectType: 'Group', member: [one] }, 'xapi_authority', '$.authority', 'XAPI-00098'],
    ['authority', { objectType: 'Group', member: [one, two, one] }, 'xapi_authority', '$.authority', 'XAPI-00098'],
    ['authority', { objectType: 'Group', ...one, member: [one, two] }, 'xapi_authority', '$.authority', 'XAPI-00098'],
    ['authority', { objectType: 'Group', ...one }, 'xapi_authority', '$.authority', 'XAPI-00098'],
  ]);
  accepts([['authority', { objectType: 'Group', member: [one, two] }]]);
});

describe('an attachment (Data 2.4.11, 2.6)', () => {
  refuses([
    ['attachments', {}, 'xapi_type', '$.attachments', 'XAPI-00025'],
    ['attachments.0', 'x', 'xapi_type', '$.attachments[0]', 'XAPI-00006'],
    ['attachments.0.usageType', 'x', 'xapi_iri', '$.attachments[0].usageType', 'XAPI-00107'],
    ['attachments.0.display', undefined, 'xapi_missing', '$.attachments[0]', 'XAPI-00106'],
    ['attachments.0.contentType', 'pdf', 'xapi_media_type', '$.attachments[0].contentType', 'XAPI-00105'],
    ['attachments.0.length', '27', 'xapi_type', '$.attachments[0].length', 'XAPI-00102'],
    ['attachments.0.length', 2.5, 'xapi_type', '$.attachments[0].length', 'XAPI-00102'],
    ['attachments.0.sha2', 7, 'xapi_type', '$.attachments[0].sha2', 'XAPI-00103'],
    ['attachments.1.fileUrl', '/file', 'xapi_iri', '$.attachments[1].fileUrl', 'XAPI-00104'],
    [
      'attachments.0.usageType',
      'http://adlnet.gov/expapi/attachments/signature',
      'xapi_signature',
      '$.attachments[0]',
      'XAPI-00115',
    ],
  ]);
  accepts([
    ['attachments', []],
    ['attachments.0.contentType', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ]);
});

describe('xAPI 2.0 (IEEE 9274.1.1)', () => {
  const agent = { mbox: 'mailto:a@b.example' };
  const group = { objectType: 'Group', mbox: 'mailto:a@b.example' };
  const relevantTypes = ['https://x.example/mentor'];
  const version2 = (context: unknown) => faultOf({ ...least(), version: '2.0.0', context });

  it('has context agents and groups, in statements of its version and of none', () => {
    const context = {
      contextAgents: [
        { objectType: 'contextAgent', agent, relevantTypes },
        { objectType: 'contextAgent', agent },
      ],
      contextGroups: [{ objectType: 'contextGroup', group, relevantTypes }],
    };
    expect(version2(context)).toBe(null);
    expect(faultOf({ ...least(), context })).toBe(null);
    expect(faultOf({ ...least(), version: '1.0.3', context })?.[0]).toBe('xapi_unknown_property');
  });
  it('takes timestamps in the form of RFC 3339 only, as 1.0 does not ask for', () => {
    expect(faultOf({ ...least(), version: '2.0.0', timestamp: '2026-01-31T09:30:00+01:00' })).toBe(null);
    for (const timestamp of ['2026-01-31T09:30:00', '20260131T093000Z', '2026-01-31T09:30Z', '2026-01-31T24:00:00Z']) {
      expect(faultOf({ ...least(), version: '2.0.0', timestamp })?.[0]).toBe('xapi_timestamp');
      expect(faultOf({ ...least(), timestamp })).toBe(null);
    }
  });
});
