import type { Kafka } from 'kafkajs';
import pLimit from 'p-limit';
import { type BrokerLinks, createBrokerLinks } from './broker-links.ts';
import {
  type CommittedAnswer,
  committedRequest,
  coordinatorRequest,
  type DescribedGroup,
  describeGroupRequest,
  type Exchange,
  type FetchedBytes,
  fetchRequest,
  listGroupsRequest,
  type MetadataAnswer,
  NO_ERROR,
  offsetsRequest,
} from './tolerant-requests.ts';

/** A consumer group as its coordinator knows it. */
export interface GroupView {
  readonly group: string;
  readonly described: DescribedGroup;
  /** Committed offsets by topic and partition. */
  readonly committed: ReadonlyMap<string, ReadonlyMap<number, number>>;
}

/** Leader of each partition of a topic, by number; below 0 where there is none. */
export type Leaders = ReadonlyMap<number, number>;
/** By topic and partition. What could not be read is not there. */
export type Offsets = ReadonlyMap<string, ReadonlyMap<number, number>>;

/**
 * Reads what the brokers say of groups and partitions, outside any group. What one broker, group or partition cannot answer is
 * left out; the rest is there.
 */
export interface ClusterView {
  /**
   * Leaders of the topics that exist; no partitions where a topic may not be described. Must come first.
   * @throws Error when no broker answers
   */
  readonly leaders: (topics: readonly string[]) => Promise<ReadonlyMap<string, Leaders>>;
  /**
   * Ids of all groups of the cluster. Where a broker does not answer, its groups are among those that were there before.
   * @throws Error when no broker answers
   */
  readonly groups: () => Promise<readonly string[]>;
  readonly group: (group: string) => Promise<GroupView | null>;
  readonly offsets: (leaders: ReadonlyMap<string, Leaders>, at: 'log-start' | 'last-stable') => Promise<Offsets>;
  /**
   * Record batches from the one that holds an offset on, as they are on disk.
   * @throws Error when the leader does not answer, or not with records
   */
  readonly batches: (topic: string, partition: number, leader: number, from: BatchesFrom) => Promise<FetchedBytes>;
  readonly close: () => Promise<void>;
}

export interface BatchesFrom {
  readonly offset: number;
  /** The first batch comes whole, whatever its size. */
  readonly bytes_max: number;
}

const UNKNOWN_TOPIC = 3;
const TIMESTAMPS = { 'log-start': -2, 'last-stable': -1 } as const;
/** An answer may be as large as the largest batch: 4 MiB. */
const REQUESTS_AT_ONCE_MAX = 4;

export const createClusterView = (kafka: Kafka): ClusterView => {
  const links = createBrokerLinks(kafka);
  const limit = pLimit(REQUESTS_AT_ONCE_MAX);
  let listed: ReadonlySet<string> = new Set();

  const leaders = async (topics: readonly string[]): Promise<ReadonlyMap<string, Leaders>> => {
    const { topicMetadata } = await links.metadata(topics);
    return leadersOf(topicMetadata);
  };

  const groups = async (): Promise<readonly string[]> => {
    const answers = await Promise.allSettled(links.nodes().map((node) => links.ask(node, listGroupsRequest())));
    const lists = answers.flatMap((answer) =>
      answer.status === 'fulfilled' && answer.value.errorCode === NO_ERROR ? [answer.value.groups] : [],
    );
    if (lists.length === 0) throw new Error('no broker lists its groups');
    const found = lists.flat().map(({ groupId }) => groupId);
    listed = new Set(lists.length === answers.length ? found : [...listed, ...found]);
    return [...listed].sort();
  };

  const offsets = async (of: ReadonlyMap<string, Leaders>, at: 'log-start' | 'last-stable'): Promise<Offsets> => {
    const found = new Map<string, Map<number, number>>();
    const asked = [...byLeader(of)].map(async ([leader, partitions]) => {
      const answer = await links.ask(leader, offsetsRequest(partitions, TIMESTAMPS[at]));
      for (const { topic, partitions: numbers } of answer.responses) {
        const into = found.get(topic) ?? new Map<number, number>();
        found.set(topic, into);
        for (const { partition, errorCode, offset } of numbers) {
          if (errorCode === NO_ERROR) into.set(partition, Number(offset));
        }
      }
    });
    await Promise.allSettled(asked);
    return found;
  };

  const batches = async (topic: string, partition: number, leader: number, from: BatchesFrom) => {
    const answer = await limit(() => links.ask(leader, fetchRequest(topic, partition, from.offset, from.bytes_max)));
    if (answer === null || answer.errorCode !== NO_ERROR) {
      throw new Error(`${topic}/${partition}: fetch at ${from.offset} failed with code ${answer?.errorCode}`);
    }
    return answer;
  };

  return { leaders, groups, group: groupReader(links, limit), offsets, batches, close: links.close };
};

