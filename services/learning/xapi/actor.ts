import { arrayOf, type Check, constant, type Edition, type JsonObject, object, placed, text } from './check.ts';
import { type Fault, fault } from './fault.ts';
import { mbox, mboxSha1sum } from './formats.ts';
import { identityIri } from './iri.ts';

/** Data 2.4.2.4. */
const account = object(
  'XAPI-00041',
  { homePage: identityIri('XAPI-00042'), name: text('XAPI-00007') },
  { required: { homePage: 'XAPI-00042', name: 'XAPI-00043' } },
);

/** Data 2.4.2.3: what can identify an agent or group. */
const inverseFunctionalIdentifiers = { mbox, mbox_sha1sum: mboxSha1sum, openid: identityIri('XAPI-00040'), account };

const identifierCount = (actor: JsonObject): number =>
  Number(actor['mbox'] !== undefined) +
  Number(actor['mbox_sha1sum'] !== undefined) +
  Number(actor['openid'] !== undefined) +
  Number(actor['account'] !== undefined);

const notOne = fault('xapi_actor_ifi', 'XAPI-00034', 'exactly one of mbox, mbox_sha1sum, openid and account');
const moreThanOne = fault('xapi_actor_ifi', 'XAPI-00037', 'at most one of mbox, mbox_sha1sum, openid and account');
const noMembers = fault('xapi_group_member', 'XAPI-00035', 'members, where nothing else identifies the group');

/** Data 2.4.2.1. */
const agentShape = object(
  'XAPI-00034',
  {
    objectType: constant('Agent', 'XAPI-00031'),
    name: text('XAPI-00033'),
    ...inverseFunctionalIdentifiers,
  },
  { together: (agent) => (identifierCount(agent) === 1 ? null : notOne) },
);

const groupInGroup = fault('xapi_group_member', 'XAPI-00036', 'agents only, no groups');
const member: Check = (value, edition) =>
  (value as JsonObject)['objectType'] === 'Group' ? groupInGroup : agentShape(value, edition);

const namesMembers = (group: JsonObject): boolean => (group['member'] as readonly unknown[] | undefined)?.length !== 0;

/** Data 2.4.2.2: anonymous with members, or identified, with members or without. */
const groupShape = object(
  'XAPI-00035',
  {
    objectType: constant('Group', 'XAPI-00031'),
    name: text('XAPI-00033'),
    member: arrayOf('XAPI-00036', member, 'an array of agents'),
    ...inverseFunctionalIdentifiers,
  },
  {
    together: (group) => {
      const identifiers = identifierCount(group);
      if (identifiers > 1) return moreThanOne;
      return identifiers === 1 || (group['member'] !== undefined && namesMembers(group)) ? null : noMembers;
    },
  },
);

const typeNotText = fault('xapi_type', 'XAPI-00032', 'a string');
const noActorType = fault('xapi_object_type', 'XAPI-00031', '"Agent" or "Group"');

const agentOrGroup = (value: unknown, edition: Edition): Fault | null => {
  const objectType = (value as JsonObject)['objectType'];
  if (objectType === 'Group') return groupShape(value, edition);
  if (objectType === undefined || objectType === 'Agent') return agentShape(value, edition);
  if (objectType === null) return agentShape(value, edition);
  return { ...(typeof objectType === 'string' ? noActorType : typeNotText), path: '.objectType' };
};

/**
 * Checks for an agent or group (Data 2.4.2).
 * @param requirement what a value that is no object breaks
 */
export const actor = (requirement: string): Check => placed(requirement, 'an agent or a group', agentOrGroup);

/** Checks for an agent. */
export const agent = (requirement: string | null): Check =>
  placed(requirement, 'an agent', (value, edition) => agentShape(value, edition));

const notGroup = (requirement: string | null): Fault => ({
  ...fault('xapi_object_type', requirement, '"Group"'),
  path: '.objectType',
});

/** Checks for a group. */
export const group = (requirement: string | null): Check => {
  const other = notGroup(requirement);
  return placed(requirement, 'a group', (value, edition) =>
    (value as JsonObject)['objectType'] === 'Group' ? groupShape(value, edition) : other,
  );
};

const notTwoAgents = fault('xapi_authority', 'XAPI-00098', 'one agent, or an anonymous group of exactly two');
const AUTHORITY_AGENTS = 2;
const anyAuthority = actor('XAPI-00024');

/** Data 2.4.9: one agent, or with 3-legged OAuth the application and the user as an anonymous group. */
export const authority: Check = (value, edition) => {
  const found = anyAuthority(value, edition);
  if (found !== null) return found;
  const { objectType, member } = value as JsonObject;
  if (objectType !== 'Group') return null;
  const isPair = identifierCount(value as JsonObject) === 0 && (member as unknown[]).length === AUTHORITY_AGENTS;
  return isPair ? null : notTwoAgents;
};
