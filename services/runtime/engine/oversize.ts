import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { LogRecord } from '../kafka/log-reader.ts';
import { headerText } from './headers.ts';

/** Header of a dead letter that says how its value is compressed. */
export const VALUE_ENCODING = 'value-encoding';
const ZSTD = 'zstd';

/**
 * A record that is too large for its topics, as a dead letter can carry it: its value compressed. The broker took it in a
 * compressed batch, so this makes it small enough again, as a rule.
 */
export const packed = (record: LogRecord): LogRecord => ({
  ...record,
  value: record.value && zstdCompressSync(record.value),
  headers: { ...record.headers, [VALUE_ENCODING]: Buffer.from(ZSTD) },
});

/** What is left of a record that does not even fit compressed: where it stands. */
export const noteOf = (record: LogRecord): LogRecord => ({ ...record, key: null, value: null, headers: {} });

/** The value of a record of a dead-letter topic, as it stood in the input. */
export const unpackedValue = ({ value, headers }: Pick<LogRecord, 'value' | 'headers'>): Buffer | null =>
  value !== null && headerText(headers, VALUE_ENCODING) === ZSTD ? zstdDecompressSync(value) : value;
