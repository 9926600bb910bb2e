import type { Type, types } from 'avsc';
import { createTap, readBlockCount, type Tap } from './avro-tap.ts';

/** Where the bytes of a value do not fit its schema. */
export interface AvroFault {
  /** JSON path, such as `$.aliases[2].name`; entries of maps are `.*`, since their keys are the sender's. */
  readonly path: string;
  readonly error: unknown;
}

interface Readable {
  readonly _read: (tap: Tap) => unknown;
}

interface Place {
  path: string;
}

/**
 * Finds the field at which a value cannot be read, by reading it once more, field by field, as it was written.
 * @param reader the schema it is to be read with, which may ask more of a field
 * @returns null when every field can be read
 */
export const findFault = (writer: Type, reader: Type, value: Buffer, from: number): AvroFault | null => {
  const place: Place = { path: '$' };
  try {
    walk(writer, reader, createTap(value, from), '$', place);
    return null;
  } catch (error) {
    return { path: place.path, error };
  }
};

const walk = (writer: Type, reader: Type | undefined, tap: Tap, path: string, place: Place): void => {
  place.path = path;
  switch (writer.typeName) {
    case 'record':
    case 'error': {
      const wanted = reader?.typeName === 'record' ? (reader as types.RecordType) : undefined;
      for (const { name, type } of (writer as types.RecordType).fields)
        walk(type, wanted?.field(name)?.type, tap, `${path}.${name}`, place);
      return;
    }
    case 'array': {
      const items = reader?.typeName === 'array' ? (reader as types.ArrayType).itemsType : undefined;
      let index = 0;
      const each = (): void => walk((writer as types.ArrayType).itemsType, items, tap, `${path}[${index++}]`, place);
      blocks(tap, path, place, each);
      return;
    }
    case 'map': {
      const values = reader?.typeName === 'map' ? (reader as types.MapType).valuesType : undefined;
      blocks(tap, path, place, () => {
        tap.readString();
        walk((writer as types.MapType).valuesType as Type, values as Type | undefined, tap, `${path}.*`, place);
      });
      return;
    }
    case 'union:wrapped':
    case 'union:unwrapped': {
      const branch = (writer as types.UnwrappedUnionType).types[tap.readLong()];
      if (branch === undefined) throw new Error('no such branch of a union');
      walk(branch, branchLike(branch, reader), tap, path, place);
      return;
    }
    default:
      readLeaf(writer, reader, tap);
  }
};

const blocks = (tap: Tap, path: string, place: Place, each: () => void): void => {
  for (let count = readBlockCount(tap); count > 0; count = readBlockCount(tap)) {
    while (count-- > 0) each();
    place.path = path;
  }
};

const branchLike = (branch: Type, reader: Type | undefined): Type | undefined => {
  if (reader === undefined || !reader.typeName.startsWith('union')) return reader;
  return (reader as types.UnwrappedUnionType).types.find(({ typeName }) => typeName === branch.typeName);
};

const readLeaf = (writer: Type, reader: Type | undefined, tap: Tap): void => {
  // A schema may ask more of a field than the one it was written with, and in the same words.
  const type = reader?.typeName === writer.typeName && writer.typeName === 'long' ? reader : writer;
  (type as unknown as Readable)._read(tap);
  if (tap.pos > tap.buf.length) throw new Error('the value ends before the record does');
};
