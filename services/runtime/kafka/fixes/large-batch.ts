import type { Codec } from '../compression/codec.ts';
import type { DecodeLimits, RawBatch } from './batch-decoding.ts';
import { createByteStream } from './byte-stream.ts';
import {
  checkOffset,
  FetchedRecord,
  MalformedRecords,
  NO_RECORD,
  readHead,
  readLength,
  type Unread,
  UnreadRecords,
} from './record-decoding.ts';

const LENGTH_BYTES_MAX = 5;
/** Length, attributes, timestamp and offset. */
const HEAD_BYTES_MAX = LENGTH_BYTES_MAX + 1 + 10 + 5;

/** One at a time in a process: a window of Zstandard alone may take 128 MiB. */
let turn: Promise<unknown> = Promise.resolve();

/**
 * Reads the next records of a batch that is too large to be decompressed as a whole, from a position on, within the limits. The
 * batch is decompressed from its beginning each time, and what lies before the position is dropped piece by piece.
 * @returns whether the batch was read to its end
 * @throws MalformedRecords, and what the codec throws
 */
export const readLargeBatch = (
  batch: RawBatch,
  codec: Codec,
  position: number,
  limits: DecodeLimits,
  into: FetchedRecord[],
): Promise<boolean> => {
  const reading = turn.then(() => readWindow(batch, codec, position, limits, into));
  turn = reading.catch(() => undefined);
  return reading;
};

const readWindow = async (
  batch: RawBatch,
  codec: Codec,
  position: number,
  { plain_bytes_max, records_max, batch_bytes_max }: DecodeLimits,
  into: FetchedRecord[],
): Promise<boolean> => {
  const { first, last_offset, count, context } = batch;
  const stream = createByteStream(codec.pieces(batch.records));
  let window_bytes = 0;
  let before = first.offset - 1;
  let dropped: FetchedRecord | undefined;
  const unread = (offset: number, timestamp: number, rest: Unread): void => {
    into.push(new UnreadRecords(offset, timestamp, context, batch.bytes, rest));
  };
  /** What is left of the batch is not read. */
  const giveUp = (first_offset: number, timestamp: number, records: number): void => {
    const reason = `the batch has more than ${batch_bytes_max} bytes without compression`;
    unread(last_offset, timestamp, { code: 'batch_too_large', reason, first_offset, records });
  };
  try {
    for (let index = 0; index < count; index += 1) {
      if (stream.available() < HEAD_BYTES_MAX) await stream.fill(HEAD_BYTES_MAX);
      const front = stream.peek(HEAD_BYTES_MAX);
      const { length, body_at } = readLength(front, 0);
      if (length <= 0) throw new MalformedRecords('a record ends beyond its batch');
      const { offset, timestamp } = readHead(front, body_at, first);
      checkOffset(offset, before, last_offset);
      before = offset;
      const is_beyond = stream.consumed() + length > batch_bytes_max;
      if (offset < position) {
        if (is_beyond) {
          const left = Math.min(count - index - 1, last_offset - position + 1);
          if (left > 0) giveUp(position, timestamp, left);
          return true;
        }
        await stream.drop(body_at + length);
        dropped = new FetchedRecord(offset, timestamp, context, NO_RECORD, 0, NO_RECORD.length);
        continue;
      }
      if (is_beyond && length <= plain_bytes_max) {
        if (into.length > 0) return false;
        giveUp(offset, timestamp, count - index);
        return true;
      }
      if (length > plain_bytes_max) {
        const reason = `the record has ${length} bytes without compression; ${plain_bytes_max} is the most`;
        unread(offset, timestamp, { code: 'too_large', reason, first_offset: offset, records: 1 });
        return index === count - 1;
      }
      if (into.length > 0 && (window_bytes + length > plain_bytes_max || into.length >= records_max)) return false;
      const bytes = await stream.take(body_at + length);
      const { key_at } = readHead(bytes, body_at, first);
      into.push(new FetchedRecord(offset, timestamp, context, bytes, key_at, bytes.length));
      window_bytes += bytes.length;
    }
    // It says how far the batch reaches where compaction took what stood at the position.
    if (into.length === 0 && dropped !== undefined) into.push(dropped);
    return true;
  } finally {
    await stream.close();
  }
};
