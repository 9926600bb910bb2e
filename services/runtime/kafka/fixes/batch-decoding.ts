import { setImmediate } from 'node:timers/promises';
import { crc32c } from '@node-rs/crc32';
import type { CodecOf } from './codecs.ts';
import { readLargeBatch } from './large-batch.ts';
import {
  type FetchedRecord,
  MalformedRecords,
  type RecordsOfBatch,
  readRecords,
  UnreadRecords,
} from './record-decoding.ts';

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
const LAST_DELTA_AT = 23;
const RECORDS_AT = 61;

/** What one answer of a broker may become, for each partition. The rest is fetched again. */
export interface DecodeLimits {
  /** Bytes without compression. A batch that has more is read in pieces of this size. */
  readonly plain_bytes_max: number;
  readonly records_max: number;
  /** Bytes that a batch may have without compression; what lies beyond is not read. */
  readonly batch_bytes_max: number;
  readonly batch_records_max: number;
}

const MIB = 1024 * 1024;
/** How long batches are decoded in one go. */
const BUSY_MS_MAX = 20;

/**
 * The largest record that a topic takes has 2 MiB. What its batch holds is as a rule ten times, at the most some fifty times as
 * much as its compressed bytes; more than 128 MiB is no batch that anybody sends by accident.
 */
export const DECODE_LIMITS: DecodeLimits = {
  plain_bytes_max: 16 * MIB,
  records_max: 50_000,
  batch_bytes_max: 128 * MIB,
  batch_records_max: 500_000,
};

/** The log is damaged, on disk or on its way. Nothing behind it is handed out. */
export class CorruptBatch extends Error {
  constructor(first_offset: number, what: string) {
    super(`record batch at offset ${first_offset}: ${what}`);
    this.name = 'CorruptBatch';
  }
}

/** A record batch of format 2, its records still compressed. */
export interface RawBatch extends RecordsOfBatch {
  readonly attributes: number;
  /** The whole of it. */
  readonly bytes: Buffer;
  readonly records: Buffer;
}

const toRawBatch = (bytes: Buffer): RawBatch => {
  // Offsets and timestamps stay far below 2^53.
  const int64 = (position: number): number => Number(bytes.readBigInt64BE(position));
  const offset = int64(0);
  if (bytes.readUInt32BE(CRC_AT) !== crc32c(bytes.subarray(BODY_AT))) {
    throw new CorruptBatch(offset, 'the checksum is wrong');
  }
  const attributes = bytes.readInt16BE(BODY_AT);
  return {
    first: {
      offset,
      timestamp: int64(27),
      append_time: (attributes & LOG_APPEND_TIME_MASK) > 0 ? int64(35) : null,
    },
    last_offset: offset + bytes.readInt32BE(LAST_DELTA_AT),
    attributes,
    count: bytes.readInt32BE(57),
    context: {
      producerId: String(bytes.readBigInt64BE(43)),
      inTransaction: (attributes & TRANSACTIONAL_MASK) > 0,
      isControlBatch: (attributes & CONTROL_MASK) > 0,
    },
    bytes,
    records: bytes.subarray(RECORDS_AT),
  };
};

/**
 * Decodes record batches of format 2 (https://kafka.apache.org/documentation/#recordbatch), one behind the other, the last
 * one perhaps cut off, as a broker sends them. What goes beyond the limits is left out, as if the broker had not sent it; but
 * something is always handed out. A batch whose checksum is right and whose records cannot be read all the same, or are far
 * too many, is one `UnreadRecords`: it must neither be lost nor stop the partition.
 * @param position records below it are not wanted
 * @returns null when the first batch is of an older format
 * @throws CorruptBatch when a checksum is wrong
 */
export const decodeBatches = async (
  bytes: Buffer,
  codecOf: CodecOf,
  position = 0,
  limits: DecodeLimits = DECODE_LIMITS,
): Promise<FetchedRecord[] | null> => {
  if (bytes.length > MAGIC_AT && bytes[MAGIC_AT] !== MAGIC) return null;
  const records: FetchedRecord[] = [];
  let paused_at_ms = performance.now();
  let left_bytes = limits.plain_bytes_max;
  for (let start = 0; start + RECORDS_AT <= bytes.length; ) {
    const end = start + FRAME_BYTES + bytes.readInt32BE(start + 8);
    if (end > bytes.length) break;
    const batch = toRawBatch(bytes.subarray(start, end));
    const used = await decodeBatch(batch, codecOf, position, left_bytes, limits, records);
    if (used === null || used >= left_bytes || records.length >= limits.records_max) break;
    left_bytes -= used;
    start = end;
    // Thousands of small batches can take seconds, in which no heartbeat would be sent.
    if (performance.now() - paused_at_ms > BUSY_MS_MAX) {
      await setImmediate();
      paused_at_ms = performance.now();
    }
  }
  return records;
};

/** @returns how many bytes were decompressed; null when there is more of the batch than was handed out */
const decodeBatch = async (
  batch: RawBatch,
  codecOf: CodecOf,
  position: number,
  bytes_max: number,
  limits: DecodeLimits,
  into: FetchedRecord[],
): Promise<number | null> => {
  const { first, count, context, attributes } = batch;
  const before = into.length;
  const codec = (attributes & COMPRESSION_MASK) === 0 ? null : codecOf(attributes);
  try {
    if (count > limits.batch_records_max) {
      into.push(unreadFrom(batch, position, 'batch_too_large', `the batch has ${count} records`));
      return 0;
    }
    const plain = codec === null ? batch.records : await codec.decompress(batch.records, bytes_max);
    if (plain === null) {
      // Not the first: it is fetched again, and then there is all the room that there can be.
      if (before > 0) return null;
      return (await readLargeBatch(batch, codec!, position, limits, into)) ? limits.plain_bytes_max : null;
    }
    const is_whole = readRecords(plain, 0, batch, position, limits.records_max, into);
    return is_whole ? (codec === null ? 0 : plain.length) : null;
  } catch (error) {
    // A marker of a transaction is the broker's own.
    if (context.isControlBatch) throw new CorruptBatch(first.offset, (error as Error).message);
    into.length = before;
    into.push(unreadFrom(batch, position, 'batch_unreadable', unreadableReason(error)));
    return 0;
  }
};

/** Errors of codecs may say anything. */
const unreadableReason = (error: unknown): string =>
  error instanceof MalformedRecords ? error.message : 'the records of the batch cannot be decompressed';

const unreadFrom = (
  batch: RawBatch,
  position: number,
  code: 'batch_too_large' | 'batch_unreadable',
  reason: string,
): UnreadRecords => {
  const { first, last_offset, count, context, bytes } = batch;
  const first_offset = Math.max(first.offset, position);
  const records = Math.min(count, last_offset - first_offset + 1);
  const timestamp = first.append_time ?? first.timestamp;
  return new UnreadRecords(last_offset, timestamp, context, bytes, { code, reason, first_offset, records });
};
