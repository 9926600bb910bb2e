import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { LogRecord } from '../kafka/log-reader.ts';
import { headerText } from './headers.ts';
import { VALUE_ENCODING } from './producer-headers.ts';

export const ZSTD = 'zstd';

/** The most that a value may have once it is unpacked. A few compressed bytes can be gigabytes. */
const UNPACKED_BYTES_MAX = 64 * 1024 * 1024;

/**
 * A record that is too large for its topics, as a dead letter can carry it: its value compressed. The broker took it in a
 * compressed batch, so this makes it small enough again, as a rule.
 */
export const packed = (record: LogRecord): LogRecord => ({
  ...record,
  value: record.value && zstdCompressSync(record.value),
});

/** What is left of a record that does not even fit compressed: where it stands. */
export const noteOf = (record: LogRecord): LogRecord => ({ ...record, key: null, value: null, headers: {} });

/**
 * The value of a record of a dead-letter topic, as the input had it.
 * @returns undefined where the header says that the value is compressed, and it is not, or is too large once it is unpacked
 */
export const unpackedValue = ({ value, headers }: Pick<LogRecord, 'value' | 'headers'>): Buffer | null | undefined => {
  if (value === null || headerText(headers, VALUE_ENCODING) !== ZSTD) return value;
  try {
    return zstdDecompressSync(value, { maxOutputLength: UNPACKED_BYTES_MAX });
  } catch {
    return undefined;
  }
};
