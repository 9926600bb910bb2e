import type { Type } from 'avsc';
import { SkillstreamError } from '../errors.ts';
import { FRAME_BYTES, MAGIC_BYTE, SCHEMA_ID_AT } from './frame.ts';

/** A value does not fit the schema of its topic: a bug of ours. Says where and what, without the value. */
export class ValueMisfit extends SkillstreamError {
  /** JSON path, such as `$.score.max`. */
  readonly path: string;

  constructor(topic: string, path: string, expected: string, found: string) {
    super('value_misfit', `${topic}: ${path} should be ${expected}, but is ${found}`);
    this.path = path;
  }
}

const SCRATCH_BYTES = 64 * 1024;

/** One buffer for all encoding of the process; encoding is synchronous, and what it yields is copied out. */
let scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);

/**
 * Encodes a value in the registry's wire format.
 * @returns a buffer of its own, of exactly the size
 * @throws ValueMisfit
 */
export const encodeFramed = (topic: string, type: Type, schema_id: number, value: unknown): Buffer => {
  const end = encodeInto(topic, type, value);
  scratch[0] = MAGIC_BYTE;
  scratch.writeInt32BE(schema_id, SCHEMA_ID_AT);
  return Buffer.from(scratch.subarray(0, end));
};

const encodeInto = (topic: string, type: Type, value: unknown): number => {
  try {
    const end = type.encode(value, scratch, FRAME_BYTES);
    if (end >= 0) return end;
    // A negative answer is the number of bytes that were missing. Some room more, and the next ones fit too.
    scratch = Buffer.allocUnsafeSlow((scratch.length - end) * 2);
    return type.encode(value, scratch, FRAME_BYTES);
  } catch {
    // The error of avsc holds the value, so nothing of it is passed on.
    throw misfit(topic, type, value);
  }
};

const misfit = (topic: string, type: Type, value: unknown): ValueMisfit => {
  const found: ValueMisfit[] = [];
  type.isValid(value, {
    errorHook: (path, part, expected) => {
      found.push(new ValueMisfit(topic, ['$', ...path].join('.'), nameOf(expected), kindOf(part)));
    },
  });
  return found[0] ?? new ValueMisfit(topic, '$', nameOf(type), 'something that cannot be written');
};

const nameOf = (type: Type): string =>
  type.typeName === 'union:unwrapped'
    ? `one of ${(type as unknown as { types: readonly Type[] }).types.map(nameOf).join(', ')}`
    : (type.name ?? type.typeName);

const kindOf = (value: unknown): string => {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
};
