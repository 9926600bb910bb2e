import { type ServiceName, type TopicName, topology } from '../../topology/topology.ts';
import { groupOf } from '../runtime/engine/group.ts';

/** A consumer group that is measured. */
export interface WatchedGroup {
  readonly group: string;
  /**
   * What a service reads: each of its partitions has a lag, from the log start where nothing was committed. Null for a group of
   * somebody else: it has a lag where it has committed, or owns a partition.
   */
  readonly inputs: readonly TopicName[] | null;
  /** Whose generation it is; null for a group of somebody else. */
  readonly service: ServiceName | null;
}

export interface Filter {
  /** Of services of which no group exists. */
  readonly generation: string;
  readonly groups: RegExp | undefined;
  readonly groups_ignored: RegExp | undefined;
}

const SERVICES = Object.keys(topology.services) as ServiceName[];

const ofService = (service: ServiceName, group: string): WatchedGroup => ({
  group,
  inputs: topology.services[service].inputs,
  service,
});

/** The service of which a group is a generation. */
const serviceOf = (group: string): ServiceName | null =>
  SERVICES.find((name) => group === groupOf(name, '1') || group.startsWith(`${groupOf(name, '1')}.g`)) ?? null;

/**
 * All groups to be measured: every generation of a service that exists, and of a service without any the one that would come.
 * @param existing ids of the groups of the cluster
 */
export const watchedGroups = (filter: Filter, existing: readonly string[]): readonly WatchedGroup[] => {
  const isMeasured = (group: string): boolean => !filter.groups_ignored?.test(group);
  const generations = Map.groupBy(existing.filter(isMeasured), serviceOf);
  const ours = SERVICES.flatMap((service) =>
    (generations.get(service) ?? [groupOf(service, filter.generation)].filter(isMeasured)).map((group) =>
      ofService(service, group),
    ),
  );
  const others = (generations.get(null) ?? [])
    .filter((group) => filter.groups?.test(group))
    .map((group) => ({ group, inputs: null, service: null }));
  return [...ours, ...others];
};

/**
 * Whether a generation was replaced: it has no members, and another one of its service has some. Nobody will consume what it lacks.
 * @param membersOf undefined where the group could not be read
 */
export const isReplaced = (
  { group, service }: WatchedGroup,
  all: readonly WatchedGroup[],
  membersOf: (group: string) => number | undefined,
): boolean =>
  service !== null &&
  membersOf(group) === 0 &&
  all.some((other) => other.service === service && (membersOf(other.group) ?? 0) > 0);
