import { filterAborted } from './aborted-records.ts';
import { type CodecOf, decodeBatches, type FetchedRecord } from './record-decoding.ts';
import { replaceModule, requireInside } from './replace.ts';

interface Decoder {
  readInt32(): number;
  canReadBytes(length: number): boolean;
  readBytes(length: number): Buffer;
}

type DecodeMessages = (decoder: Decoder) => Promise<FetchedRecord[]>;

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

const decodeMessages: DecodeMessages = async (decoder) => {
  const length = decoder.readInt32();
  if (length <= 0 || !decoder.canReadBytes(length)) return [];
  const { lookupCodecByAttributes } = requireInside<{ lookupCodecByAttributes: CodecOf }>(
    'protocol/message/compression/index.js',
  );
  const records = await decodeBatches(decoder.readBytes(length), lookupCodecByAttributes);
  if (records === null) throw new Error('record batches of a format before Kafka 0.11 are not read');
  return records;
};

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
 * offsets and timestamps into texts, and checks no checksum.
 */
export const fixFetchPath = (): void => {
  replaceModule('protocol/requests/fetch/v4/decodeMessages.js', decodeMessages);
  replaceModule('consumer/batch.js', leanBatch(requireInside<BatchClass>('consumer/batch.js')));
};
