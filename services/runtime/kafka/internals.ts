import type { Kafka } from 'kafkajs';
import type { FetchedRecord } from './fixes/record-decoding.ts';
import type { ProtocolRequest } from './topic-id-request.ts';

/** The part of kafkajs's private cluster object that reading a partition without a group needs. */
export interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  refreshMetadata(): Promise<void>;
  addMultipleTargetTopics(topics: readonly string[]): Promise<void>;
  findTopicPartitionMetadata(topic: string): { partitionId: number; leader: number }[];
  fetchTopicsOffset(
    topics: { topic: string; fromBeginning?: boolean; fromTimestamp?: number; partitions: { partition: number }[] }[],
  ): Promise<{ topic: string; partitions: { partition: number; offset: string }[] }[]>;
  findLeaderForPartitions(topic: string, partitions: number[]): Record<string, number[]>;
  findBroker(options: { nodeId: string }): Promise<Broker>;
}

export interface Broker {
  readonly connectionPool: { send<T>(request: ProtocolRequest<T>): Promise<T> };
  listOffsets(options: {
    isolationLevel: number;
    topics: { topic: string; partitions: { partition: number; timestamp: number }[] }[];
  }): Promise<{ responses: { topic: string; partitions: { partition: number; offset: string }[] }[] }>;
  fetch(options: {
    maxWaitTime: number;
    minBytes: number;
    maxBytes: number;
    isolationLevel: number;
    topics: { topic: string; partitions: { partition: number; fetchOffset: string; maxBytes: number }[] }[];
  }): Promise<{ responses: { topicName: string; partitions: PartitionData[] }[] }>;
}

export interface PartitionData {
  readonly partition: number;
  readonly highWatermark: string;
  readonly abortedTransactions?: { producerId: string; firstOffset: string }[] | null;
  readonly messages: FetchedRecord[];
}

export const READ_UNCOMMITTED = 0;
export const READ_COMMITTED = 1;

/** kafkajs reads partitions only inside a group; its cluster object, found by symbol, can do without one. */
export const createCluster = (kafka: Kafka, isolationLevel: number = READ_COMMITTED): Cluster => {
  const symbol = Object.getOwnPropertySymbols(kafka).find((s) => s.description === 'private:Kafka:createCluster');
  if (symbol === undefined) throw new Error('this kafkajs has no createCluster');
  const factory = (kafka as unknown as Record<symbol, (options: object) => Cluster>)[symbol]!;
  return factory({ allowAutoTopicCreation: false, isolationLevel, metadataMaxAge: 60_000 });
};
