import type { ValueType } from '../transforms/transform.ts';

/** The parts of an Avro schema (specification 1.12) that our contracts use. */
export type AvroType =
  | string
  | readonly AvroType[]
  | {
      readonly type: string;
      readonly name?: string;
      readonly logicalType?: string;
      readonly fields?: readonly AvroField[];
      readonly symbols?: readonly string[];
      readonly items?: AvroType;
    };

interface AvroField {
  readonly name: string;
  readonly type: AvroType;
  readonly default?: unknown;
}

/** A field of a record schema, as the mapping of it needs to know it. */
export interface TargetField {
  readonly name: string;
  readonly type: ValueType;
  readonly nullable: boolean;
  /** Undefined: every record must have the field. */
  readonly default: unknown;
}

const PRIMITIVES: Readonly<Record<string, string>> = {
  int: 'integer',
  long: 'integer',
  float: 'number',
  double: 'number',
};

/** The type without the null of an optional field. */
export const withoutNull = (type: AvroType): AvroType => {
  if (!Array.isArray(type)) return type;
  const others = (type as readonly AvroType[]).filter((branch) => branch !== 'null');
  return others.length === 1 ? others[0]! : type;
};

const valueTypeOf = (type: AvroType): ValueType => {
  if (typeof type === 'string') return { name: PRIMITIVES[type] ?? type };
  if (!('type' in type)) throw new Error('avro: only unions of null and one type have a value type');
  if (type.logicalType === 'timestamp-millis') return { name: 'timestamp' };
  if (type.type === 'array') return { name: `${valueTypeOf(type.items ?? 'null').name}[]` };
  if (type.type === 'enum') return { name: type.name ?? '', symbols: type.symbols ?? [] };
  return { name: type.name ?? PRIMITIVES[type.type] ?? type.type };
};

/** Fields of a record schema, given as its text. */
export const fieldsOf = (schema: string): ReadonlyMap<string, TargetField> => {
  const record = JSON.parse(schema) as { readonly fields: readonly AvroField[] };
  return new Map(
    record.fields.map(({ name, type, default: value }) => {
      const nullable = Array.isArray(type) && type.includes('null');
      return [name, { name, type: valueTypeOf(withoutNull(type)), nullable, default: value }];
    }),
  );
};
