import { crc32c } from '@node-rs/crc32';

/** What the records of one batch share. */
export interface BatchContext {
  readonly producerId: string;
  readonly inTransaction: boolean;
  readonly isControlBatch: boolean;
}

/** Decompresses the records of a batch; null for a batch that is not compressed. */
export type CodecOf = (attributes: number) => { decompress(buffer: Buffer): Promise<Buffer> } | null;

export type RecordHeaders = Record<string, Buffer | Buffer[]>;

const EMPTY = Buffer.alloc(0);
const NO_HEADERS: Readonly<RecordHeaders> = Object.freeze({});

/** Where the next byte is read. One for all: everything here is synchronous. */
let at = 0;

/** A zigzag varint of at most 32 bits (https://kafka.apache.org/documentation/#recordheader). */
const readVarint = (bytes: Buffer): number => {
  let value = 0;
  let shift = 0;
  let byte: number;
  do {
    byte = bytes[at++]!;
    value |= (byte & 0x7f) << shift;
    shift += 7;
  } while (byte & 0x80);
  return (value >>> 1) ^ -(value & 1);
};

/** A zigzag varint of up to 64 bits, exact within 2^53. */
const readVarlong = (bytes: Buffer): number => {
  let value = 0;
  let unit = 1;
  let byte: number;
  do {
    byte = bytes[at++]!;
    value += (byte & 0x7f) * unit;
    unit *= 0x80;
  } while (byte & 0x80);
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
};

const readBytes = (bytes: Buffer): Buffer | null => {
  const length = readVarint(bytes);
  if (length < 0) return null;
  at += length;
  return bytes.subarray(at - length, at);
};

const skipBytes = (bytes: Buffer): void => {
  const length = readVarint(bytes);
  if (length > 0) at += length;
};

/**
 * A fetched record. Key, value and headers stay where they are in the batch until asked for, so a record that waits for its
 * turn is one small object.
 */
export class FetchedRecord {
  readonly offset: number;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly batchContext: BatchContext;
  readonly #bytes: Buffer;
  readonly #key_at: number;

  constructor(offset: number, timestamp: number, batchContext: BatchContext, bytes: Buffer, key_at: number) {
    this.offset = offset;
    this.timestamp = timestamp;
    this.batchContext = batchContext;
    this.#bytes = bytes;
    this.#key_at = key_at;
  }

  get isControlRecord(): boolean {
    return this.batchContext.isControlBatch;
  }

  get key(): Buffer | null {
    at = this.#key_at;
    return readBytes(this.#bytes);
  }

  get value(): Buffer | null {
    at = this.#key_at;
    skipBytes(this.#bytes);
    return readBytes(this.#bytes);
  }

  /** A name that stands there several times has its values as a list, in order; a header without a value has no bytes. */
  get headers(): Readonly<RecordHeaders> {
    at = this.#key_at;
    skipBytes(this.#bytes);
    skipBytes(this.#bytes);
    let left = readVarint(this.#bytes);
    if (left <= 0) return NO_HEADERS;
    // Without a prototype, so that no name means anything but itself.
    const headers: RecordHeaders = Object.create(null);
    for (; left > 0; left -= 1) {
      const name = readBytes(this.#bytes)!.toString();
      const value = readBytes(this.#bytes) ?? EMPTY;
      const before = headers[name];
      if (before === undefined) headers[name] = value;
      else if (Array.isArray(before)) before.push(value);
      else headers[name] = [before, value];
    }
    return headers;
  }
}

const MAGIC = 2;
const COMPRESSION_MASK = 0x07;
const LOG_APPEND_TIME_MASK = 0x08;
const TRANSACTIONAL_MASK = 0x10;
const CONTROL_MASK = 0x20;
/** First offset and length, which the length itself does not count. */
const FRAME_BYTES = 8 + 4;
const MAGIC_AT = 16;
const CRC_AT = 17;
const BODY_AT = 21;
const RECORDS_AT = 61;

/** Offsets and timestamps stay far below 2^53. */
const readInt64 = (bytes: Buffer, position: number): number => Number(bytes.readBigInt64BE(position));

/** The log is damaged, on disk or on its way. Nothing behind it is handed out. */
export class CorruptBatch extends Error {
  constructor(first_offset: number, what: string) {
    super(`record batch at offset ${first_offset}: ${what}`);
    this.name = 'CorruptBatch';
  }
}

const decodeRecords = (
  bytes: Buffer,
  from: number,
  count: number,
  first: { readonly offset: number; readonly timestamp: number; readonly append_time: number | null },
  context: BatchContext,
  into: FetchedRecord[],
): void => {
  at = from;
  for (let left = count; left > 0; left -= 1) {
    const length = readVarint(bytes);
    const end = at + length;
    if (length <= 0 || end > bytes.length) throw new CorruptBatch(first.offset, 'a record ends beyond it');
    at += 1; // attributes, unused
    const timestamp = first.timestamp + readVarlong(bytes);
    const offset = first.offset + readVarint(bytes);
    into.push(new FetchedRecord(offset, first.append_time ?? timestamp, context, bytes, at));
    at = end;
  }
};

/**
 * Decodes record batches of format 2 (https://kafka.apache.org/documentation/#recordbatch), one behind the other, the last
 * one perhaps cut off, as a broker sends them.
 * @returns null when the first batch is of an older format
 * @throws CorruptBatch when a checksum or a length is wrong
 */
export const decodeBatches = async (bytes: Buffer, codecOf: CodecOf): Promise<FetchedRecord[] | null> => {
  if (bytes.length > MAGIC_AT && bytes[MAGIC_AT] !== MAGIC) return null;
  const records: FetchedRecord[] = [];
  for (let start = 0; start + RECORDS_AT <= bytes.length; ) {
    const end = start + FRAME_BYTES + bytes.readInt32BE(start + 8);
    if (end > bytes.length) break;
    const offset = readInt64(bytes, start);
    if (bytes.readUInt32BE(start + CRC_AT) !== crc32c(bytes.subarray(start + BODY_AT, end))) {
      throw new CorruptBatch(offset, 'the checksum is wrong');
    }
    const attributes = bytes.readInt16BE(start + BODY_AT);
    const append_time = (attributes & LOG_APPEND_TIME_MASK) > 0 ? readInt64(bytes, start + 35) : null;
    const context: BatchContext = {
      producerId: String(bytes.readBigInt64BE(start + 43)),
      inTransaction: (attributes & TRANSACTIONAL_MASK) > 0,
      isControlBatch: (attributes & CONTROL_MASK) > 0,
    };
    const count = bytes.readInt32BE(start + 57);
    const first = { offset, timestamp: readInt64(bytes, start + 27), append_time };
    const codec = (attributes & COMPRESSION_MASK) === 0 ? null : codecOf(attributes);
    if (codec === null) decodeRecords(bytes, start + RECORDS_AT, count, first, context, records);
    else {
      const plain = await codec.decompress(bytes.subarray(start + RECORDS_AT, end));
      decodeRecords(plain, 0, count, first, context, records);
    }
    start = end;
  }
  return records;
};
