import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { LogRecord } from '../kafka/log-reader.ts';
import { headerText } from './headers.ts';
import { VALUE_ENCODING } from './producer-headers.ts';

export const ZSTD = 'zstd';
/** The value is the record batch as the broker sent it (https://kafka.apache.org/documentation/#recordbatch). */
const RECORD_BATCH = 'kafka-record-batch';
/** Key, value and headers were left out. */
const NONE = 'none';
/** The largest record that is decompressed at all; see `DECODE_LIMITS`. A few compressed bytes can stand for gigabytes. */
const PLAIN_BYTES_MAX = 16 * 1024 * 1024;

/** A record as a dead letter carries it. */
export interface Carried {
  readonly record: LogRecord;
  /** What the value is, where it is not that of the record. */
  readonly encoding?: string;
}

/**
 * A record that is too large for its topics, as a dead letter can carry it: its value compressed. The broker took it in a
 * compressed batch, so this makes it small enough again, as a rule. A batch that was not read is carried as it came.
 */
export const packed = (record: LogRecord): Carried =>
  record.unread === undefined
    ? { record: { ...record, value: record.value && zstdCompressSync(record.value) }, encoding: ZSTD }
    : { record, encoding: RECORD_BATCH };

/** What is left of a record that does not even fit compressed: where it stands. */
export const noteOf = (record: LogRecord): Carried => ({
  record: { ...record, key: null, value: null, headers: {} },
  encoding: NONE,
});

/**
 * The value of a record of a dead-letter topic, as the input had it.
 * @returns undefined where the header says that the value is compressed, and it is not, or is too large once it is unpacked
 */
export const unpackedValue = ({ value, headers }: Pick<LogRecord, 'value' | 'headers'>): Buffer | null | undefined => {
  if (value === null || headerText(headers, VALUE_ENCODING) !== ZSTD) return value;
  try {
    return zstdDecompressSync(value, { maxOutputLength: PLAIN_BYTES_MAX });
  } catch {
    return undefined;
  }
};

/** Whether a dead letter holds its record as it was sent, so that it can be sent again. */
export const isWhole = ({ headers }: Pick<LogRecord, 'headers'>): boolean => {
  const encoding = headerText(headers, VALUE_ENCODING);
  return encoding !== RECORD_BATCH && encoding !== NONE;
};
