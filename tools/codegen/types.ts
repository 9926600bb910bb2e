import { type AvroDefinition, type AvroType, type Definitions, type Primitive, readAvro } from './avro.ts';

const HEADER = '// Generated from the Avro schemas by `npm run generate`; do not edit.\n';

/** How avsc hands values to JavaScript. Longs beyond 2^53 are refused by it, so numbers are exact. */
const PRIMITIVE_TYPES: Readonly<Record<Primitive, string>> = {
  null: 'null',
  boolean: 'boolean',
  int: 'number',
  long: 'number',
  float: 'number',
  double: 'number',
  bytes: 'Buffer',
  string: 'string',
};

/**
 * TypeScript for the values of all topics.
 * @param schemas parsed Avro schema by topic name; the order decides the order of the output
 * @throws Error when a schema is not a record, or contradicts another one
 */
export const renderTypes = (schemas: ReadonlyMap<string, unknown>): string => {
  const definitions: Definitions = new Map();
  const roots = new Map([...schemas].map(([topic, schema]) => [topic, readAvro(schema, definitions)]));
  const names = typeNames(definitions);
  const declared = new Set<string>();
  const declarations: string[] = [];
  for (const definition of definitions.values()) {
    const name = names.get(definition.fullName)!;
    if (declared.has(name)) continue;
    declared.add(name);
    declarations.push(renderDefinition(name, definition, names));
  }
  return [HEADER, ...declarations, renderTopicRecords(roots, names)].join('\n');
};

/**
 * TypeScript name by Avro full name. Types that differ in nothing but their namespace share one name; types that differ
 * in more get the last part of the namespace in front: `skillstream.raw.Status` becomes `RawStatus`.
 */
const typeNames = (definitions: Definitions): Map<string, string> => {
  const shapes = new Map<string, Set<string>>();
  for (const definition of definitions.values()) {
    const short = shortName(definition.fullName);
    shapes.set(short, (shapes.get(short) ?? new Set()).add(shapeOf(definition, definitions)));
  }
  return new Map(
    [...definitions.keys()].map((fullName) => {
      const short = shortName(fullName);
      return [fullName, shapes.get(short)!.size === 1 ? short : `${pascalCase(lastNamespace(fullName))}${short}`];
    }),
  );
};

/** Equal for two definitions exactly when their TypeScript is the same, documentation aside. */
const shapeOf = (definition: AvroDefinition, definitions: Definitions): string => {
  if (definition.kind === 'enum') return JSON.stringify(definition.symbols);
  return JSON.stringify(
    definition.fields.map((field) => [field.name, field.type]),
    (_key, value) =>
      value?.kind === 'named'
        ? [shortName(value.fullName), shapeOf(definitions.get(value.fullName)!, definitions)]
        : value,
  );
};

const renderDefinition = (name: string, definition: AvroDefinition, names: ReadonlyMap<string, string>): string => {
  const head = comment(definition.doc, '');
  if (definition.kind === 'enum') {
    return `${head}export type ${name} = ${definition.symbols.map((symbol) => `'${symbol}'`).join(' | ')};\n`;
  }
  const fields = definition.fields.map(
    (field) => `${comment(field.doc, '  ')}  readonly ${field.name}: ${renderType(field.type, names)};\n`,
  );
  return `${head}export interface ${name} {\n${fields.join('')}}\n`;
};

const renderTopicRecords = (roots: ReadonlyMap<string, AvroType>, names: ReadonlyMap<string, string>): string => {
  const lines = [...roots].map(([topic, type]) => {
    if (type.kind !== 'named') throw new Error(`avro: the value of ${topic} is not a record`);
    return `  readonly '${topic}': ${names.get(type.fullName)!};\n`;
  });
  return `${comment('Value type by topic.', '')}export interface TopicRecords {\n${lines.join('')}}\n`;
};

const renderType = (type: AvroType, names: ReadonlyMap<string, string>): string => {
  switch (type.kind) {
    case 'primitive':
      return PRIMITIVE_TYPES[type.name];
    case 'array': {
      const items = renderType(type.items, names);
      return `readonly ${type.items.kind === 'union' ? `(${items})` : items}[]`;
    }
    case 'map':
      return `Readonly<Record<string, ${renderType(type.values, names)}>>`;
    case 'named':
      return names.get(type.fullName)!;
    case 'union': {
      // Null last reads as people write it.
      const branches = type.branches.map((branch) => renderType(branch, names));
      return [
        ...branches.filter((branch) => branch !== 'null'),
        ...branches.filter((branch) => branch === 'null'),
      ].join(' | ');
    }
  }
};

const comment = (doc: string | undefined, indent: string): string =>
  doc === undefined ? '' : `${indent}/** ${doc.replaceAll('*/', '* /')} */\n`;

const shortName = (fullName: string): string => fullName.slice(fullName.lastIndexOf('.') + 1);
const lastNamespace = (fullName: string): string => fullName.split('.').at(-2) ?? '';
const pascalCase = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
