import { isUtf8 } from 'node:buffer';
import avro, { type Type } from 'avsc';
import { LONG, TIMESTAMP } from './avro-longs.ts';
import { readBlockCount, type Tap } from './avro-tap.ts';

interface TypeInternals {
  readonly _read: (tap: Tap) => unknown;
}

const REPLACEMENT_CHARACTER = '\uFFFD';

/** Strings that are well-formed on both sides; avsc replaces broken bytes, and writes half surrogate pairs as they are. */
class StrictStringType extends avro.types.StringType {
  protected _read(tap: Tap): string {
    const start = tap.pos;
    const value = tap.readString();
    // Only where a character was replaced, or had been one from the start, need the bytes be looked at.
    if (value?.includes(REPLACEMENT_CHARACTER)) {
      const end = tap.pos;
      tap.pos = start;
      tap.skipLong();
      if (!isUtf8(tap.buf.subarray(tap.pos, end))) throw new Error('a string is not UTF-8');
      tap.pos = end;
    }
    return value;
  }

  protected _write(tap: Tap, value: unknown): void {
    if (typeof value !== 'string') throw new Error('not a string');
    if (writeShortAscii(tap, value)) return;
    tap.writeString(value.isWellFormed() ? value : value.toWellFormed());
  }
}

/** Most strings are ids and names: short, and ASCII. Written here they need no call out of JavaScript. */
const SHORT_MAX = 127;

/** @returns false, having written nothing that counts, when the string is longer, or not ASCII, or the buffer is full */
const writeShortAscii = (tap: Tap, value: string): boolean => {
  const { length } = value;
  const { buf } = tap;
  if (length > SHORT_MAX || tap.pos + length + 2 > buf.length) return false;
  // The length comes first, as a zigzag varint (Avro specification, "Primitive Types").
  let at = tap.pos;
  if (length < 64) {
    buf[at++] = length << 1;
  } else {
    buf[at++] = ((length << 1) & 0x7f) | 0x80;
    buf[at++] = length >> 6;
  }
  for (let i = 0; i < length; i += 1) {
    const unit = value.charCodeAt(i);
    if (unit > 0x7f) return false;
    buf[at++] = unit;
  }
  tap.pos = at;
  return true;
};

const STRING = new StrictStringType();

class BoundedArrayType extends avro.types.ArrayType {
  /** Called on the type itself, or on a resolver that has its own `itemsType`. */
  protected _read(tap: Tap): unknown[] {
    const items = this.itemsType as unknown as TypeInternals;
    const values: unknown[] = [];
    for (let count = readBlockCount(tap); count > 0; count = readBlockCount(tap)) {
      while (count-- > 0) values.push(items._read(tap));
    }
    return values;
  }

  protected _skip(tap: Tap): void {
    this._read(tap);
  }
}

class BoundedMapType extends avro.types.MapType {
  /** As above, with `valuesType`. */
  protected _read(tap: Tap): Record<string, unknown> {
    const values = this.valuesType as TypeInternals;
    const entries: Record<string, unknown> = {};
    for (let count = readBlockCount(tap); count > 0; count = readBlockCount(tap)) {
      while (count-- > 0) {
        const key = tap.readString();
        entries[key] = values._read(tap);
      }
    }
    return entries;
  }

  protected _skip(tap: Tap): void {
    this._read(tap);
  }
}

type Schema = Parameters<typeof Type.forSchema>[0];
type Options = NonNullable<Parameters<typeof Type.forSchema>[1]>;

const isTimestamp = (schema: unknown): boolean =>
  (schema as { logicalType?: unknown }).logicalType === 'timestamp-millis';

const typeHook = (schema: unknown, options: unknown): Type | undefined => {
  const kind = typeof schema === 'string' ? schema : (schema as { type?: unknown }).type;
  if (kind === 'array') return new BoundedArrayType(schema as Schema, options);
  if (kind === 'map') return new BoundedMapType(schema as Schema, options);
  if (kind === 'string') return STRING;
  if (kind === 'long') return isTimestamp(schema) ? TIMESTAMP : LONG;
  return undefined;
};

/**
 * A compiled schema. Longs and timestamps are numbers, exact or refused, unions are not wrapped, enums are strings.
 * @throws Error for text that is no Avro schema
 */
export const compile = (text: string): Type =>
  avro.Type.forSchema(JSON.parse(text) as Schema, {
    omitRecordMethods: true,
    wrapUnions: 'never',
    typeHook: typeHook as NonNullable<Options['typeHook']>,
  });

/** Why records written with one schema cannot be read with another, or null when they can (Avro schema resolution). */
export const whyUnreadable = (reader: string, writer: string): string | null => {
  try {
    compile(reader).createResolver(compile(writer));
    return null;
  } catch (error) {
    return (error as Error).message;
  }
};
