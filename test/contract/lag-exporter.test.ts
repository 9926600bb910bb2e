import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDrainTimes } from '../../services/lag-exporter/drain.ts';
import { createMeasurer, type PartitionMeasure } from '../../services/lag-exporter/measure.ts';
import { readCluster } from '../../services/lag-exporter/reading.ts';
import { createUnreadRecords } from '../../services/lag-exporter/unread.ts';
import { untilLed } from '../../services/runtime/kafka/admin.ts';
import { type BrokerLinks, createBrokerLinks } from '../../services/runtime/kafka/broker-links.ts';
import type { Kafka } from '../../services/runtime/kafka/client.ts';
import { type ClusterView, createClusterView } from '../../services/runtime/kafka/cluster-view.ts';
import { requireInside } from '../../services/runtime/kafka/fixes/replace.ts';
import { createGroupConsumer } from '../../services/runtime/kafka/group-consumer.ts';
import { coordinatorRequest, type Exchange } from '../../services/runtime/kafka/tolerant-requests.ts';
import { sharedStack } from '../support/stack.ts';
import { produce, produceAborted, produceWhile, withAdmin } from '../support/stack-clients.ts';
import { mendedKafka, recordOf } from './clients/topics.ts';

const NOW_MS = Date.now();

let kafka: Kafka;
let view: ClusterView;
let links: BrokerLinks;
let fetches = 0;
beforeAll(() => {
  kafka = mendedKafka();
  view = createClusterView(kafka);
  links = createBrokerLinks(kafka);
});
afterAll(() => Promise.all([view.close(), links.close()]));

/** Measures one group, round by round, as of a fixed time. */
const measurerOf = (group: string) => {
  const batches: ClusterView['batches'] = (...args) => {
    fetches += 1;
    return view.batches(...args);
  };
  let monotonic = 0;
  const measurer = createMeasurer(
    createUnreadRecords(batches, () => monotonic),
    createDrainTimes(),
    { wall_ms: () => NOW_MS, monotonic_ms: () => monotonic },
  );
  const filter = { generation: '1', groups: new RegExp(`^${group}$`), groups_ignored: undefined };
  return {
    wait: (ms: number) => {
      monotonic += ms;
    },
    measure: async (): Promise<readonly PartitionMeasure[]> => {
      const { partitions } = await measurer.measure(await readCluster(view, filter));
      return partitions.filter((one) => one.group === group);
    },
  };
};
const measureOnce = async (group: string): Promise<PartitionMeasure> => (await measurerOf(group).measure())[0]!;

/** Commits without being a member; kafkajs joins the group to do so, and waits for seconds. */
const commit = async (group: string, topic: string, offset: number): Promise<void> => {
  await links.metadata([]);
  const request = requireInside<(args: object) => object>('protocol/requests/offsetCommit/v5/request.js')({
    ...{ groupId: group, groupGenerationId: -1, memberId: '' },
    topics: [{ topic, partitions: [{ partition: 0, offset: String(offset) }] }],
  });
  const response = requireInside<Exchange<unknown>['response']>('protocol/requests/offsetCommit/v5/response.js');
  const attempt = async (): Promise<string> => {
    const { coordinator } = await links.ask(links.nodes()[0]!, coordinatorRequest(group));
    await links.ask(coordinator.nodeId, { request, response });
    return 'committed';
  };
  // The first group of a cluster has to wait for the topic of the offsets.
  await expect.poll(() => attempt().catch(String), { timeout: 30_000 }).toBe('committed');
};
const newTopic = async (
  title: string,
  { partitions = 1, config = {} }: { partitions?: number; config?: Readonly<Record<string, string>> } = {},
): Promise<string> => {
  const topic = `lag-${title}-${crypto.randomUUID()}`;
  const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
  await withAdmin(sharedStack().env, async (admin) => {
    await admin.createTopics({ waitForLeaders: false, topics: [{ topic, numPartitions: partitions, configEntries }] });
    await untilLed(admin, [topic]);
  });
  return topic;
};
const newGroup = () => `lag-${crypto.randomUUID()}`;
const records = (topic: string, count: number) => Array.from({ length: count }, (_, i) => recordOf(topic, String(i)));

/** Sends one batch of records with times of their own, so many seconds before now. */
const sendBatch = async (topic: string, ages_s: readonly number[], compression = 0): Promise<void> => {
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({
    topic,
    compression,
    messages: ages_s.map((age) => ({ partition: 0, value: 'v'.repeat(50), timestamp: String(NOW_MS - age * 1000) })),
  });
  await producer.disconnect();
};

