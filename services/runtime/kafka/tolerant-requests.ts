import { requireInside } from './fixes/replace.ts';

/** A request as a connection of kafkajs takes it. */
export interface Exchange<T> {
  readonly request: object;
  readonly response: {
    readonly decode: (raw: Buffer) => Promise<T>;
    readonly parse: (data: T) => Promise<T>;
  };
}

/** Error code 0. Every part of an answer has a code of its own. */
export const NO_ERROR = 0;

interface Decoder {
  readInt16(): number;
  readInt32(): number;
  readInt64(): bigint | { toString(): string };
  readString(): string;
  readBytes(length?: number): Buffer | null;
  readArray<T>(read: (decoder: Decoder) => T): T[];
}

/**
 * kafkajs throws the first error of an answer, so that one partition without a leader hides all the others. Its requests and
 * decoders are used here without that step. The versions are understood by brokers from 1.1 to 4.x.
 */
const tolerant = <T>(path: string, args: object, decode?: (raw: Buffer) => Promise<T>): Exchange<T> => ({
  request: requireInside<(args: object) => object>(`protocol/requests/${path}/request.js`)(args),
  response: {
    decode:
      decode ?? requireInside<{ decode: (raw: Buffer) => Promise<T> }>(`protocol/requests/${path}/response.js`).decode,
    parse: async (data) => data,
  },
});

export interface BrokerAddress {
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
}

export interface MetadataAnswer {
  readonly brokers: readonly BrokerAddress[];
  readonly topicMetadata: readonly {
    readonly topicErrorCode: number;
    readonly topic: string;
    readonly partitionMetadata: readonly { readonly partitionId: number; readonly leader: number }[];
  }[];
}

interface Encoder {
  writeArray(array: readonly string[]): Encoder;
  writeBoolean(value: boolean): Encoder;
}

/** Addresses of the brokers, and the leaders of some topics; topics that do not exist are not created. */
export const metadataRequest = (topics: readonly string[]): Exchange<MetadataAnswer> => {
  const exchange = tolerant<MetadataAnswer>('metadata/v4', { topics: [...topics], allowAutoTopicCreation: false });
  const Encode = requireInside<new () => Encoder>('protocol/encoder.js');
  // For kafkajs no topics means all topics; the protocol can say none.
  const encode = async () => new Encode().writeArray(topics).writeBoolean(false);
  return { ...exchange, request: { ...exchange.request, encode } };
};

export interface CoordinatorAnswer {
  readonly errorCode: number;
  readonly coordinator: { readonly nodeId: number; readonly host: string; readonly port: number };
}

export const coordinatorRequest = (group: string): Exchange<CoordinatorAnswer> =>
  tolerant('findCoordinator/v1', { coordinatorKey: group, coordinatorType: 0 });

export interface GroupsAnswer {
  readonly errorCode: number;
  readonly groups: readonly { readonly groupId: string }[];
}

/** The groups that a broker coordinates. */
export const listGroupsRequest = (): Exchange<GroupsAnswer> => tolerant('listGroups/v2', {});

export interface DescribedGroup {
  readonly errorCode: number;
  readonly groupId: string;
  readonly state: string;
  readonly protocolType: string;
  readonly members: readonly {
    readonly memberId: string;
    readonly clientId: string;
    readonly clientHost: string;
    readonly memberAssignment: Buffer | null;
  }[];
}

export const describeGroupRequest = (group: string): Exchange<{ readonly groups: readonly DescribedGroup[] }> =>
  tolerant('describeGroups/v2', { groupIds: [group] });

export interface CommittedAnswer {
  readonly errorCode: number;
  readonly responses: readonly {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number; readonly offset: string; readonly errorCode: number }[];
  }[];
}

/** All that a group has committed. */
export const committedRequest = (group: string): Exchange<CommittedAnswer> =>
  tolerant('offsetFetch/v3', { groupId: group, topics: [] });

export interface OffsetsAnswer {
  readonly responses: readonly {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number; readonly errorCode: number; readonly offset: string }[];
  }[];
}

const CONSUMER_REPLICA = -1;
const READ_COMMITTED = 1;

/** @param timestamp -2 asks for the log start, -1 for the last stable offset */
export const offsetsRequest = (
  partitions: ReadonlyMap<string, readonly number[]>,
  timestamp: number,
): Exchange<OffsetsAnswer> =>
  tolerant('listOffsets/v2', {
    replicaId: CONSUMER_REPLICA,
    isolationLevel: READ_COMMITTED,
    topics: [...partitions].map(([topic, numbers]) => ({
      topic,
      partitions: numbers.map((partition) => ({ partition, timestamp })),
    })),
  });

/** What one partition answers to a fetch, with its record batches as they came: nothing is unpacked. */
export interface FetchedBytes {
  readonly errorCode: number;
  readonly abortedTransactions: { producerId: string; firstOffset: string }[];
  readonly bytes: Buffer;
}

const FETCH_WAIT_MAX_MS = 250;

/** The batch that holds an offset, whatever its size, and as many of the next ones as fit into `bytes_max`. */
export const fetchRequest = (
  topic: string,
  partition: number,
  offset: number,
  bytes_max: number,
): Exchange<FetchedBytes | null> =>
  tolerant(
    'fetch/v4',
    {
      replicaId: CONSUMER_REPLICA,
      maxWaitTime: FETCH_WAIT_MAX_MS,
      minBytes: 1,
      maxBytes: bytes_max,
      isolationLevel: READ_COMMITTED,
      topics: [{ topic, partitions: [{ partition, fetchOffset: String(offset), maxBytes: bytes_max }] }],
    },
    async (raw) => {
      const Decode = requireInside<new (raw: Buffer) => Decoder>('protocol/decoder.js');
      const decoder = new Decode(raw);
      decoder.readInt32(); // throttle time
      const [answer] = decoder.readArray((topics) => {
        topics.readString(); // the only one that was asked for
        return topics.readArray(readPartition);
      });
      return answer?.[0] ?? null;
    },
  );

const readPartition = (decoder: Decoder): FetchedBytes => {
  decoder.readInt32(); // partition
  const errorCode = decoder.readInt16();
  decoder.readInt64(); // high watermark
  decoder.readInt64(); // last stable offset
  const abortedTransactions = decoder.readArray((list) => ({
    producerId: list.readInt64().toString(),
    firstOffset: list.readInt64().toString(),
  }));
  const length = decoder.readInt32();
  const bytes = length <= 0 ? Buffer.alloc(0) : (decoder.readBytes(length) ?? Buffer.alloc(0));
  return { errorCode, abortedTransactions, bytes };
};
