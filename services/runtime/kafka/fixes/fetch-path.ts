import { filterAborted } from './aborted-records.ts';
import { decodeBatches } from './batch-decoding.ts';
import { codecOf } from './codecs.ts';
import type { FetchedRecord } from './record-decoding.ts';
import { replaceModule, requireInside } from './replace.ts';

interface Decoder {
  readInt32(): number;
  canReadBytes(length: number): boolean;
  readBytes(length: number): Buffer;
}

/** What was asked for. */
interface FetchRequest {
  readonly topics: readonly {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number; readonly fetchOffset: string | number }[];
  }[];
}

/** What came: the record batches of a partition as bytes, until they are decoded. */
interface FetchResponse {
  readonly responses: readonly {
    readonly topicName: string;
    readonly partitions: readonly { readonly partition: number; messages: Buffer | FetchedRecord[] }[];
  }[];
}

interface FetchCall {
  readonly request: object;
  readonly response: { readonly decode: (bytes: Buffer) => Promise<FetchResponse>; readonly parse: object };
}

interface FetchDefinition {
  readonly versions: readonly string[];
  readonly protocol: (options: { version: number }) => (request: FetchRequest) => FetchCall;
}

interface PartitionData {
  readonly partition: number;
  readonly highWatermark: string;
  readonly abortedTransactions?: { producerId: string; firstOffset: string }[] | null;
  readonly messages: FetchedRecord[];
}

interface Batch {
  isEmpty(): boolean;
  isEmptyDueToFiltering(): boolean;
  rawMessages: FetchedRecord[];
  messagesWithinOffset: FetchedRecord[];
  messages: FetchedRecord[];
}

type BatchClass = new (topic: string, fetchedOffset: string, data: PartitionData) => Batch;

const NOTHING = Buffer.alloc(0);

/** The record batches of one partition, as they came. */
const takeBatches = (decoder: Decoder): Buffer => {
  const length = decoder.readInt32();
  return length <= 0 || !decoder.canReadBytes(length) ? NOTHING : decoder.readBytes(length);
};

/** kafkajs shuffles what it asks for, so a topic may stand there several times, each time with other partitions. */
const positionOf = ({ topics }: FetchRequest, topic: string, partition: number): number => {
  for (const asked of topics) {
    if (asked.topic !== topic) continue;
    const found = asked.partitions.find((one) => one.partition === partition);
    if (found !== undefined) return Number(found.fetchOffset);
  }
  throw new Error(`${topic}/${partition}: records that nobody asked for`);
};

const decodeResponse = async (request: FetchRequest, response: FetchResponse): Promise<FetchResponse> => {
  for (const { topicName, partitions } of response.responses) {
    for (const data of partitions) {
      const bytes = data.messages as Buffer;
      const position = bytes.length === 0 ? 0 : positionOf(request, topicName, data.partition);
      const records = await decodeBatches(bytes, codecOf, position);
      if (records === null) throw new Error('record batches of a format before Kafka 0.11 are not read');
      data.messages = records;
    }
  }
  return response;
};

/** Decodes what came with an eye on what was asked for: of a large batch, only the records at the position are kept. */
const decodeByRequest = ({ versions, protocol }: FetchDefinition): FetchDefinition => ({
  versions,
  protocol: (options) => {
    const create = protocol(options);
    return (request) => {
      const call = create(request);
      const decode = async (bytes: Buffer): Promise<FetchResponse> =>
        decodeResponse(request, await call.response.decode(bytes));
      return { ...call, response: { ...call.response, decode } };
    };
  },
});

/**
 * Takes the records as decoded above; kafkajs makes two numbers of arbitrary length for each, to compare offsets.
 *
 * A batch of nothing but transaction markers and aborted records is handed out too, with no records. kafkajs passes it by
 * itself, and who keeps positions could not tell that from records that were skipped.
 */
const leanBatch = (Original: BatchClass): BatchClass =>
  class extends Original {
    constructor(topic: string, fetchedOffset: string, data: PartitionData) {
      super(topic, fetchedOffset, { ...data, messages: [] });
      const from = Number(fetchedOffset);
      this.rawMessages = data.messages;
      this.messagesWithinOffset = data.messages.filter(({ offset }) => offset >= from);
      this.messages = filterAborted({
        messages: this.messagesWithinOffset,
        abortedTransactions: data.abortedTransactions ?? null,
      }).filter(({ isControlRecord }) => !isControlRecord);
    }

    override isEmpty(): boolean {
      return this.rawMessages.length === 0;
    }

    override isEmptyDueToFiltering(): boolean {
      return false;
    }
  };

/**
 * Replaces how fetched records are decoded. kafkajs copies each record's bytes into half a dozen objects as it arrives,
 * offsets and timestamps into texts, checks no checksum, and decompresses whatever comes.
 */
export const fixFetchPath = (): void => {
  replaceModule('protocol/requests/fetch/v4/decodeMessages.js', takeBatches);
  replaceModule(
    'protocol/requests/fetch/index.js',
    decodeByRequest(requireInside<FetchDefinition>('protocol/requests/fetch/index.js')),
  );
  replaceModule('consumer/batch.js', leanBatch(requireInside<BatchClass>('consumer/batch.js')));
};
