import { describe, expect, it } from 'vitest';
import { validate } from '../../../../services/learning/xapi/validate.ts';
import { accepts, faultOf, leastWith, refuses } from './checks.ts';
import { changed, full, least } from './samples.ts';

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
    ['version', '1.0.', 'xapi_version', '$.version', 'XAPI-00101'],
    ['version', '1.0.0-', 'xapi_version', '$.version', 'XAPI-00101'],
    ['version', '1.0.0-a..b', 'xapi_version', '$.version', 'XAPI-00101'],
    ['version', '1.0.0+a+b', 'xapi_version', '$.version', 'XAPI-00101'],
    ['version', 1, 'xapi_type', '$.version', 'XAPI-00101'],
  ]);
  accepts([
    ['id', 'FD41C918-B88B-4B20-A0A5-A4C32391AAA0'],
    ['id', '12345678-1234-5678-1234-567812345678'],
    ['version', '1.0'],
    ['version', '1.0.9'],
    ['version', '1.0.32-abc.def+ghi.jkl'],
    ['version', '1.0.0-x.7.z.92'],
    ['version', '1.0.0+build-1'],
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
    ['object.definition.choices', [{}], 'xapi_missing', '$.object.definition.choices[0]', 'Data 2.4.4.1'],
    [
      'object.definition.choices',
      [{ id: 'a' }, { id: 'a' }],
      'xapi_interaction_component',
      '$.object.definition.choices',
      'Data 2.4.4.1',
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
