import { describe, expect, it } from 'vitest';
import { validate } from '../../../../services/learning/xapi/validate.ts';
import { changed, full, least } from './samples.ts';

type Expected = readonly [code: string, path: string, requirement: string | null];

const faultOf = (statement: unknown): Expected | null => {
  const fault = validate(statement);
  return fault && [fault.code, `$${fault.path}`, fault.requirement];
};
const fullWith = (path: string, value: unknown) => faultOf(changed(full(), path, value));
const leastWith = (path: string, value: unknown) => faultOf(changed(least(), path, value));

type Row = readonly [path: string, value: unknown, code: string, at: string, requirement: string | null];
const refuses = (rows: readonly Row[]): void => {
  it.each(rows)('refuses %s = %j with %s at %s (%s)', (path, value, code, at, requirement) => {
    expect(fullWith(path, value)).toEqual([code, at, requirement]);
  });
};
const accepts = (rows: readonly (readonly [path: string, value: unknown])[]): void => {
  it.each(rows)('accepts %s = %j', (path, value) => expect(fullWith(path, value)).toBe(null));
};

describe('a statement (Data 2.2, 2.4)', () => {
  it('may have every property, or only those that must be there', () => {
    expect(faultOf(full())).toBe(null);
    expect(faultOf(least())).toBe(null);
  });
  it.each([[null], ['text'], [7], [true], [[least()]]])('is not %j', (value) => {
    expect(faultOf(value)).toEqual(['xapi_type', '$', 'XAPI-00014']);
  });
  refuses([
    ['actor', undefined, 'xapi_missing', '$', 'XAPI-00003'],
    ['verb', undefined, 'xapi_missing', '$', 'XAPI-00004'],
    ['object', undefined, 'xapi_missing', '$', 'XAPI-00005'],
    ['verb', null, 'xapi_null', '$.verb', 'XAPI-00001'],
    ['result.success', null, 'xapi_null', '$.result.success', 'XAPI-00001'],
    ['attachments.0', null, 'xapi_null', '$.attachments[0]', 'XAPI-00001'],
    ['verb.display.en', null, 'xapi_null', '$.verb.display', 'XAPI-00001'],
    ['Timestamp', '2026-01-31T09:30:00Z', 'xapi_unknown_property', '$', 'XAPI-00008'],
    ['mood', 'good', 'xapi_unknown_property', '$', 'XAPI-00010'],
    ['id', 7, 'xapi_type', '$.id', 'XAPI-00029'],
    ['id', 'fd41c918-b88b-4b20-a0a5-a4c32391aaa', 'xapi_uuid', '$.id', 'XAPI-00030'],
    ['id', '{fd41c918-b88b-4b20-a0a5-a4c32391aaa0}', 'xapi_uuid', '$.id', 'XAPI-00030'],
    ['version', '1.1.0', 'xapi_version', '$.version', 'XAPI-00101'],
    ['version', '0.95', 'xapi_version', '$.version', 'XAPI-00101'],
    ['version', 1, 'xapi_type', '$.version', 'XAPI-00101'],
  ]);
  accepts([
    ['id', 'FD41C918-B88B-4B20-A0A5-A4C32391AAA0'],
    ['id', '12345678-1234-5678-1234-567812345678'],
    ['version', '1.0'],
    ['version', '1.0.9'],
    ['version', '2.0.0'],
    ['result', {}],
    ['context', {}],
  ]);
  it('never has its own text in a fault', () => {
    const secret = 'jane.doe@private.example';
    for (const path of [
      secret,
      `object.definition.name.${secret}`,
      `context.extensions.${secret}`,
      'actor.objectType',
    ]) {
      const fault = validate(changed(full(), path, secret));
      expect(fault).not.toBe(null);
      expect(JSON.stringify(fault)).not.toContain('jane');
    }
  });
});

