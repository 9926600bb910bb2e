/** What the records of one batch share. */
export interface BatchContext {
  readonly producerId: string;
  readonly inTransaction: boolean;
  readonly isControlBatch: boolean;
}

export type RecordHeaders = Record<string, Buffer | Buffer[]>;

/** Stands for records that are not handed out one by one, or not with what they hold. */
export interface Unread {
  /** Stable code, one of `services/runtime/error-codes.ts`. */
  readonly code: 'batch_too_large' | 'batch_unreadable' | 'too_large';
  readonly reason: string;
  /** Offset of the first of them; that of the last is the offset of the record. */
  readonly first_offset: number;
  /** How many there are. */
  readonly records: number;
}

/**
 * Headers that a record may have. Each takes two bytes or more in a batch, and a hundred in memory. A record with more has
 * one header instead, with the bytes that they were sent as.
 */
export const HEADERS_MAX = 10_000;
export const RAW_HEADERS = 'raw-headers';

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
  readonly #end: number;

  constructor(
    offset: number,
    timestamp: number,
    batchContext: BatchContext,
    bytes: Buffer,
    key_at: number,
    end: number,
  ) {
    this.offset = offset;
    this.timestamp = timestamp;
    this.batchContext = batchContext;
    this.#bytes = bytes;
    this.#key_at = key_at;
    this.#end = end;
  }

  get isControlRecord(): boolean {
    return this.batchContext.isControlBatch;
  }

  get unread(): Unread | undefined {
    return undefined;
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
    const start = at;
    let left = readVarint(this.#bytes);
    if (left <= 0) return NO_HEADERS;
    // Without a prototype, so that no name means anything but itself.
    const headers: RecordHeaders = Object.create(null);
    if (left > HEADERS_MAX) {
      headers[RAW_HEADERS] = this.#bytes.subarray(start, this.#end);
      return headers;
    }
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

/** No key, no value, no headers. */
export const NO_RECORD = Buffer.from([1, 1, 0]);

/** Records of a batch that are not handed out. The value is the batch as the broker sent it; the offset is the last of theirs. */
export class UnreadRecords extends FetchedRecord {
  readonly #unread: Unread;
  readonly #batch: Buffer;

  constructor(last_offset: number, timestamp: number, context: BatchContext, batch: Buffer, unread: Unread) {
    super(last_offset, timestamp, context, NO_RECORD, 0, NO_RECORD.length);
    this.#unread = unread;
    this.#batch = batch;
  }

  override get value(): Buffer {
    return this.#batch;
  }

  override get unread(): Unread {
    return this.#unread;
  }
}

/** The records of a batch do not lie where their lengths say. */
export class MalformedRecords extends Error {
  override readonly name = 'MalformedRecords';
}

/** What the records of one batch count from. */
export interface FirstRecord {
  readonly offset: number;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  /** Epoch milliseconds, where the broker stamps records; null where their producers do. */
  readonly append_time: number | null;
}

/**
 * Checks where a record says that it stands. Producers write that, and brokers check it in compressed batches only: one that stands
 * beyond its batch would move the position over the records of others, and one behind its neighbour would be handled twice.
 * @param before offset of the record in front of it, or one below the batch
 * @throws MalformedRecords
 */
export const checkOffset = (offset: number, before: number, last_offset: number): void => {
  if (offset <= before || offset > last_offset)
    throw new MalformedRecords('the offsets of its records do not rise, or lie outside of it');
};

/** What the header of a batch says of its records. */
export interface RecordsOfBatch {
  readonly first: FirstRecord;
  readonly last_offset: number;
  readonly count: number;
  readonly context: BatchContext;
}

/** Where a record lies: behind its length, and with the length of its key next. */
export interface RecordHead {
  readonly offset: number;
  readonly timestamp: number;
  readonly key_at: number;
}

/** Reads the length that a record begins with, and says where it begins behind that. */
export const readLength = (bytes: Buffer, from: number): { readonly length: number; readonly body_at: number } => {
  at = from;
  const length = readVarint(bytes);
  return { length, body_at: at };
};

/** Reads the head of a record, from behind its length on. */
export const readHead = (bytes: Buffer, from: number, first: FirstRecord): RecordHead => {
  at = from + 1; // attributes, unused
  const timestamp = first.timestamp + readVarlong(bytes);
  const offset = first.offset + readVarint(bytes);
  return { offset, timestamp: first.append_time ?? timestamp, key_at: at };
};

/**
 * Reads the records of a batch that stand at a position or behind it.
 * @param records_max how many records there may be in `into`; the rest is left out
 * @returns whether all were read
 * @throws MalformedRecords
 */
export const readRecords = (
  bytes: Buffer,
  from: number,
  { count, first, last_offset, context }: RecordsOfBatch,
  position: number,
  records_max: number,
  into: FetchedRecord[],
): boolean => {
  at = from;
  let before = first.offset - 1;
  for (let left = count; left > 0; left -= 1) {
    if (into.length >= records_max) return false;
    const length = readVarint(bytes);
    const body_at = at;
    const end = body_at + length;
    if (length <= 0 || end > bytes.length) throw new MalformedRecords('a record ends beyond its batch');
    at += 1; // attributes, unused
    const timestamp = first.timestamp + readVarlong(bytes);
    const offset = first.offset + readVarint(bytes);
    checkOffset(offset, before, last_offset);
    before = offset;
    // The last one says how far the batch reaches, also where compaction took what stood at the position.
    if (offset >= position || left === 1)
      into.push(new FetchedRecord(offset, first.append_time ?? timestamp, context, bytes, at, end));
    at = end;
  }
  return true;
};
