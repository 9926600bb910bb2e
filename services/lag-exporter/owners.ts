import { decodeAssignment } from '../runtime/kafka/member-assignment.ts';
import type { DescribedGroup } from '../runtime/kafka/tolerant-requests.ts';

/** The member of a group that a partition is assigned to. */
export interface Owner {
  readonly consumer_id: string;
  readonly client_id: string;
  readonly member_host: string;
}

/** By topic and partition. */
export type Owners = ReadonlyMap<string, ReadonlyMap<number, Owner>>;

/**
 * Who owns which partition, as the coordinator has it.
 * @returns null where that cannot be known: the group does not use the classic consumer protocol
 */
export const ownersOf = ({ state, protocolType, members }: DescribedGroup): Owners | null => {
  const owners = new Map<string, Map<number, Owner>>();
  if (members.length === 0)
    return state === 'Dead' || protocolType === '' || protocolType === 'consumer' ? owners : null;
  if (protocolType !== 'consumer') return null;
  for (const { memberId, clientId, clientHost, memberAssignment } of members) {
    const owner = { consumer_id: memberId, client_id: clientId, member_host: clientHost };
    for (const [topic, partitions] of decodeAssignment(memberAssignment)) {
      const of_topic = owners.get(topic) ?? new Map<number, Owner>();
      owners.set(topic, of_topic);
      for (const partition of partitions) of_topic.set(partition, owner);
    }
  }
  return owners;
};