describe('an actor (Data 2.4.2)', () => {
  const mbox = 'mailto:a@b.example';
  refuses([
    ['actor', 'Jane', 'xapi_type', '$.actor', 'XAPI-00006'],
    ['actor', [], 'xapi_type', '$.actor', 'XAPI-00006'],
    ['actor.objectType', 'agent', 'xapi_object_type', '$.actor.objectType', 'XAPI-00031'],
    ['actor.objectType', 'Activity', 'xapi_object_type', '$.actor.objectType', 'XAPI-00031'],
    ['actor.objectType', 7, 'xapi_type', '$.actor.objectType', 'XAPI-00032'],
    ['actor.objectType', null, 'xapi_null', '$.actor.objectType', 'XAPI-00001'],
    ['actor.name', 7, 'xapi_type', '$.actor.name', 'XAPI-00033'],
    ['actor.account', undefined, 'xapi_actor_ifi', '$.actor', 'XAPI-00034'],
    ['actor.mbox', mbox, 'xapi_actor_ifi', '$.actor', 'XAPI-00034'],
    ['actor.member', [], 'xapi_unknown_property', '$.actor', 'XAPI-00010'],
    ['actor.account.name', undefined, 'xapi_missing', '$.actor.account', 'XAPI-00043'],
    ['actor.account.homePage', undefined, 'xapi_missing', '$.actor.account', 'XAPI-00042'],
    ['actor.account.homePage', 'lms.example', 'xapi_iri', '$.actor.account.homePage', 'XAPI-00042'],
    ['actor', { mbox: 'a@b.example' }, 'xapi_mbox', '$.actor.mbox', 'XAPI-00038'],
    ['actor', { mbox: 'mailto:b.example' }, 'xapi_mbox', '$.actor.mbox', 'XAPI-00038'],
    ['actor', { mbox_sha1sum: 'abc' }, 'xapi_mbox_sha1sum', '$.actor.mbox_sha1sum', 'XAPI-00039'],
    ['actor', { openid: 'no uri' }, 'xapi_iri', '$.actor.openid', 'XAPI-00040'],
    ['actor', { objectType: 'Group' }, 'xapi_group_member', '$.actor', 'XAPI-00035'],
    ['actor', { objectType: 'Group', member: [] }, 'xapi_group_member', '$.actor', 'XAPI-00035'],
    ['actor', { objectType: 'Group', member: {} }, 'xapi_type', '$.actor.member', 'XAPI-00036'],
    ['actor', { objectType: 'Group', member: ['x'] }, 'xapi_type', '$.actor.member[0]', 'XAPI-00034'],
    [
      'actor',
      { objectType: 'Group', member: [{ mbox }, { objectType: 'Group', mbox }] },
      'xapi_group_member',
      '$.actor.member[1]',
      'XAPI-00036',
    ],
    ['actor', { objectType: 'Group', mbox, openid: 'https://a.example/' }, 'xapi_actor_ifi', '$.actor', 'XAPI-00037'],
  ]);
  accepts([
    ['actor', { mbox: 'MAILTO:Jane+tag@B.example' }],
    ['actor', { mbox: 'mailto:用户@例子.广告' }],
    ['actor', { mbox_sha1sum: 'CD9B00A5611F94EAA7B1661EDAB976068E364975' }],
    ['actor', { objectType: 'Group', member: [{ mbox }] }],
    ['actor', { objectType: 'Group', mbox }],
  ]);
});

