/** A record as the Java consumer saw it. */
export interface JavaRecord {
  readonly partition: number;
  readonly offset: number;
  /** Epoch milliseconds; null for a record without one. */
  readonly timestamp: number | null;
  /** In the order of the record; names may repeat. */
  readonly headers: readonly { readonly name: string; readonly value: Buffer | null }[];
  readonly key: Buffer | null;
  readonly value: Buffer | null;
}

const BYTES = 'org.apache.kafka.common.serialization.BytesDeserializer';

/** Bytes are printed with everything outside 0x20..0x7E, and the backslash, as \xNN: control characters can separate. */
const FIELD_SEPARATOR = '\t';
const HEADER_SEPARATOR = '\u001f';

/** Properties of the console consumer's formatter that make its lines free of loss; see `parseLine`. */
export const formatterProperties = (nullLiteral: string): readonly string[] => [
  ...['timestamp', 'partition', 'offset', 'headers', 'key', 'value'].map((field) => `print.${field}=true`),
  ...['key', 'value', 'headers'].map((field) => `${field}.deserializer=${BYTES}`),
  `key.separator=${FIELD_SEPARATOR}`,
  `headers.separator=${HEADER_SEPARATOR}`,
  `null.literal=${nullLiteral}`,
];

const toBytes = (text: string): Buffer =>
  Buffer.from(
    text.replace(/\\x([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );

/**
 * Reads one line of the console consumer. `nullLiteral` must be something no record holds, since the formatter prints
 * it for null as if it were content. Header names may not contain a colon or control characters.
 *
 * @throws Error when the line is not one of a record.
 */
export const parseLine = (line: string, nullLiteral: string): JavaRecord => {
  const fields = line.split(FIELD_SEPARATOR);
  const [timestamp, partition, offset, headers, key, value] = fields;
  if (fields.length !== 6 || !partition!.startsWith('Partition:') || !offset!.startsWith('Offset:')) {
    throw new Error(`not a line of the console consumer: ${line.slice(0, 60)}`);
  }
  const bytes = (text: string): Buffer | null => (text === nullLiteral ? null : toBytes(text));
  const header = (text: string) => {
    const colon = text.indexOf(':');
    return { name: text.slice(0, colon), value: bytes(text.slice(colon + 1)) };
  };
  return {
    partition: Number(partition!.slice('Partition:'.length)),
    offset: Number(offset!.slice('Offset:'.length)),
    timestamp: timestamp === 'NO_TIMESTAMP' ? null : Number(timestamp!.slice(timestamp!.indexOf(':') + 1)),
    headers: headers === 'NO_HEADERS' ? [] : headers!.split(HEADER_SEPARATOR).map(header),
    key: bytes(key!),
    value: bytes(value!),
  };
};
