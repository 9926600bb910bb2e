import { activity } from './activity.ts';
import { actor, agent, group } from './actor.ts';
import { arrayOf, type Check, constant, object, text } from './check.ts';
import { extensions } from './extensions.ts';
import { fault } from './fault.ts';
import { uuid } from './formats.ts';
import { iri } from './iri.ts';
import { languageTag } from './language.ts';
import { statementRef } from './statement-ref.ts';

const activities = arrayOf('XAPI-00094', activity);

/** Data 2.4.6.2: one activity or an array of them. */
const oneOrMore: Check = (value, edition) =>
  Array.isArray(value) ? activities(value, edition) : activity(value, edition);

const contextActivities = object(
  'XAPI-00086',
  { parent: oneOrMore, grouping: oneOrMore, category: oneOrMore, other: oneOrMore },
  { unknown: 'XAPI-00093' },
);

/** New in xAPI 2.0. */
const CONTEXT_AGENTS = 'IEEE 9274.1.1 4.2.2.5';

const noTypes = fault('xapi_missing', CONTEXT_AGENTS, 'at least one type');
const typeArray = arrayOf(CONTEXT_AGENTS, iri(CONTEXT_AGENTS), 'an array of IRIs');
const relevantTypes: Check = (value, edition) =>
  Array.isArray(value) && value.length === 0 ? noTypes : typeArray(value, edition);

const contextAgents = arrayOf(
  CONTEXT_AGENTS,
  object(
    CONTEXT_AGENTS,
    { objectType: constant('contextAgent', CONTEXT_AGENTS), agent: agent(CONTEXT_AGENTS), relevantTypes },
    { required: { objectType: CONTEXT_AGENTS, agent: CONTEXT_AGENTS } },
  ),
);

const contextGroups = arrayOf(
  CONTEXT_AGENTS,
  object(
    CONTEXT_AGENTS,
    { objectType: constant('contextGroup', CONTEXT_AGENTS), group: group(CONTEXT_AGENTS), relevantTypes },
    { required: { objectType: CONTEXT_AGENTS, group: CONTEXT_AGENTS } },
  ),
);

const notYet = fault('xapi_unknown_property', 'XAPI-00010', 'no property of xAPI 2.0 in a statement of version 1.0');
const since2 =
  (check: Check): Check =>
  (value, edition) =>
    edition === '2.0' ? check(value, edition) : notYet;

/** Data 2.4.6. Whether revision and platform may be there depends on the object: see `statement.ts`. */
export const context: Check = object('XAPI-00006', {
  registration: uuid('XAPI-00087'),
  instructor: actor('XAPI-00087'),
  team: group('XAPI-00088'),
  contextActivities,
  revision: text('XAPI-00089'),
  platform: text('XAPI-00090'),
  language: languageTag,
  statement: statementRef('XAPI-00092'),
  extensions: extensions('XAPI-00120'),
  contextAgents: since2(contextAgents),
  contextGroups: since2(contextGroups),
});
