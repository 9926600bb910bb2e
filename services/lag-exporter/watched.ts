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
}

export interface Filter {
  readonly generation: string;
  readonly groups: RegExp | undefined;
  readonly groups_ignored: RegExp | undefined;
}

/** The groups of the services, whether they exist or not. */
export const serviceGroups = ({ generation, groups_ignored }: Omit<Filter, 'groups'>): readonly WatchedGroup[] =>
  (Object.keys(topology.services) as ServiceName[])
    .map((service) => ({ group: groupOf(service, generation), inputs: topology.services[service].inputs }))
    .filter(({ group }) => !groups_ignored?.test(group));

/**
 * All groups to be measured.
 * @param existing ids of the groups of the cluster
 */
export const watchedGroups = (filter: Filter, existing: readonly string[]): readonly WatchedGroup[] => {
  const ours = serviceGroups(filter);
  const names = new Set(ours.map(({ group }) => group));
  const others = existing.filter(
    (group) => filter.groups?.test(group) && !names.has(group) && !filter.groups_ignored?.test(group),
  );
  return [...ours, ...others.map((group) => ({ group, inputs: generationInputs(group) }))];
};

/** Another generation of a service reads what the service reads. */
const generationInputs = (group: string): readonly TopicName[] | null => {
  const service = /^skillstream\.([\w-]+)\.g[\w.-]+$/.exec(group)?.[1];
  return service !== undefined && service in topology.services
    ? topology.services[service as ServiceName].inputs
    : null;
};