test('a group without any member has the lag of what it has not read, from the times of the records', async () => {
  const [topic, group] = [await newTopic('dead-group'), newGroup()];
  await sendBatch(topic, [90, 80, 70]);
  await sendBatch(topic, [60, 50]);
  await commit(group, topic, 3);
  expect(await measureOnce(group)).toMatchObject({
    topic,
    partition: 0,
    committed: 3,
    lag: 2,
    lag_seconds: 60,
    owner: null,
  });
});

describe('in the middle of a batch', () => {
  test.each([
    ['none', 0, 40],
    ['gzip', 1, 40],
    ['lz4', 3, 40],
    ['zstd', 4, 40],
    ['snappy', 2, 40],
  ])('%s: the time is that of the record, where it is cheap to find', async (_, compression, lag_seconds) => {
    const [topic, group] = [await newTopic('mid-batch'), newGroup()];
    await sendBatch(topic, [90, 70, 40, 10], compression);
    await commit(group, topic, 2);
    expect(await measureOnce(group)).toMatchObject({ lag: 2, lag_seconds });
  });
});

test('times that the broker sets count, where it does', async () => {
  const topic = await newTopic('append-time', { config: { 'message.timestamp.type': 'LogAppendTime' } });
  const group = newGroup();
  await sendBatch(topic, [900, 800], 3);
  await commit(group, topic, 1);
  expect((await measureOnce(group)).lag_seconds).toBeLessThan(800);
});

test('transaction markers and aborted records are no lag, wherever they are', async () => {
  const [topic, group] = [await newTopic('markers'), newGroup()];
  await produce(sharedStack().env, records(topic, 3));
  await commit(group, topic, 3);
  expect(await measureOnce(group)).toMatchObject({ lag: 0, lag_seconds: 0 });
  await produceAborted(sharedStack().env, records(topic, 4));
  expect(await measureOnce(group)).toMatchObject({ lag: 0, lag_seconds: 0 });
  await produce(sharedStack().env, records(topic, 2));
  expect(await measureOnce(group)).toMatchObject({ lag: 2 });
});

test('what is not committed yet is no lag', async () => {
  const [topic, group] = [await newTopic('open'), newGroup()];
  await produce(sharedStack().env, records(topic, 1));
  await commit(group, topic, 1);
  await produceWhile(sharedStack().env, records(topic, 5), async () => {
    expect(await measureOnce(group)).toMatchObject({ lag: 0, lag_seconds: 0 });
  });
  expect(await measureOnce(group)).toMatchObject({ lag: 5 });
});

test('a partition that stands still is looked at once, one that has no lag never', async () => {
  const [topic, group] = [await newTopic('looked-at'), newGroup()];
  await sendBatch(topic, [30, 20]);
  await commit(group, topic, 2);
  const measurer = measurerOf(group);
  fetches = 0;
  await measurer.measure();
  expect(fetches).toBe(0);
  await commit(group, topic, 0);
  for (let round = 0; round < 3; round += 1)
    expect(await measurer.measure()).toMatchObject([{ lag: 2, lag_seconds: 30 }]);
  expect(fetches).toBe(1);
  await sendBatch(topic, [5]);
  expect(await measurer.measure()).toMatchObject([{ lag: 3, lag_seconds: 30 }]);
  expect(fetches).toBe(1);
});

test('records that were deleted before they were read are lost, transaction markers are not', async () => {
  const [topic, group] = [await newTopic('lost'), newGroup()];
  await produce(sharedStack().env, records(topic, 3));
  await commit(group, topic, 3);
  const measurer = measurerOf(group);
  expect(await measurer.measure()).toMatchObject([{ lag: 0, lost: 0 }]);
  const deleteUntil = (offset: number) =>
    withAdmin(sharedStack().env, async (admin) => {
      // kafkajs deletes from topics that it knows.
      await admin.fetchTopicOffsets(topic);
      await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: String(offset) }] });
    });
  await deleteUntil(4);
  expect(await measurer.measure()).toMatchObject([{ committed: 3, log_start: 4, lag: 0, lost: 0 }]);
  await produce(sharedStack().env, records(topic, 5));
  await deleteUntil(6);
  expect(await measurer.measure()).toMatchObject([{ committed: 3, log_start: 6, lag: 3, lost: 2 }]);
});

