import avro from 'avsc';
import type { Tap } from './avro-tap.ts';

/** A number that its field cannot hold. */
export class NumberOutOfRange extends Error {
  override readonly name = 'NumberOutOfRange';
}

/** So far a double takes part in all the arithmetic of a varint without rounding. */
const FAST_MAX = 2 ** 51;
const BYTES_MAX = 10;
/** The last millisecond before and after 1970 that a date can be. */
const TIMESTAMP_MAX_MS = 8.64e15;

/** avsc refuses what lies near 2^53, since it rounds there; here it is read once more, exactly. */
const readExactly = (tap: Tap, start: number): number => {
  let value = 0n;
  for (let i = 0; ; i += 1) {
    if (i === BYTES_MAX) throw new NumberOutOfRange('a long has more than ten bytes');
    const byte = tap.buf[start + i];
    // The caller sees that the value ends early.
    if (byte === undefined) return 0;
    value |= BigInt(byte & 0x7f) << BigInt(7 * i);
    if (byte < 0x80) break;
  }
  const bits = BigInt.asUintN(64, value);
  const long = (bits >> 1n) ^ -(bits & 1n);
  const number = Number(long);
  if (!Number.isSafeInteger(number)) {
    throw new NumberOutOfRange(`${long} is not within ±${Number.MAX_SAFE_INTEGER}, as far as numbers are exact`);
  }
  return number;
};

const writeExactly = (tap: Tap, value: number): void => {
  let rest = value >= 0 ? BigInt(value) << 1n : (BigInt(-value) << 1n) - 1n;
  for (; rest > 0x7fn; rest >>= 7n) tap.buf[tap.pos++] = Number(rest & 0x7fn) | 0x80;
  tap.buf[tap.pos++] = Number(rest);
};

/** Longs as numbers, exact up to ±(2^53 − 1). */
class ExactLongType extends avro.types.LongType {
  /** Called on the type itself, or on a resolver. */
  protected _read(tap: Tap): number {
    const start = tap.pos;
    const value = tap.readLong();
    return value > -FAST_MAX && value < FAST_MAX ? value : readExactly(tap, start);
  }

  protected _write(tap: Tap, value: unknown): void {
    if (!Number.isSafeInteger(value)) throw new Error('not a long');
    const long = value as number;
    if (long > -FAST_MAX && long < FAST_MAX) tap.writeLong(long);
    else writeExactly(tap, long);
  }

  protected _check(value: unknown, _flags: unknown, hook?: (value: unknown, type: unknown) => void): boolean {
    const is_valid = Number.isSafeInteger(value);
    if (!is_valid) hook?.(value, this);
    return is_valid;
  }
}

const readLong = (ExactLongType.prototype as unknown as { _read: (tap: Tap) => number })._read;

/** Epoch milliseconds that a date can be. */
class TimestampType extends ExactLongType {
  protected override _read(tap: Tap): number {
    return checkTimestamp(readLong(tap));
  }
}

/** @throws NumberOutOfRange */
const checkTimestamp = (value: number): number => {
  if (Math.abs(value) > TIMESTAMP_MAX_MS) throw new NumberOutOfRange(`${value} ms is no date`);
  return value;
};

export const LONG = new ExactLongType();
export const TIMESTAMP = new TimestampType();