describe('an object (Data 2.4.4)', () => {
  const ref = { objectType: 'StatementRef', id: '6690e6c9-3ef0-4ed3-8b37-7f3964730bee' };
  const sub = { ...least(), objectType: 'SubStatement' };
  refuses([
    ['object', 'course', 'xapi_type', '$.object', 'XAPI-00006'],
    ['object.id', undefined, 'xapi_missing', '$.object', 'XAPI-00047'],
    ['object.id', 'courses/7', 'xapi_iri', '$.object.id', 'XAPI-00047'],
    ['object.id', 'https://lms.example/my course', 'xapi_iri', '$.object.id', 'XAPI-00047'],
    ['object.objectType', 'activity', 'xapi_object_type', '$.object.objectType', 'XAPI-00046'],
    ['object.objectType', null, 'xapi_null', '$.object.objectType', 'XAPI-00001'],
    ['object.definition', 'x', 'xapi_type', '$.object.definition', 'XAPI-00048'],
    ['object.definition.name', 'x', 'xapi_type', '$.object.definition.name', 'XAPI-00056'],
    ['object.definition.type', 'course', 'xapi_iri', '$.object.definition.type', 'XAPI-00060'],
    ['object.definition.moreInfo', 'about', 'xapi_iri', '$.object.definition.moreInfo', 'XAPI-00061'],
    [
      'object.definition.interactionType',
      'Choice',
      'xapi_interaction_type',
      '$.object.definition.interactionType',
      'XAPI-00049',
    ],
    ['object.definition.interactionType', undefined, 'xapi_interaction_type', '$.object.definition', 'XAPI-00064'],
    ['object.definition.choices', [{}], 'xapi_missing', '$.object.definition.choices[0]', null],
    [
      'object.definition.choices',
      [{ id: 'a' }, { id: 'a' }],
      'xapi_interaction_component',
      '$.object.definition.choices',
      null,
    ],
    ['object', { objectType: 'Agent', name: 'x' }, 'xapi_actor_ifi', '$.object', 'XAPI-00034'],
    ['object', { objectType: 'StatementRef' }, 'xapi_missing', '$.object', 'XAPI-00072'],
    ['object', { ...ref, id: 'x' }, 'xapi_uuid', '$.object.id', 'XAPI-00072'],
    ['object', { ...sub, id: ref.id }, 'xapi_unknown_property', '$.object.id', 'XAPI-00070'],
    ['object', { ...sub, stored: '2026-01-31T09:30:00Z' }, 'xapi_unknown_property', '$.object.stored', 'XAPI-00069'],
    ['object', { ...sub, version: '1.0.0' }, 'xapi_unknown_property', '$.object.version', 'XAPI-00068'],
    ['object', { ...sub, authority: {} }, 'xapi_unknown_property', '$.object.authority', 'XAPI-00067'],
    ['object', { ...sub, object: sub }, 'xapi_object_type', '$.object.object.objectType', 'XAPI-00071'],
    ['object', { ...sub, actor: {} }, 'xapi_actor_ifi', '$.object.actor', 'XAPI-00034'],
  ]);
  accepts([
    ['object', { id: 'course-v1:FUN-MOOC+00002+session01' }],
    ['object', { id: 'urn:uuid:6690e6c9-3ef0-4ed3-8b37-7f3964730bee', definition: {} }],
  ]);
  it.each([[ref], [sub], [{ ...sub, object: ref }], [{ objectType: 'Agent', mbox: 'mailto:a@b.example' }]])(
    'may be %j',
    (object) => expect(leastWith('object', object)).toBe(null),
  );
  it('decides whether the context may have revision and platform (2.4.6)', () => {
    expect(faultOf({ ...least(), object: ref, context: { revision: '1' } })).toEqual([
      'xapi_context',
      '$.context.revision',
      'XAPI-00084',
    ]);
    expect(faultOf({ ...least(), object: ref, context: { platform: '1' } })).toEqual([
      'xapi_context',
      '$.context.platform',
      'XAPI-00085',
    ]);
    expect(faultOf({ ...least(), object: { ...sub, context: { platform: '1' } } })).toBe(null);
  });
  it('is a reference where the verb is voided (2.3.2)', () => {
    const verb = { id: 'http://adlnet.gov/expapi/verbs/voided' };
    expect(faultOf({ ...least(), verb })).toEqual(['xapi_voiding', '$.object', 'XAPI-00017']);
    expect(faultOf({ ...least(), verb, object: ref })).toBe(null);
  });
});

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
  it.each([
    [{ contextAgents: {} }, 'xapi_type', '$.context.contextAgents'],
    [{ contextAgents: [{ agent }] }, 'xapi_missing', '$.context.contextAgents[0]'],
    [{ contextAgents: [{ objectType: 'Agent', agent }] }, 'xapi_object_type', '$.context.contextAgents[0].objectType'],
    [
      { contextAgents: [{ objectType: 'contextAgent', agent: {} }] },
      'xapi_actor_ifi',
      '$.context.contextAgents[0].agent',
    ],
    [
      { contextAgents: [{ objectType: 'contextAgent', agent, relevantTypes: [] }] },
      'xapi_missing',
      '$.context.contextAgents[0].relevantTypes',
    ],
    [
      { contextAgents: [{ objectType: 'contextAgent', agent, relevantTypes: ['abc'] }] },
      'xapi_iri',
      '$.context.contextAgents[0].relevantTypes[0]',
    ],
    [
      { contextGroups: [{ objectType: 'contextGroup', group: agent }] },
      'xapi_object_type',
      '$.context.contextGroups[0].group.objectType',
    ],
  ])('refuses the context %j', (context, code, path) => expect(version2(context)?.slice(0, 2)).toEqual([code, path]));
  it('takes timestamps in the form of RFC 3339 only', () => {
    expect(faultOf({ ...least(), version: '2.0.0', timestamp: '2026-01-31T09:30:00+01:00' })).toBe(null);
    for (const timestamp of ['2026-01-31T09:30:00', '20260131T093000Z', '2026-01-31T09:30Z', '2026-01-31T24:00:00Z']) {
      expect(faultOf({ ...least(), version: '2.0.0', timestamp })?.[0]).toBe('xapi_timestamp');
      expect(faultOf({ ...least(), timestamp })).toBe(null);
    }
  });
});