/** Leaders of all topics but those that do not exist. A topic that may not be described has no partitions. */
export const leadersOf = (topics: MetadataAnswer['topicMetadata']): ReadonlyMap<string, Leaders> =>
  new Map(
    topics
      .filter(({ topicErrorCode }) => topicErrorCode !== UNKNOWN_TOPIC)
      .map(({ topic, partitionMetadata }) => [
        topic,
        new Map(partitionMetadata.map(({ partitionId, leader }) => [partitionId, leader])),
      ]),
  );

const byLeader = (of: ReadonlyMap<string, Leaders>): ReadonlyMap<number, ReadonlyMap<string, readonly number[]>> => {
  const found = new Map<number, Map<string, number[]>>();
  for (const [topic, leaders] of of) {
    for (const [partition, leader] of leaders) {
      if (leader < 0) continue;
      const topics = found.get(leader) ?? new Map<string, number[]>();
      found.set(leader, topics.set(topic, [...(topics.get(topic) ?? []), partition]));
    }
  }
  return found;
};

/** Asks the coordinator of a group, and remembers who that is until it says otherwise. */
const groupReader = (links: BrokerLinks, limit: ReturnType<typeof pLimit>): ClusterView['group'] => {
  const coordinators = new Map<string, number>();

  const coordinatorOf = async (group: string): Promise<number> => {
    const known = coordinators.get(group);
    if (known !== undefined) return known;
    const answer = await askAny(links, coordinatorRequest(group));
    if (answer.errorCode !== NO_ERROR) throw new Error(`${group} has no coordinator (code ${answer.errorCode})`);
    coordinators.set(group, answer.coordinator.nodeId);
    return answer.coordinator.nodeId;
  };

  const read = async (group: string): Promise<GroupView> => {
    const node = await coordinatorOf(group);
    const [{ groups }, offsets] = await Promise.all([
      links.ask(node, describeGroupRequest(group)),
      links.ask(node, committedRequest(group)),
    ]);
    const described = groups[0];
    if (described?.errorCode !== NO_ERROR) throw new Error(`${group}: not described (code ${described?.errorCode})`);
    const parts = offsets.responses.flatMap(({ partitions }) => partitions);
    // A position that was not read must not be taken for one that was never committed.
    const failed = [offsets, ...parts].find(({ errorCode }) => errorCode !== NO_ERROR);
    if (failed !== undefined) throw new Error(`${group}: no offsets (code ${failed.errorCode})`);
    return { group, described, committed: committedOf(offsets.responses) };
  };

  return (group) =>
    limit(() =>
      read(group)
        .catch(() => {
          coordinators.delete(group);
          return read(group);
        })
        .catch(() => null),
    );
};

const committedOf = (topics: CommittedAnswer['responses']): Offsets =>
  new Map(
    topics.map(({ topic, partitions }) => [
      topic,
      new Map(
        partitions
          .filter(({ offset }) => Number(offset) >= 0)
          .map(({ partition, offset }) => [partition, Number(offset)]),
      ),
    ]),
  );

const askAny = async <T>(links: BrokerLinks, exchange: Exchange<T>): Promise<T> => {
  let failure: unknown = new Error('no broker is known');
  for (const node of links.nodes()) {
    try {
      return await links.ask(node, exchange);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
};
