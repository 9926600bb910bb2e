import { describe, expect, test } from 'vitest';
import { readCluster } from '../../../services/lag-exporter/reading.ts';
import type { Filter } from '../../../services/lag-exporter/watched.ts';
import { type ClusterView, type GroupView, leadersOf } from '../../../services/runtime/kafka/cluster-view.ts';

const FILTER: Filter = { generation: '1', groups: undefined, groups_ignored: undefined };

interface Content {
  readonly groups?: readonly string[];
  readonly group?: (group: string) => GroupView | null;
  readonly topics?: Awaited<ReturnType<ClusterView['leaders']>>;
}

/** A cluster of one broker; each topic that is not named has one partition, with offsets 0 to 5. */
const viewOf = ({ groups = [], group = () => null, topics = new Map() }: Content): ClusterView => ({
  leaders: async (names) => new Map(names.map((name) => [name, topics.get(name) ?? new Map([[0, 1]])])),
  groups: async () => groups,
  group: async (name) => group(name),
  offsets: async (leaders, at) =>
    new Map([...leaders].map(([topic, of]) => [topic, new Map([...of].map(([p]) => [p, at === 'log-start' ? 0 : 5]))])),
  batches: async () => {
    throw new Error('nothing is fetched here');
  },
  close: async () => undefined,
});

const emptyGroup = (group: string, committed: GroupView['committed']): GroupView => ({
  group,
  described: { errorCode: 0, groupId: group, state: 'Empty', protocolType: 'consumer', members: [] },
  committed,
});

describe('groups of somebody else', () => {
  const foreign = { ...FILTER, groups: /^(?:etl)$/ };

  test('count as unreadable where a topic exists and may not be described', async () => {
    const committed = new Map([['secret', new Map([[0, 3]])]]);
    const group = (name: string) => (name === 'etl' ? emptyGroup(name, committed) : null);
    const view = viewOf({ groups: ['etl'], group, topics: new Map([['secret', new Map()]]) });
    const { unreadable } = await readCluster(view, foreign);
    expect(unreadable.filter((one) => one.group === 'etl')).toEqual([{ group: 'etl', topic: 'secret', partitions: 1 }]);
  });

  test('count as unreadable where the group itself cannot be read', async () => {
    const { unreadable } = await readCluster(viewOf({ groups: ['etl'] }), foreign);
    expect(unreadable.filter((one) => one.group === 'etl')).toEqual([{ group: 'etl', topic: '', partitions: 1 }]);
  });
});

describe('generations of a service', () => {
  const [old, next] = ['skillstream.profile', 'skillstream.profile.g2'];
  const member = { memberId: 'm', clientId: 'c', clientHost: 'h', memberMetadata: null, memberAssignment: null };
  const read = async (running: readonly string[]) => {
    const group = (name: string): GroupView => {
      const empty = emptyGroup(name, new Map());
      const members = running.includes(name) ? [member] : [];
      return { ...empty, described: { ...empty.described, members: members as never } };
    };
    const { partitions } = await readCluster(viewOf({ groups: [old, next], group }), FILTER);
    return [...new Set(partitions.map((one) => one.group))].filter((name) => name.startsWith(old));
  };

  test('are all measured, but for one that another one has replaced', async () => {
    expect(await read([next])).toEqual([next]);
    expect(await read([old])).toEqual([old]);
    expect(await read([old, next])).toEqual([old, next]);
    expect(await read([])).toEqual([old, next]);
  });
});

test('both kinds of offsets are asked for at once, so a broker that does not answer costs its time once', async () => {
  const asked: string[] = [];
  const both = Promise.withResolvers<void>();
  const view: ClusterView = {
    ...viewOf({}),
    offsets: async (_, at) => {
      asked.push(at);
      if (asked.length === 2) both.resolve();
      await both.promise;
      return new Map();
    },
  };
  await readCluster(view, FILTER);
  expect(asked.toSorted()).toEqual(['last-stable', 'log-start']);
});

test('topics that cannot be described are there without partitions, and topics that do not exist are not', () => {
  const partitionMetadata = [{ partitionId: 0, leader: 2 }];
  const leaders = leadersOf([
    { topic: 'there', topicErrorCode: 0, partitionMetadata },
    { topic: 'gone', topicErrorCode: 3, partitionMetadata: [] },
    { topic: 'secret', topicErrorCode: 29, partitionMetadata: [] },
  ]);
  expect(leaders).toEqual(
    new Map([
      ['there', new Map([[0, 2]])],
      ['secret', new Map()],
    ]),
  );
});
