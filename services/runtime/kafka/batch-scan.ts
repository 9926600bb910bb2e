import { filterAborted } from './fixes/aborted-records.ts';
import { CorruptBatch, DECODE_LIMITS, decodeBatches } from './fixes/batch-decoding.ts';
import { codecOf } from './fixes/codecs.ts';
import type { BatchContext } from './fixes/record-decoding.ts';

/** What record batches hold from an offset on, for a reader that sees committed records only. */
export interface Scan {
  /** The first committed record; null where there are only transaction markers and aborted records. */
  readonly first: { readonly offset: number; readonly timestamp_ms: number } | null;
  /** Committed records between the offset and `next_offset`. */
  readonly records: number;
  /** One past the last offset that was looked at. */
  readonly next_offset: number;
}

export interface ScanRange {
  /** Where the reader is. */
  readonly from: number;
  /** Where the partition ends. */
  readonly to: number;
}

type Aborted = Parameters<typeof filterAborted>[0]['abortedTransactions'];

/** The header of a batch (https://kafka.apache.org/documentation/#recordbatch). */
interface BatchHeader {
  readonly offset: number;
  readonly last_offset: number;
  readonly attributes: number;
  readonly first_timestamp_ms: number;
  readonly max_timestamp_ms: number;
  readonly count: number;
  /** Key of the marker; null for records. */
  readonly key: Buffer | null;
  readonly isControlRecord: boolean;
  readonly batchContext: BatchContext;
  readonly bytes: Buffer;
}

const HEADER_BYTES = 61;
const FRAME_BYTES = 12;
const MAGIC = 2;
const COMPRESSION_MASK = 0x07;
const LOG_APPEND_TIME_MASK = 0x08;
const TRANSACTIONAL_MASK = 0x10;
const CONTROL_MASK = 0x20;
/** The first timestamp is the time at which tombstones go (KIP-534). */
const DELETE_HORIZON_MASK = 0x40;

/**
 * Reads the headers of batches, and of one batch the times of its records. What is compressed is unpacked only where that is
 * sure to be small; else the time of the batch stands for that of its records.
 * @throws CorruptBatch when a batch is damaged, or of the format before Kafka 0.11
 */
export const scanBatches = async (bytes: Buffer, aborted: Aborted, { from, to }: ScanRange): Promise<Scan> => {
  const batches = (await headersOf(bytes)).filter(({ last_offset, offset }) => last_offset >= from && offset < to);
  const committed = filterAborted({ messages: batches, abortedTransactions: aborted ?? null });
  let first: Scan['first'] = null;
  let records = 0;
  for (const batch of committed) {
    // Compaction leaves a batch without records where it is the last one of its producer.
    if (batch.isControlRecord || batch.count === 0) continue;
    first ??= await firstRecord(batch, from);
    records += countBetween(batch, from, to);
  }
  return { first, records, next_offset: Math.min(to, (batches.at(-1)?.last_offset ?? from - 1) + 1) };
};

/** Batches that are there as a whole; the last one may be cut off. */
const headersOf = async (bytes: Buffer): Promise<BatchHeader[]> => {
  const headers: BatchHeader[] = [];
  for (let start = 0; start + HEADER_BYTES <= bytes.length; ) {
    const end = start + FRAME_BYTES + bytes.readInt32BE(start + 8);
    const offset = Number(bytes.readBigInt64BE(start));
    if (bytes[start + 16] !== MAGIC) throw new CorruptBatch(offset, 'it is of the format before Kafka 0.11');
    if (end < start + HEADER_BYTES) throw new CorruptBatch(offset, 'its length is wrong');
    if (end > bytes.length) break;
    headers.push(await headerOf(bytes.subarray(start, end)));
    start = end;
  }
  return headers;
};

const headerOf = async (bytes: Buffer): Promise<BatchHeader> => {
  const offset = Number(bytes.readBigInt64BE(0));
  const last_offset = offset + bytes.readInt32BE(23);
  const count = bytes.readInt32BE(57);
  if (last_offset < offset || count < 0) throw new CorruptBatch(offset, 'its header is wrong');
  const attributes = bytes.readInt16BE(21);
  const isControlRecord = (attributes & CONTROL_MASK) > 0;
  const [marker] = isControlRecord ? ((await decodeBatches(bytes, () => null)) ?? []) : [];
  return {
    offset,
    last_offset,
    attributes,
    first_timestamp_ms: Number(bytes.readBigInt64BE(27)),
    max_timestamp_ms: Number(bytes.readBigInt64BE(35)),
    count,
    key: marker?.key ?? null,
    isControlRecord,
    batchContext: {
      producerId: String(bytes.readBigInt64BE(43)),
      inTransaction: (attributes & TRANSACTIONAL_MASK) > 0,
      isControlBatch: isControlRecord,
    },
    bytes,
  };
};

/** Exact for whole batches, also those that were compacted; for a part of one, the offsets that it spans. */
const countBetween = ({ offset, last_offset, count }: BatchHeader, from: number, to: number): number =>
  Math.min(count, Math.min(last_offset + 1, to) - Math.max(offset, from));

const firstRecord = async (batch: BatchHeader, from: number): Promise<Scan['first']> => {
  const { attributes, offset, first_timestamp_ms, max_timestamp_ms } = batch;
  const at = Math.max(offset, from);
  if ((attributes & LOG_APPEND_TIME_MASK) > 0) return { offset: at, timestamp_ms: max_timestamp_ms };
  const has_horizon = (attributes & DELETE_HORIZON_MASK) > 0;
  if (offset >= from && !has_horizon) return { offset: at, timestamp_ms: first_timestamp_ms };
  const records = await unpack(batch, from);
  const found = records?.find((record) => record.offset >= from);
  if (found !== undefined) return { offset: found.offset, timestamp_ms: found.timestamp };
  return { offset: at, timestamp_ms: has_horizon ? max_timestamp_ms : first_timestamp_ms };
};

/** A batch of this size is unpacked: what it holds takes bounded time too. */
const PACKED_MAX_BYTES = 64 * 1024;
const LIMITS = { ...DECODE_LIMITS, plain_bytes_max: 1024 * 1024, batch_bytes_max: 16 * 1024 * 1024 };

/** @returns null where it might be too large, or cannot be read */
const unpack = async ({ bytes, attributes }: BatchHeader, from: number) => {
  if ((attributes & COMPRESSION_MASK) !== 0 && bytes.length > PACKED_MAX_BYTES) return null;
  try {
    return await decodeBatches(bytes, codecOf, from, LIMITS);
  } catch {
    return null;
  }
};
