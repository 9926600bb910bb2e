import { describe, expect, it } from 'vitest';
import { faultOf } from './checks.ts';
import { changed, full, least } from './samples.ts';

/** Cases of our own for xAPI 2.0 (IEEE 9274.1.1), for which there is no public list. */

const agent = { mbox: 'mailto:a@b.example' };
const group = { objectType: 'Group', member: [agent] };
const SECTION = 'IEEE 9274.1.1 4.2.2.5';

const version2 = (given: object) => faultOf({ ...least(), version: '2.0.0', ...given });
const inContext = (context: object) => version2({ context });
const inSubStatement = (given: object) =>
  version2({ object: { ...least(), objectType: 'SubStatement', timestamp: '2026-01-31T09:30:00Z', ...given } });

describe('all that 1.0 takes', () => {
  it('is taken, but for other forms of time', () => expect(faultOf(changed(full(), 'version', '2.0.0'))).toBe(null));
  it.each(['2.0', '2.0.0', '2.0.1', '2.0.12'])('is taken from version %s', (version) =>
    expect(version2({ version })).toBe(null),
  );
  it.each(['2', '2.1.0', '3.0.0', 'v2.0.0', '2.0.0.0', ' 2.0.0'])('is not taken from version %j', (version) =>
    expect(version2({ version })?.slice(0, 2)).toEqual(['xapi_version', '$.version']),
  );
  it.each([
    ['verb.id', 'completed', 'xapi_iri'],
    ['actor.account', undefined, 'xapi_actor_ifi'],
    ['result.score.scaled', 1.01, 'xapi_score'],
    ['result.success', 'true', 'xapi_type'],
    ['mood', 'good', 'xapi_unknown_property'],
    ['context.contextActivities.sibling', [], 'xapi_unknown_property'],
    ['result.success', null, 'xapi_null'],
  ])('is refused as in 1.0: %s = %j', (path, value, code) =>
    expect(faultOf(changed(changed(full(), 'version', '2.0.0'), path, value))?.[0]).toBe(code),
  );
});

describe('context agents and groups', () => {
  const agents = (...list: unknown[]) => ({ contextAgents: list });
  const groups = (...list: unknown[]) => ({ contextGroups: list });
  const contextAgent = { objectType: 'contextAgent', agent, relevantTypes: ['https://x.example/mentor'] };
  const contextGroup = { objectType: 'contextGroup', group, relevantTypes: ['https://x.example/class'] };

  it.each([
    [agents(contextAgent, { objectType: 'contextAgent', agent })],
    [groups(contextGroup, { objectType: 'contextGroup', group: { objectType: 'Group', ...agent } })],
    [{ ...agents(contextAgent), ...groups(contextGroup) }],
    [{ contextAgents: [] }],
  ])('may be %j, in SubStatements too', (context) => {
    expect(inContext(context)).toBe(null);
    expect(inSubStatement({ context })).toBe(null);
  });
  it.each<[object, string, string, string | null]>([
    [{ contextAgents: contextAgent }, 'xapi_type', '.contextAgents', SECTION],
    [agents('a'), 'xapi_type', '.contextAgents[0]', SECTION],
    [agents(null), 'xapi_null', '.contextAgents[0]', 'XAPI-00001'],
    [agents({ agent }), 'xapi_missing', '.contextAgents[0]', SECTION],
    [agents({ objectType: 'contextAgent' }), 'xapi_missing', '.contextAgents[0]', SECTION],
    [agents({ ...contextAgent, objectType: 'Agent' }), 'xapi_object_type', '.contextAgents[0].objectType', SECTION],
    [agents({ ...contextAgent, agent: 'a' }), 'xapi_type', '.contextAgents[0].agent', SECTION],
    [agents({ ...contextAgent, agent: group }), 'xapi_object_type', '.contextAgents[0].agent.objectType', 'XAPI-00031'],
    [agents({ ...contextAgent, agent: { name: 'x' } }), 'xapi_actor_ifi', '.contextAgents[0].agent', 'XAPI-00034'],
    [agents({ ...contextAgent, role: 'x' }), 'xapi_unknown_property', '.contextAgents[0]', 'XAPI-00010'],
    [agents({ ...contextAgent, relevantTypes: [] }), 'xapi_missing', '.contextAgents[0].relevantTypes', SECTION],
    [agents({ ...contextAgent, relevantTypes: 'x:a' }), 'xapi_type', '.contextAgents[0].relevantTypes', SECTION],
    [
      agents({ ...contextAgent, relevantTypes: ['x:a', 'b'] }),
      'xapi_iri',
      '.contextAgents[0].relevantTypes[1]',
      SECTION,
    ],
    [groups({ ...contextGroup, objectType: 'Group' }), 'xapi_object_type', '.contextGroups[0].objectType', SECTION],
    [groups({ ...contextGroup, group: agent }), 'xapi_object_type', '.contextGroups[0].group.objectType', SECTION],
    [
      groups({ ...contextGroup, group: { objectType: 'Group', member: [] } }),
      'xapi_group_member',
      '.contextGroups[0].group',
      'XAPI-00035',
    ],
    [groups({ ...contextGroup, relevantTypes: [] }), 'xapi_missing', '.contextGroups[0].relevantTypes', SECTION],
  ])('may not be %j', (context, code, path, requirement) => {
    expect(inContext(context)).toEqual([code, `$.context${path}`, requirement]);
    expect(inSubStatement({ context })).toEqual([code, `$.object.context${path}`, requirement]);
  });
});

