/**
 * Record format 2 (https://kafka.apache.org/documentation/#record): sizes first, then bytes written in place, so that
 * a batch needs one allocation.
 */

type Bytes = Buffer | string | null | undefined;

/** A record on its way into a batch. */
export interface RecordDescriptor {
  /** Size with its length prefix. */
  readonly bytes: number;
  readonly body_bytes: number;
  readonly offset_delta: number;
  readonly timestamp_delta: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly Header[];
}

interface Header {
  readonly name: Buffer;
  readonly value: Buffer | null;
}

export interface RecordInput {
  readonly offsetDelta?: number;
  readonly timestampDelta?: unknown;
  readonly key?: Bytes;
  readonly value?: Bytes;
  readonly headers?: Readonly<Record<string, Bytes | readonly Bytes[]>>;
}

const NO_HEADERS: readonly Header[] = [];

const toBuffer = (bytes: Bytes): Buffer | null => {
  if (bytes === null || bytes === undefined) return null;
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(String(bytes));
};

/** Names repeat in every record; producers may send any, so only so many are remembered, and none that is long. */
const NAMES_MAX = 256;
const NAME_CHARS_MAX = 64;
const names = new Map<string, Buffer>();

const nameBytes = (name: string): Buffer => {
  const known = names.get(name);
  if (known !== undefined) return known;
  const bytes = Buffer.from(name);
  if (names.size < NAMES_MAX && name.length <= NAME_CHARS_MAX) names.set(name, bytes);
  return bytes;
};

const toHeaders = (headers: RecordInput['headers']): readonly Header[] => {
  if (headers === undefined) return NO_HEADERS;
  const list: Header[] = [];
  for (const key of Object.keys(headers)) {
    const given = headers[key];
    const name = nameBytes(key);
    if (Array.isArray(given))
      for (const value of given as readonly Bytes[]) list.push({ name, value: toBuffer(value) });
    else list.push({ name, value: toBuffer(given as Bytes) });
  }
  return list;
};

/** Zigzag by arithmetic, exact for every safe integer, where shifts would wrap at 32 bits. */
const zigzag = (value: number): number => (value >= 0 ? value * 2 : -value * 2 - 1);

const varintBytes = (value: number): number => {
  let rest = zigzag(value);
  let bytes = 1;
  while (rest > 0x7f) {
    bytes += 1;
    rest = Math.floor(rest / 128);
  }
  return bytes;
};

const writeVarint = (value: number, into: Buffer, at: number): number => {
  let rest = zigzag(value);
  let position = at;
  while (rest > 0x7f) {
    into[position++] = (rest % 128) | 0x80;
    rest = Math.floor(rest / 128);
  }
  into[position++] = rest;
  return position;
};

const prefixedBytes = (bytes: Buffer | null): number =>
  bytes === null ? varintBytes(-1) : varintBytes(bytes.length) + bytes.length;

const writePrefixed = (bytes: Buffer | null, into: Buffer, at: number): number => {
  if (bytes === null) return writeVarint(-1, into, at);
  const position = writeVarint(bytes.length, into, at);
  bytes.copy(into, position);
  return position + bytes.length;
};

/** Stands in for kafkajs's `Record`: takes its arguments, works out sizes, writes nothing yet. */
export const describeRecord = (input: RecordInput): RecordDescriptor => {
  const key = toBuffer(input.key);
  const value = toBuffer(input.value);
  const headers = toHeaders(input.headers);
  const offset_delta = input.offsetDelta ?? 0;
  const timestamp_delta = Number(input.timestampDelta ?? 0);

  let body_bytes = 1 + varintBytes(timestamp_delta) + varintBytes(offset_delta);
  body_bytes += prefixedBytes(key) + prefixedBytes(value) + varintBytes(headers.length);
  for (const header of headers) body_bytes += prefixedBytes(header.name) + prefixedBytes(header.value);
  return {
    bytes: varintBytes(body_bytes) + body_bytes,
    body_bytes,
    offset_delta,
    timestamp_delta,
    key,
    value,
    headers,
  };
};

/** Writes a record at a position and returns the position after it. */
export const writeRecord = (record: RecordDescriptor, into: Buffer, at: number): number => {
  let position = writeVarint(record.body_bytes, into, at);
  into[position++] = 0;
  position = writeVarint(record.timestamp_delta, into, position);
  position = writeVarint(record.offset_delta, into, position);
  position = writePrefixed(record.key, into, position);
  position = writePrefixed(record.value, into, position);
  position = writeVarint(record.headers.length, into, position);
  for (const { name, value } of record.headers) {
    position = writePrefixed(name, into, position);
    position = writePrefixed(value, into, position);
  }
  return position;
};
