import { createRequire } from 'node:module';

/** The reading and writing position of avsc; not part of its typed interface. */
export interface Tap {
  readonly buf: Buffer;
  pos: number;
  readLong: () => number;
  skipLong: () => void;
  writeLong: (value: number) => void;
  readString: () => string;
  writeString: (value: string) => void;
}

const { Tap: TapClass } = createRequire(import.meta.url)('avsc/lib/utils.js') as {
  Tap: new (buffer: Buffer, position: number) => Tap;
};

export const createTap = (buffer: Buffer, position: number): Tap => new TapClass(buffer, position);

/**
 * Reads the number of items of the next block (Avro specification, "Arrays" and "Maps"). Each item of our contracts takes
 * a byte or more, so a larger number than there are bytes left is a lie; avsc would believe it until memory is full.
 */
export const readBlockCount = (tap: Tap): number => {
  const count = tap.readLong();
  if (count < 0) tap.skipLong();
  if (Math.abs(count) > tap.buf.length - tap.pos) throw new Error('a block is longer than the record');
  return Math.abs(count);
};