test('an offset beyond the end is said, and no lag is negative', async () => {
  const [topic, group] = [await newTopic('beyond'), newGroup()];
  await sendBatch(topic, [5]);
  await commit(group, topic, 11);
  expect(await measureOnce(group)).toMatchObject({ lag: 0, lag_seconds: 0, beyond_end: 10, lost: 0 });
});

test('a record from the future has no negative age', async () => {
  const [topic, group] = [await newTopic('future'), newGroup()];
  await sendBatch(topic, [-30]);
  await commit(group, topic, 0);
  expect(await measureOnce(group)).toMatchObject({ lag: 1, lag_seconds: 0 });
});

test('the time to drain follows from both rates', async () => {
  const [topic, group] = [await newTopic('drain'), newGroup()];
  await sendBatch(topic, Array(30).fill(9));
  await commit(group, topic, 0);
  const measurer = measurerOf(group);
  const drainAfter = async (ms: number) => {
    measurer.wait(ms);
    return (await measurer.measure())[0]!.drain_seconds;
  };
  expect(await drainAfter(0)).toBeUndefined();
  expect(await drainAfter(10_000)).toBe(Number.POSITIVE_INFINITY);
  await sendBatch(topic, Array(10).fill(9));
  await commit(group, topic, 20);
  // 20 read and 10 written in 20 s: half a record a second, 20 to go.
  expect(await drainAfter(10_000)).toBe(40);
  await commit(group, topic, 40);
  expect(await drainAfter(10_000)).toBe(0);
});

test('owners are seen, and their end', async () => {
  const [topic, group] = [await newTopic('owned', { partitions: 2 }), newGroup()];
  await commit(group, topic, 0);
  const assigned = Promise.withResolvers<void>();
  const consumer = createGroupConsumer(kafka, {
    ...{ group, topics: [topic], partitionsOf: () => 2, concurrency: 1, session_timeout_ms: 6_000 },
    ...{ fetch_wait_max_ms: 10, fetch_min_bytes: 1, fetch_bytes_max: 1_000_000 },
    onBatch: async () => undefined,
    onAssigned: () => assigned.resolve(),
    onAlive: () => undefined,
    onWorking: () => undefined,
    onRestart: () => undefined,
    onCrash: (error) => assigned.reject(error),
  });
  await consumer.start();
  await assigned.promise;
  const measured = await measurerOf(group).measure();
  expect(measured.map(({ partition, owner }) => [partition, owner?.client_id])).toEqual([
    [0, 'skillstream-contract'],
    [1, 'skillstream-contract'],
  ]);
  expect(measured[0]!.owner).toMatchObject({
    member_host: '/127.0.0.1',
    consumer_id: expect.stringContaining('contract'),
  });
  await consumer.stop();
  expect(await measurerOf(group).measure()).toMatchObject([{ partition: 0, owner: null }]);
});

test('groups and topics that are gone are no series any more', async () => {
  const [topic, other, group] = [await newTopic('gone'), await newTopic('stays'), newGroup()];
  for (const one of [topic, other]) {
    await sendBatch(one, [5]);
    await commit(group, one, 0);
  }
  const measurer = measurerOf(group);
  expect((await measurer.measure()).map((one) => one.topic).sort()).toEqual([topic, other].sort());
  await withAdmin(sharedStack().env, (admin) => admin.deleteTopics({ topics: [topic] }));
  await expect.poll(async () => (await measurer.measure()).map((one) => one.topic)).toEqual([other]);
  await withAdmin(sharedStack().env, (admin) => admin.deleteGroups([group]));
  await expect.poll(() => measurer.measure()).toEqual([]);
});

test('a service that has never run has all its partitions, unowned and uncommitted, or says that it has no topics', async () => {
  const filter = { generation: 'never', groups: undefined, groups_ignored: /^(?!skillstream\.identity\.gnever$)/ };
  const { partitions, unreadable } = await readCluster(view, filter);
  const found = partitions.length + unreadable.length;
  expect(found).toBe(2);
  const topic = expect.stringMatching(/^(raw\.hris|identity\.resubmission-repartition)$/);
  for (const one of partitions) expect(one).toMatchObject({ topic, committed: null, owner: null });
  for (const one of unreadable) expect(one).toMatchObject({ topic, partitions: 1 });
});
