/** Reads Avro schema JSON into a small model in which every name is a full name. */

export type AvroType =
  | { readonly kind: 'primitive'; readonly name: Primitive }
  | { readonly kind: 'array'; readonly items: AvroType }
  | { readonly kind: 'map'; readonly values: AvroType }
  | { readonly kind: 'union'; readonly branches: readonly AvroType[] }
  | { readonly kind: 'named'; readonly fullName: string };

const PRIMITIVES = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'] as const;
export type Primitive = (typeof PRIMITIVES)[number];

export interface AvroField {
  readonly name: string;
  readonly doc: string | undefined;
  readonly type: AvroType;
}

interface Named {
  readonly fullName: string;
  readonly doc: string | undefined;
}
export interface AvroRecord extends Named {
  readonly kind: 'record';
  readonly fields: readonly AvroField[];
}
export interface AvroEnum extends Named {
  readonly kind: 'enum';
  readonly symbols: readonly string[];
}
export type AvroDefinition = AvroRecord | AvroEnum;

/** Definitions by full name, each after those it refers to. */
export type Definitions = Map<string, AvroDefinition>;

type Json = string | readonly Json[] | { readonly [key: string]: unknown };

/**
 * Adds the named types of one schema to `definitions` and returns the type of its root.
 * @throws Error for a construct the project does not use, an unknown name, or a name already defined otherwise
 */
export const readAvro = (schema: unknown, definitions: Definitions): AvroType => {
  const local: Definitions = new Map();
  const root = readType(schema as Json, '', local);
  for (const [name, definition] of local) {
    const known = definitions.get(name);
    if (known === undefined) definitions.set(name, definition);
    else if (JSON.stringify(known) !== JSON.stringify(definition))
      throw new Error(`avro: ${name} is defined in two ways`);
  }
  return root;
};

const readType = (schema: Json, namespace: string, definitions: Definitions): AvroType => {
  if (typeof schema === 'string') return readName(schema, namespace, definitions);
  if (Array.isArray(schema)) {
    return { kind: 'union', branches: schema.map((branch: Json) => readType(branch, namespace, definitions)) };
  }
  const node = schema as { readonly [key: string]: unknown };
  switch (node['type']) {
    case 'array':
      return { kind: 'array', items: readType(node['items'] as Json, namespace, definitions) };
    case 'map':
      return { kind: 'map', values: readType(node['values'] as Json, namespace, definitions) };
    case 'record':
    case 'enum':
      return readDefinition(node, namespace, definitions);
    default:
      return readType(node['type'] as Json, namespace, definitions);
  }
};

const readName = (name: string, namespace: string, definitions: Definitions): AvroType => {
  const primitive = PRIMITIVES.find((candidate) => candidate === name);
  if (primitive !== undefined) return { kind: 'primitive', name: primitive };
  const fullName = qualify(name, namespace);
  if (!definitions.has(fullName)) throw new Error(`avro: unknown or unsupported type ${fullName}`);
  return { kind: 'named', fullName };
};

const readDefinition = (
  node: { readonly [key: string]: unknown },
  enclosing: string,
  definitions: Definitions,
): AvroType => {
  const fullName = qualify(node['name'] as string, (node['namespace'] as string | undefined) ?? enclosing);
  if (definitions.has(fullName)) throw new Error(`avro: ${fullName} is defined twice in one schema`);
  const named: Named = { fullName, doc: node['doc'] as string | undefined };
  if (node['type'] === 'enum') {
    definitions.set(fullName, { kind: 'enum', ...named, symbols: node['symbols'] as readonly string[] });
  } else {
    const namespace = fullName.slice(0, Math.max(0, fullName.lastIndexOf('.')));
    const fields = (node['fields'] as readonly { name: string; doc?: string; type: Json }[]).map((field) => ({
      name: field.name,
      doc: field.doc,
      type: readType(field.type, namespace, definitions),
    }));
    definitions.set(fullName, { kind: 'record', ...named, fields });
  }
  return { kind: 'named', fullName };
};

/** Avro specification, section "Names": a name with a dot is a full name already. */
const qualify = (name: string, namespace: string): string =>
  name.includes('.') || namespace === '' ? name : `${namespace}.${name}`;
