import type { ClusterView, GroupView, Leaders, Offsets } from '../runtime/kafka/cluster-view.ts';
import { type Owner, ownersOf } from './owners.ts';
import { type Filter, isReplaced, type WatchedGroup, watchedGroups } from './watched.ts';

/** One partition as one group sees it. */
export interface PartitionReading {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly leader: number;
  /** Null where the group has committed nothing. */
  readonly committed: number | null;
  readonly log_start: number;
  /** Where the next committed record comes, or an open transaction begins. */
  readonly end: number;
  /** Null where no member has it; undefined where that cannot be known. */
  readonly owner: Owner | null | undefined;
}

/** A topic of a group that was not read in full. */
export interface Unreadable {
  readonly group: string;
  /** Empty where the group itself was not read, and nobody knows its topics. */
  readonly topic: string;
  /** At least one, also where the topic does not exist. */
  readonly partitions: number;
}

/** What one round found in the cluster. */
export interface Reading {
  readonly partitions: readonly PartitionReading[];
  readonly unreadable: readonly Unreadable[];
  /** Members by group. */
  readonly members: ReadonlyMap<string, number>;
  readonly log_starts: Offsets;
  readonly ends: Offsets;
}

/** Groups and topics that it was asked for, as they are. @throws Error when the cluster does not answer at all */
export const readCluster = async (view: ClusterView, filter: Filter): Promise<Reading> => {
  // Whichever groups there are: the first answer also says who the brokers are, and those list the groups.
  const inputs = watchedGroups(filter, []).flatMap((group) => group.inputs ?? []);
  const known = await view.leaders([...new Set(inputs)]);
  const groups = watchedGroups(filter, await view.groups());
  const all = await Promise.all(groups.map(async (group) => ({ group, found: await view.group(group.group) })));
  const members = new Map(all.map(({ group, found }) => [group.group, found?.described.members.length]));
  const views = all.filter(({ group }) => !isReplaced(group, groups, (name) => members.get(name)));
  const topics = new Set([...inputs, ...views.flatMap(({ group, found }) => topicsOf(group, found))]);
  const leaders = [...topics].every((topic) => known.has(topic)) ? known : await view.leaders([...topics]);
  // After the commits, so that no commit lies beyond the end because it is newer.
  const [log_starts, ends] = await Promise.all([
    view.offsets(leaders, 'log-start'),
    view.offsets(leaders, 'last-stable'),
  ]);
  const parts = views.map(({ group, found }) => readGroup(group, found, { leaders, log_starts, ends }));
  return {
    partitions: parts.flatMap(({ partitions }) => partitions),
    unreadable: parts.flatMap(({ unreadable }) => unreadable),
    members: new Map(
      views.flatMap(({ group, found }) => (found === null ? [] : [[group.group, found.described.members.length]])),
    ),
    log_starts,
    ends,
  };
};

const topicsOf = ({ inputs }: WatchedGroup, found: GroupView | null): readonly string[] => {
  if (inputs !== null || found === null) return inputs ?? [];
  return [...found.committed.keys(), ...(ownersOf(found.described)?.keys() ?? [])];
};

interface Topics {
  readonly leaders: ReadonlyMap<string, Leaders>;
  readonly log_starts: Offsets;
  readonly ends: Offsets;
}

const readGroup = (
  watched: WatchedGroup,
  found: GroupView | null,
  { leaders, log_starts, ends }: Topics,
): Pick<Reading, 'partitions' | 'unreadable'> => {
  const { group } = watched;
  const partitions: PartitionReading[] = [];
  const unreadable: Unreadable[] = [];
  const owners = found === null ? null : ownersOf(found.described);
  if (found === null && watched.inputs === null) unreadable.push({ group, topic: '', partitions: 1 });
  for (const topic of new Set(topicsOf(watched, found))) {
    const of_topic = leaders.get(topic);
    // A topic that somebody else's group once read may be gone.
    if (of_topic === undefined && watched.inputs === null) continue;
    if (of_topic === undefined || of_topic.size === 0 || found === null) {
      unreadable.push({ group, topic, partitions: Math.max(1, of_topic?.size ?? 1) });
      continue;
    }
    let failed = 0;
    for (const [partition, leader] of [...of_topic].sort(([a], [b]) => a - b)) {
      const committed = found.committed.get(topic)?.get(partition) ?? null;
      const owner = owners === null ? undefined : (owners.get(topic)?.get(partition) ?? null);
      if (watched.inputs === null && committed === null && !owner) continue;
      const log_start = log_starts.get(topic)?.get(partition);
      const end = ends.get(topic)?.get(partition);
      if (log_start === undefined || end === undefined) failed += 1;
      else partitions.push({ group, topic, partition, leader, committed, log_start, end, owner });
    }
    if (failed > 0) unreadable.push({ group, topic, partitions: failed });
  }
  return { partitions, unreadable };
};
