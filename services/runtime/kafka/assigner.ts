import { createRequire } from 'node:module';
import type { PartitionAssigner } from 'kafkajs';

/**
 * Members of a group by partition number: whoever gets partition 3 of one topic gets partition 3 of all. Topics with
 * the same keys and as many partitions are so read by the same process, which can join them.
 */
export const assignByNumber = (
  members: readonly string[],
  partitions_by_topic: ReadonlyMap<string, readonly number[]>,
): ReadonlyMap<string, Readonly<Record<string, number[]>>> => {
  const sorted = [...members].sort();
  const assignments = new Map<string, Record<string, number[]>>(sorted.map((member) => [member, {}]));
  for (const [topic, partitions] of partitions_by_topic) {
    for (const partition of partitions) {
      const assignment = assignments.get(sorted[partition % sorted.length]!)!;
      assignment[topic] = [...(assignment[topic] ?? []), partition];
    }
  }
  return assignments;
};

export const ASSIGNER_NAME = 'skillstream-by-number';

export interface AssignerOptions {
  /** How many partitions of a topic are assigned; those that an operator added belong to nobody. */
  readonly partitionsOf: (topic: string) => number;
  /** What this member says of itself to the leader of the group. Default nothing. */
  readonly version?: string;
  /** Called at the leader: what its members say, each version once. */
  readonly onVersions?: (versions: readonly string[]) => void;
}

const VERSION_BYTES_MAX = 64;
/** What a member says; nothing for one that is older than this. */
const versionIn = (user_data: Buffer | undefined): string => String(user_data?.subarray(0, VERSION_BYTES_MAX) ?? '');

/** The assigner as kafkajs takes it. */
export const createByNumberAssigner =
  ({ partitionsOf, version = '', onVersions = () => undefined }: AssignerOptions): PartitionAssigner =>
  ({ cluster }) => {
    const { AssignerProtocol } = createRequire(import.meta.url)('kafkajs') as typeof import('kafkajs');
    return {
      name: ASSIGNER_NAME,
      version: 1,
      assign: async ({ members, topics }) => {
        const partitions = new Map(
          topics.map((topic) => {
            const numbers = cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId);
            return [topic, numbers.filter((number) => number < partitionsOf(topic))];
          }),
        );
        const said = members.map(({ memberMetadata }) => AssignerProtocol.MemberMetadata.decode(memberMetadata));
        onVersions([...new Set(said.map((metadata) => versionIn(metadata?.userData)))]);
        const assignments = assignByNumber(
          members.map(({ memberId }) => memberId),
          partitions,
        );
        return [...assignments].map(([memberId, assignment]) => ({
          memberId,
          memberAssignment: AssignerProtocol.MemberAssignment.encode({
            version: 1,
            assignment,
            userData: Buffer.alloc(0),
          }),
        }));
      },
      protocol: ({ topics }) => ({
        name: ASSIGNER_NAME,
        metadata: AssignerProtocol.MemberMetadata.encode({ version: 1, topics, userData: Buffer.from(version) }),
      }),
    };
  };
