import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { LogRecord } from '../kafka/log-reader.ts';
import { headerText } from './headers.ts';

/** Header of a dead letter that says how its value is compressed. */
export const VALUE_ENCODING = 'value-encoding';
const ZSTD = 'zstd';
/** The value is the record batch as the broker sent it (https://kafka.apache.org/documentation/#recordbatch). */
export const RECORD_BATCH = 'kafka-record-batch';
/** Key, value and headers were left out. */
export const NONE = 'none';
/** The largest record that is decompressed at all; see `DECODE_LIMITS`. */
const PLAIN_BYTES_MAX = 16 * 1024 * 1024;

/**
 * A record that is too large for its topics, as a dead letter can carry it: its value compressed. The broker took it in a
 * compressed batch, so this makes it small enough again, as a rule.
 */
export const packed = (record: LogRecord): LogRecord => ({
  ...record,
  ...(record.unread === undefined ? { value: record.value && zstdCompressSync(record.value) } : {}),
  headers: { ...record.headers, [VALUE_ENCODING]: Buffer.from(record.unread === undefined ? ZSTD : RECORD_BATCH) },
});

/** What is left of a record that does not even fit compressed: where it stands. */
export const noteOf = (record: LogRecord): LogRecord => ({
  ...record,
  key: null,
  value: null,
  headers: { [VALUE_ENCODING]: Buffer.from(NONE) },
});

/**
 * The value of a record of a dead-letter topic, as it stood in the input. A header that says what is not so, because a producer
 * sent it, changes nothing.
 */
export const unpackedValue = ({ value, headers }: Pick<LogRecord, 'value' | 'headers'>): Buffer | null => {
  if (value === null || headerText(headers, VALUE_ENCODING) !== ZSTD) return value;
  try {
    return zstdDecompressSync(value, { maxOutputLength: PLAIN_BYTES_MAX });
  } catch {
    return value;
  }
};

/** Whether a dead letter holds its record as it was sent, so that it can be sent again. */
export const isWhole = ({ headers }: Pick<LogRecord, 'headers'>): boolean => {
  const encoding = headerText(headers, VALUE_ENCODING);
  return encoding !== RECORD_BATCH && encoding !== NONE;
};
