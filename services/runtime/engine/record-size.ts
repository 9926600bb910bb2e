import type { LogRecord } from '../kafka/log-reader.ts';
import { nameBytesBesideOurs } from './producer-headers.ts';

/** What the lengths of a header's name and value take in a batch, mostly. */
const LENGTHS_BYTES = 3;
/** What a header takes in memory beside its bytes. */
const HEADER_OBJECT_BYTES = 100;

/** Bytes of a record in a batch, without compression: those of its key, value and headers. */
export const sizeOf = ({ key, value, headers }: LogRecord): number =>
  (key?.length ?? 0) + (value?.length ?? 0) + headersSize(headers, LENGTHS_BYTES);

/** About how much memory a record takes while its chunk is handled. */
export const memoryBytes = ({ key, value, headers }: LogRecord): number =>
  (key?.length ?? 0) + (value?.length ?? 0) + headersSize(headers, HEADER_OBJECT_BYTES);

const headersSize = (headers: LogRecord['headers'], each_bytes: number): number => {
  let bytes = 0;
  for (const name in headers) {
    const given = headers[name]!;
    // As it is beside ours, where its name may be longer.
    const named = nameBytesBesideOurs(name) + each_bytes;
    if (Array.isArray(given)) for (const one of given) bytes += named + one.length;
    else bytes += named + given.length;
  }
  return bytes;
};
