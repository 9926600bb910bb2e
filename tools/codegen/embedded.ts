/** A schema as JSON has it. */
type Json = string | readonly Json[] | { readonly [name: string]: unknown };

interface Definition {
  readonly type: 'record' | 'enum';
  readonly name: string;
  readonly namespace?: string;
  readonly fields?: readonly { readonly type: Json }[];
}

const PRIMITIVES: ReadonlySet<string> = new Set([
  'null',
  'boolean',
  'int',
  'long',
  'float',
  'double',
  'bytes',
  'string',
]);

const isDefinition = (type: Json): boolean =>
  typeof type === 'object' && 'type' in type && (type.type === 'record' || type.type === 'enum');

const fullName = ({ name, namespace }: Definition, outer: string): string => `${namespace ?? outer}.${name}`;

/**
 * A schema in which each record that is the whole of another schema stands as it does there: a topic that keeps what another
 * topic carries changes with it. Avro defines a name once in a schema and refers to it later, so names are written in full.
 * @param schema parsed; what it embeds may be out of date
 * @param roots parsed schemas by the full name of their record
 * @returns the text of the file
 */
export const renderEmbedded = (schema: unknown, roots: ReadonlyMap<string, unknown>): string => {
  const defined = new Set<string>();

  const define = (given: Definition, outer: string, isRoot: boolean): Json => {
    const name = fullName(given, outer);
    if (defined.has(name)) return name;
    defined.add(name);
    const definition = isRoot ? given : ((roots.get(name) as Definition | undefined) ?? given);
    const namespace = definition.namespace ?? outer;
    const { type, name: short, namespace: _, fields, ...rest } = definition;
    const named = { type, name: short, ...(isRoot || namespace !== outer ? { namespace } : {}), ...rest };
    if (fields === undefined) return named;
    return { ...named, fields: fields.map((field) => ({ ...field, type: embed(field.type, namespace) })) };
  };

  const embed = (type: Json, outer: string): Json => {
    if (typeof type === 'string') return PRIMITIVES.has(type) || type.includes('.') ? type : `${outer}.${type}`;
    if (Array.isArray(type)) return type.map((branch) => embed(branch, outer));
    if (isDefinition(type)) return define(type as unknown as Definition, outer, false);
    const { items } = type as { readonly items?: Json };
    return items === undefined ? type : { ...type, items: embed(items, outer) };
  };

  return `${JSON.stringify(define(schema as Definition, '', true), null, 2)}\n`;
};
