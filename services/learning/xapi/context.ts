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

const noTypes = fault('xapi_missing', null, 'at least one type (IEEE 9274.1.1 4.2.2.5)');
const typeArray = arrayOf(null, iri(null), 'an array of IRIs');
const relevantTypes: Check = (value, edition) =>
  Array.isArray(value) && value.length === 0 ? noTypes : typeArray(value, edition);

/** IEEE 9274.1.1 4.2.2.5, new in xAPI 2.0. */
const contextAgents = arrayOf(
  null,
  object(
    null,
    { objectType: constant('contextAgent', null), agent: agent(null), relevantTypes },
    { required: { objectType: null, agent: null } },
  ),
);

/** As above. */
const contextGroups = arrayOf(
  null,
  object(
    null,
    { objectType: constant('contextGroup', null), group: group(null), relevantTypes },
    { required: { objectType: null, group: null } },
  ),
);

const notYet = fault('xapi_unknown_property', 'XAPI-00010', 'no property of xAPI 2.0 in a statement of version 1.0');
const since2 =
  (check: Check): Check =>
  (value, edition) =>
    edition === '1.0' ? notYet : check(value, edition);

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
