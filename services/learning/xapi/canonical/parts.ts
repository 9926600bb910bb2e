import { SIGNATURE_USAGE } from '../attachment.ts';
import type {
  Activity,
  Actor,
  Agent,
  Attachment,
  Context,
  ContextActivities,
  ContextAgent,
  ContextGroup,
  Result,
  Score,
  StatementRef,
} from '../types.ts';
import { durationOf } from './duration.ts';
import { booleanOf, caselessOf, languageMapOf, mapOf, numberOf, optional, textOf, unordered } from './values.ts';

/**
 * Scheme and domain of an address ignore case, its local part does not (Data 2.3.1, "Case sensitivity"). Where the @ is
 * escaped, all of it counts as local part.
 */
const mboxOf = (mbox: string): string => {
  const local = mbox.indexOf(':') + 1;
  const domain = mbox.lastIndexOf('@') + 1 || mbox.length;
  return textOf(mbox.slice(local, domain) + mbox.slice(domain).toLowerCase());
};

const identifierOf = (actor: Actor): string => {
  const { account, mbox, mbox_sha1sum, openid } = actor;
  if (account !== undefined) return `c${textOf(account.homePage)}${textOf(account.name)}`;
  if (mbox !== undefined) return `m${mboxOf(mbox)}`;
  if (mbox_sha1sum !== undefined) return `s${caselessOf(mbox_sha1sum)}`;
  return openid === undefined ? '-' : `o${textOf(openid)}`;
};

/**
 * An agent is one with or without objectType (Data 2.4.2.1). Its name is part of the statement: only copies in the format `ids`
 * lack it, and who imports statements is to ask for `exact` (Communication 2.1.3). The members of a group have no order (2.3.1,
 * 2.4.2.2).
 */
export const actorOf = (actor: Actor): string => {
  const known = `${optional(actor.name, textOf)}${identifierOf(actor)}`;
  return actor.objectType === 'Group' ? `g${known}${optional(actor.member, membersOf)}` : `a${known}`;
};
const membersOf = (members: readonly Agent[]): string => unordered(members, actorOf);

/** The definition is not part of the statement (2.3.1), and objectType has a default (2.4.4). */
export const activityOf = ({ id }: Activity): string => textOf(id);

export const statementRefOf = ({ id }: StatementRef): string => caselessOf(id);

const scoreOf = ({ scaled, raw, min, max }: Score): string =>
  `(${optional(scaled, numberOf)}${optional(raw, numberOf)}${optional(min, numberOf)}${optional(max, numberOf)})`;

export const resultOf = ({ score, success, completion, response, duration, extensions }: Result): string =>
  `(${optional(score, scoreOf)}${optional(success, booleanOf)}${optional(completion, booleanOf)}` +
  `${optional(response, textOf)}${optional(duration, durationOf)}${optional(extensions, mapOf)})`;

/** One activity and an array of that one are the same (2.4.6.2); what the array lists has no order. */
const activitiesOf = (activities: Activity | readonly Activity[]): string =>
  Array.isArray(activities) ? unordered<Activity>(activities, activityOf) : `[${activityOf(activities as Activity)}]`;

const contextActivitiesOf = ({ parent, grouping, category, other }: ContextActivities): string =>
  `(${optional(parent, activitiesOf)}${optional(grouping, activitiesOf)}` +
  `${optional(category, activitiesOf)}${optional(other, activitiesOf)})`;

const typesOf = (types: readonly string[]): string => unordered(types, textOf);
const contextAgentOf = ({ agent, relevantTypes }: ContextAgent): string =>
  `${actorOf(agent)}${optional(relevantTypes, typesOf)}`;
const contextGroupOf = ({ group, relevantTypes }: ContextGroup): string =>
  `${actorOf(group)}${optional(relevantTypes, typesOf)}`;

export const contextOf = (context: Context): string => {
  const { contextActivities, contextAgents, contextGroups } = context;
  return (
    `(${optional(context.registration, caselessOf)}${optional(context.instructor, actorOf)}` +
    `${optional(context.team, actorOf)}${optional(context.revision, textOf)}${optional(context.platform, textOf)}` +
    `${optional(context.language, caselessOf)}${optional(context.statement, statementRefOf)}` +
    `${optional(context.extensions, mapOf)}` +
    `${optional(contextActivities, contextActivitiesOf)}` +
    `${optional(contextAgents, (agents) => unordered(agents, contextAgentOf))}` +
    `${optional(contextGroups, (groups) => unordered(groups, contextGroupOf))})`
  );
};

const attachmentOf = (attachment: Attachment): string =>
  `${textOf(attachment.usageType)}${languageMapOf(attachment.display)}` +
  `${optional(attachment.description, languageMapOf)}${textOf(attachment.contentType)}${numberOf(attachment.length)}` +
  `${caselessOf(attachment.sha2)}${optional(attachment.fileUrl, textOf)}`;

/**
 * An ordered array (2.4). What is attached is no part of the statement (2.3.1), but what the statement says about it is. A
 * signature is added to the complete statement and so no part of it (2.6).
 */
export const attachmentsOf = (attachments: readonly Attachment[] | undefined): string => {
  if (attachments === undefined) return '';
  const attached = attachments.filter(({ usageType }) => usageType !== SIGNATURE_USAGE);
  return attached.map(attachmentOf).join('');
};
