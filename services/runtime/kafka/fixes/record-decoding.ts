import { replaceModule } from './replace.ts';

/** The parts of kafkajs's decoder that reading a record takes. */
interface Decoder {
  readInt8(): number;
  readVarInt(): number;
  readVarLong(): { toString(): string };
  readVarIntBytes(): Buffer | null;
  readVarIntString(): string;
}

interface BatchContext {
  readonly firstOffset: string;
  readonly firstTimestamp: string;
  readonly maxTimestamp: string;
  readonly timestampType: number;
  readonly magicByte: number;
  readonly isControlBatch?: boolean;
}

type DecodedHeaders = Record<string, Buffer | Buffer[]>;

const LOG_APPEND_TIME = 1;
const EMPTY = Buffer.alloc(0);

/**
 * Headers by name, with an array where a name repeats. A header without a value has empty bytes here.
 *
 * kafkajs copies all headers it has for each one more, so that a record full of small headers keeps a process busy
 * longer than its session; and it looks names up in an ordinary object, so that a header named `constructor` comes
 * with a function among its values.
 */
const decodeHeaders = (decoder: Decoder): DecodedHeaders => {
  const headers = Object.create(null) as DecodedHeaders;
  for (let left = decoder.readVarInt(); left > 0; left -= 1) {
    const name = decoder.readVarIntString();
    const value = decoder.readVarIntBytes() ?? EMPTY;
    const known = headers[name];
    if (known === undefined) headers[name] = value;
    else if (Array.isArray(known)) known.push(value);
    else headers[name] = [known, value];
  }
  return headers;
};

/** Reads a record of format 2 (https://kafka.apache.org/documentation/#record), its length apart. */
const decodeRecord = (decoder: Decoder, batchContext: BatchContext) => {
  const attributes = decoder.readInt8();
  const timestamp_delta = decoder.readVarLong().toString();
  const timestamp =
    batchContext.timestampType === LOG_APPEND_TIME
      ? batchContext.maxTimestamp
      : String(BigInt(batchContext.firstTimestamp) + BigInt(timestamp_delta));
  const offset = String(BigInt(batchContext.firstOffset) + BigInt(decoder.readVarInt()));
  const key = decoder.readVarIntBytes();
  const value = decoder.readVarIntBytes();
  return {
    magicByte: batchContext.magicByte,
    attributes,
    timestamp,
    offset,
    key,
    value,
    headers: decodeHeaders(decoder),
    isControlRecord: batchContext.isControlBatch ?? false,
    batchContext,
  };
};

export const fixRecordDecoding = (): void => replaceModule('protocol/recordBatch/record/v0/decoder.js', decodeRecord);
