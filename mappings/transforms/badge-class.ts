import { isObject, Refusal, type Transform } from './transform.ts';

type Json = Readonly<Record<string, unknown>>;
const NONE: Json = {};
export const objectIn = (parent: Json, key: string): Json => (isObject(parent[key]) ? parent[key] : NONE);

/** Extension that holds the badge class: Open Badges recipe for xAPI, as published, and as first drafted. */
const EXTENSIONS = ['specification', 'standard'].flatMap((host) =>
  ['badgeclass', 'badgeclass.json'].map((name) => `http://${host}.openbadges.org/xapi/extensions/${name}`),
);

/**
 * The badge class of a statement; empty where it has none. The recipe puts it into the activity, the profile server's copy of the
 * profile into the context.
 */
export const badgeClassOf = (statement: Json): Json => {
  const definition = objectIn(objectIn(statement, 'object'), 'definition');
  for (const holder of [definition, objectIn(statement, 'context')]) {
    const extensions = objectIn(holder, 'extensions');
    for (const extension of EXTENSIONS) if (isObject(extensions[extension])) return extensions[extension];
  }
  return NONE;
};

const NO_STATEMENT = new Refusal('field_type', 'no statement');

/** Open Badges lets what has an id stand there as a whole, or by its id alone. */
const idOf = (value: unknown): unknown => (isObject(value) ? (value['@id'] ?? value['id']) : value);

const EXAMPLE = {
  object: {
    id: 'https://lms.example/badges/7',
    definition: {
      extensions: {
        'http://specification.openbadges.org/xapi/extensions/badgeclass.json': {
          '@id': 'https://lms.example/badge-classes/7',
          issuer: { id: 'https://lms.example/issuer', name: 'Academy' },
        },
      },
    },
  },
};

export const badgeClass: Transform = {
  name: 'badge_class',
  summary:
    'A property of the badge class that a statement tells in the `badgeclass` extension of Open Badges, in all ways in which its recipe was published; of an object, its id. Without a badge class, nothing.',
  parameters: 'the property: `@id`, `issuer`',
  takes: 'json',
  gives: { name: 'string' },
  depends_on: [],
  examples: [
    { arguments: ['@id'], input: EXAMPLE, gives: { output: 'https://lms.example/badge-classes/7' } },
    { arguments: ['issuer'], input: EXAMPLE, gives: { output: 'https://lms.example/issuer' } },
    { arguments: ['@id'], input: { object: { id: 'https://lms.example/badges/7' } }, gives: 'nothing' },
  ],
  compile: (parameters) => {
    const [property, ...others] = parameters;
    if (property === undefined || others.length > 0) return { expected: 'one argument, a property of the badge class' };
    return (statement) => {
      if (!isObject(statement)) return NO_STATEMENT;
      const id = idOf(badgeClassOf(statement)[property]);
      return typeof id === 'string' ? id : undefined;
    };
  },
};
