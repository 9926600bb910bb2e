import { arrayOf, type Check, constant, formatted, type JsonObject, object, text } from './check.ts';
import { extensions } from './extensions.ts';
import { type Fault, fault } from './fault.ts';
import { identityIri, iri } from './iri.ts';
import { languageMap } from './language.ts';

const INTERACTION_TYPES: ReadonlySet<string> = new Set([
  'true-false',
  'choice',
  'fill-in',
  'long-fill-in',
  'matching',
  'performance',
  'sequencing',
  'likert',
  'numeric',
  'other',
]);

const notInteraction = fault('xapi_interaction_type', 'XAPI-00049', `one of ${[...INTERACTION_TYPES].join(', ')}`);

/** Interaction components, of which ADL's list says nothing. */
const COMPONENTS = 'Data 2.4.4.1';

const component = object(
  'XAPI-00006',
  { id: text('XAPI-00006'), description: languageMap('XAPI-00006') },
  { required: { id: COMPONENTS } },
);

const repeatedId = fault('xapi_interaction_component', COMPONENTS, 'a different id in each component');
const componentArray = arrayOf('XAPI-00006', component, 'an array of interaction components');

const components: Check = (value, edition) => {
  const found = componentArray(value, edition);
  if (found !== null) return found;
  const ids = (value as readonly JsonObject[]).map((each) => each['id']);
  return new Set(ids).size === ids.length ? null : repeatedId;
};

const noInteractionType = fault('xapi_interaction_type', 'XAPI-00064', 'an interactionType beside what belongs to it');
const INTERACTION_PROPERTIES = ['correctResponsesPattern', 'choices', 'scale', 'source', 'target', 'steps'] as const;

/**
 * Interaction properties make an interaction activity, and that must have a type. Which lists go with which type is left to
 * the sender: the specification lets a store check it, but does not ask for it.
 */
const hasInteractionType = (definition: JsonObject): Fault | null =>
  definition['interactionType'] === undefined &&
  INTERACTION_PROPERTIES.some((property) => definition[property] !== undefined)
    ? noInteractionType
    : null;

/** Data 2.4.4.1, activity definition. */
const definition = object(
  'XAPI-00048',
  {
    name: languageMap('XAPI-00056'),
    description: languageMap('XAPI-00059'),
    type: identityIri('XAPI-00060'),
    moreInfo: iri('XAPI-00061'),
    extensions: extensions('XAPI-00057'),
    interactionType: formatted((value) => INTERACTION_TYPES.has(value), notInteraction),
    correctResponsesPattern: arrayOf('XAPI-00006', text('XAPI-00006'), 'an array of strings'),
    choices: components,
    scale: components,
    source: components,
    target: components,
    steps: components,
  },
  { together: hasInteractionType },
);

/** Data 2.4.4.1. */
export const activity: Check = object(
  'XAPI-00006',
  { objectType: constant('Activity', 'XAPI-00046'), id: identityIri('XAPI-00047'), definition },
  { required: { id: 'XAPI-00047' } },
);
