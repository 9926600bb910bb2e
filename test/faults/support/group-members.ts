import { groupOf } from '../../../services/runtime/engine/group.ts';
import type { Admin, Kafka } from '../../../services/runtime/kafka/client.ts';
import { createCluster } from '../../../services/runtime/kafka/internals.ts';
import type { ServiceName } from '../../../topology/topology.ts';

/** The part of kafkajs's private cluster object that speaks with the coordinator of a group. */
interface GroupCluster {
  findGroupCoordinator(request: { groupId: string }): Promise<{
    leaveGroup(request: { groupId: string; memberId: string }): Promise<unknown>;
  }>;
}

/** Ids of the members of a service's group that an instance is, or was. */
export const membersOf = async (admin: Admin, service: ServiceName, client_id: string): Promise<readonly string[]> => {
  const { groups } = await admin.describeGroups([groupOf(service, '1')]);
  const members = groups[0]?.members ?? [];
  return members.filter(({ clientId }) => clientId.startsWith(`${client_id}-`)).map(({ memberId }) => memberId);
};

/**
 * Takes a dead instance out of its group at once, as the coordinator itself does when its session has timed out. Spares
 * tests that kill often the six seconds that this takes at the least; there is nobody left who could tell the difference.
 */
export const evict = async (admin: Admin, kafka: Kafka, service: ServiceName, client_id: string): Promise<void> => {
  const memberIds = await membersOf(admin, service, client_id);
  if (memberIds.length === 0) return;
  const groupId = groupOf(service, '1');
  const cluster = createCluster(kafka) as ReturnType<typeof createCluster> & GroupCluster;
  await cluster.connect();
  try {
    const coordinator = await cluster.findGroupCoordinator({ groupId });
    for (const memberId of memberIds) await coordinator.leaveGroup({ groupId, memberId });
  } finally {
    await cluster.disconnect();
  }
};
