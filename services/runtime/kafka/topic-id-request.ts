/**
 * A Metadata request of version 10, which kafkajs does not have: the first version that says the id of a topic. A topic
 * that is deleted and created again under the same name has another id (KIP-516).
 */

const API_KEY = 3;
const API_VERSION = 10;
const NO_ID = Buffer.alloc(16);
const RESPONSE_NAME = 'TopicIds';

/** The parts of kafkajs's encoder and decoder that the request needs. */
interface Encoder {
  writeBuffer(bytes: Buffer): this;
}

interface Decoder {
  readInt8(): number;
  readInt16(): number;
  readInt32(): number;
  readUVarInt(): number;
  readUVarIntString(): string | null;
  readBytes(length: number): Buffer;
  readTaggedFields(): unknown;
}

type EncoderClass = new () => Encoder;
type DecoderClass = new (bytes: Buffer) => Decoder;

/** What kafkajs sends over a connection. */
export interface ProtocolRequest<T> {
  readonly request: {
    readonly apiKey: number;
    readonly apiVersion: number;
    readonly apiName: string;
    readonly encode: () => Promise<Encoder>;
  };
  readonly response: {
    readonly decode: (bytes: Buffer) => Promise<T>;
    readonly parse: (decoded: T) => Promise<T>;
  };
}

export interface TopicIdentity {
  readonly topic: string;
  /** Error code of the protocol; 0 for none. */
  readonly error_code: number;
  /** 32 hexadecimal digits. */
  readonly id: string;
}

/** An unsigned varint (KIP-482), as lengths of compact fields are written. */
const varint = (value: number): Buffer => {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
  return Buffer.from(bytes);
};

const compactString = (text: string): Buffer => {
  const bytes = Buffer.from(text);
  return Buffer.concat([varint(bytes.length + 1), bytes]);
};

/** No tagged fields follow. */
const NO_TAGS = varint(0);
const FALSE = Buffer.from([0]);

const bodyOf = (topics: readonly string[]): Buffer =>
  Buffer.concat([
    // The tagged fields of the request header, version 2, which kafkajs writes as version 1.
    NO_TAGS,
    varint(topics.length + 1),
    ...topics.flatMap((topic) => [NO_ID, compactString(topic), NO_TAGS]),
    FALSE, // allow_auto_topic_creation
    FALSE, // include_cluster_authorized_operations
    FALSE, // include_topic_authorized_operations
    NO_TAGS,
  ]);

/** Reads a compact array; each element ends with its tagged fields. */
const readArray = <T>(decoder: Decoder, read: () => T): T[] => {
  const items: T[] = [];
  for (let left = decoder.readUVarInt() - 1; left > 0; left -= 1) {
    items.push(read());
    decoder.readTaggedFields();
  }
  return items;
};

const skipNumbers = (decoder: Decoder): void => {
  for (let left = decoder.readUVarInt() - 1; left > 0; left -= 1) decoder.readInt32();
};

const readTopic = (decoder: Decoder): TopicIdentity => {
  const error_code = decoder.readInt16();
  const topic = decoder.readUVarIntString() ?? '';
  const id = decoder.readBytes(16).toString('hex');
  decoder.readInt8(); // is_internal
  readArray(decoder, () => {
    decoder.readInt16(); // error_code
    decoder.readInt32(); // partition_index
    decoder.readInt32(); // leader_id
    decoder.readInt32(); // leader_epoch
    for (let list = 0; list < 3; list += 1) skipNumbers(decoder); // replicas, in sync, offline
  });
  decoder.readInt32(); // topic_authorized_operations
  return { topic, error_code, id };
};

const readResponse = (decoder: Decoder): readonly TopicIdentity[] => {
  decoder.readTaggedFields(); // of the response header
  decoder.readInt32(); // throttle_time_ms
  readArray(decoder, () => {
    decoder.readInt32(); // node_id
    decoder.readUVarIntString(); // host
    decoder.readInt32(); // port
    decoder.readUVarIntString(); // rack
  });
  decoder.readUVarIntString(); // cluster_id
  decoder.readInt32(); // controller_id
  return readArray(decoder, () => readTopic(decoder));
};

/** Asks a broker for the ids of topics. Topics that do not exist have an error code. */
export const topicIdRequest = (
  topics: readonly string[],
  { Encoder, Decoder }: { readonly Encoder: EncoderClass; readonly Decoder: DecoderClass },
): ProtocolRequest<readonly TopicIdentity[]> => ({
  request: {
    apiKey: API_KEY,
    apiVersion: API_VERSION,
    apiName: RESPONSE_NAME,
    encode: async () => new Encoder().writeBuffer(bodyOf(topics)),
  },
  response: {
    decode: async (bytes) => readResponse(new Decoder(bytes)),
    parse: async (identities) => identities,
  },
});
