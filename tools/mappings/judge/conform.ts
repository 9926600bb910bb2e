import { type AvroType, withoutNull } from '../../../mappings/fields/avro.ts';
import { parseMoment } from '../../../mappings/transforms/iso8601.ts';

/** Where a value does not have the form of its schema. */
export class Misfit {
  readonly path: string;
  readonly expected: string;

  constructor(path: string, expected: string) {
    this.path = path;
    this.expected = expected;
  }
}

interface NamedType {
  readonly type: string;
  readonly logicalType?: string;
  readonly fields?: readonly { readonly name: string; readonly type: AvroType; readonly default?: unknown }[];
  readonly symbols?: readonly string[];
  readonly items?: AvroType;
}

const WORDS: Readonly<Record<string, boolean>> = { true: true, false: false };

/** Tables hold nothing but text, so numbers and truth values may be written so. */
const primitive = (type: string, value: unknown, path: string): unknown => {
  switch (type) {
    case 'string':
      return typeof value === 'string' ? value : new Misfit(path, 'text');
    case 'boolean': {
      const truth = typeof value === 'string' ? WORDS[value.toLowerCase()] : value;
      return typeof truth === 'boolean' ? truth : new Misfit(path, 'true or false');
    }
    default: {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      const whole = type === 'int' || type === 'long';
      const fits = whole ? Number.isSafeInteger(number) : Number.isFinite(number);
      return fits ? number : new Misfit(path, whole ? 'a whole number' : 'a number');
    }
  }
};

const moment = (value: unknown, path: string): unknown => {
  const parsed = typeof value === 'string' ? parseMoment(value, null) : value;
  if (Number.isSafeInteger(parsed)) return parsed;
  return new Misfit(path, 'a moment: ISO 8601 with its offset from UTC, or epoch milliseconds');
};

const record = (fields: NonNullable<NamedType['fields']>, value: unknown, path: string): unknown => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Misfit(path, 'an object');
  const whole: Record<string, unknown> = {};
  for (const field of fields) {
    const given = (value as Readonly<Record<string, unknown>>)[field.name];
    const fitted =
      given === undefined && field.default !== undefined
        ? field.default
        : conform(field.type, given, `${path}.${field.name}`);
    if (fitted instanceof Misfit) return fitted;
    whole[field.name] = fitted;
  }
  return whole;
};

const list = (items: AvroType, value: unknown, path: string): unknown => {
  if (!Array.isArray(value)) return new Misfit(path, 'a list');
  const fitted = value.map((item, index) => conform(items, item, `${path}[${index}]`));
  return fitted.find((item) => item instanceof Misfit) ?? fitted;
};

/**
 * Brings a value of JSON or of a table into the form in which services get it from the Avro schema: defaults filled in,
 * moments in milliseconds, nothing that the schema does not name. `Misfit` where it has not that form.
 */
export const conform = (type: AvroType, value: unknown, path = '$'): unknown => {
  const one = withoutNull(type);
  if (value === undefined || value === null) return one === type ? new Misfit(path, 'a value') : null;
  if (typeof one === 'string') return primitive(one, value, path);
  const named = one as unknown as NamedType;
  if (named.logicalType === 'timestamp-millis') return moment(value, path);
  if (named.fields) return record(named.fields, value, path);
  if (named.symbols) {
    return named.symbols.includes(value as string) ? value : new Misfit(path, `one of ${named.symbols.join(', ')}`);
  }
  return named.items === undefined ? primitive(named.type, value, path) : list(named.items, value, path);
};