describe('timestamps (RFC 3339)', () => {
  it.each([
    '2026-01-31T09:30:00Z',
    '2026-01-31t09:30:00z',
    '2026-01-31T09:30:00+00:00',
    '2026-01-31T09:30:00.1-11:30',
    '2026-01-31T23:59:59.123456789+14:00',
    '2016-12-31T23:59:60Z',
  ])('may be %s', (timestamp) => {
    expect(version2({ timestamp, stored: timestamp })).toBe(null);
    expect(inSubStatement({ timestamp })).toBe(null);
  });
  it.each([
    '2026-01-31T09:30:00',
    '2026-01-31T09:30Z',
    '2026-01-31 09:30:00Z',
    '2026-01-31T09:30:00+01',
    '2026-01-31T09:30:00+0100',
    '20260131T093000Z',
    '2026-W05-6T09:30:00Z',
    '2026-01-31T24:00:00Z',
    '2026-01-31T09:30:00,5Z',
    '2026-01-31',
  ])('may not be %s, which needs more or less', (timestamp) => {
    const fault = (path: string) => ['xapi_timestamp', path, 'IEEE 9274.1.1 4.2.7'];
    expect(version2({ timestamp })).toEqual(fault('$.timestamp'));
    expect(version2({ stored: timestamp })).toEqual(fault('$.stored'));
    expect(inSubStatement({ timestamp })).toEqual(fault('$.object.timestamp'));
  });
  it.each(['2026-02-29T09:30:00Z', '2026-13-01T09:30:00Z', '2026-01-31T09:30:00-00:00', '2026-01-31T09:60:00Z'])(
    'may not be %s, which is no moment',
    (timestamp) => expect(version2({ timestamp })?.slice(0, 2)).toEqual(['xapi_timestamp', '$.timestamp']),
  );
});

describe('a statement without version', () => {
  const contextAgents = [{ objectType: 'contextAgent', agent }];
  const inSub = (given: object) => ({ ...least(), object: { ...least(), objectType: 'SubStatement', ...given } });
  const local = '2026-01-31T09:30:00';

  it.each([
    { ...least(), timestamp: local },
    { ...least(), context: { contextAgents }, timestamp: `${local}Z` },
    { ...least(), context: { contextGroups: [] }, timestamp: `${local}+01:00` },
    inSub({ timestamp: local }),
    inSub({ context: { contextAgents }, timestamp: `${local}Z` }),
  ])('is right when one edition takes it: %j', (statement) => expect(faultOf(statement)).toBe(null));
  it.each([
    [{ ...least(), context: { contextAgents }, timestamp: local }, '$.timestamp'],
    [{ ...least(), timestamp: local, context: { contextGroups: [] } }, '$.timestamp'],
    [{ ...least(), context: { contextAgents }, stored: '20260131T093000Z' }, '$.stored'],
    [inSub({ context: { contextAgents }, timestamp: local }), '$.object.timestamp'],
    [{ ...inSub({ context: { contextAgents } }), timestamp: local }, '$.timestamp'],
  ])('that has what is new in 2.0 is wrong with a time that 1.0 alone takes: %j', (statement, path) =>
    expect(faultOf(statement)).toEqual(['xapi_timestamp', path, 'IEEE 9274.1.1 4.2.7']),
  );
});
