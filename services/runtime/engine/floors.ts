import { topology } from '../../../topology/topology.ts';
import { DependencyUnavailable } from '../errors.ts';
import type { ClaimPosition } from '../redis/claims.ts';
import type { AvroTopic } from '../service.ts';
import { type Engine, inputOf, ownedTables } from './engine.ts';
import { groupOf } from './group.ts';
import { claimSlot } from './item.ts';
import type { PartitionProcessor } from './partition-processor.ts';

/**
 * What Redis must have applied at least, as Kafka says: a server that lies behind it is brought up to date before it is
 * trusted, whatever mark of its own it bears.
 */
export interface Floors {
  /**
   * Reads the positions again when Redis was reached over a new connection since the last call: only then the server, or
   * what it holds, can be another.
   * @throws DependencyUnavailable
   */
  readonly verify: () => Promise<void>;
  /** Reads the positions again. @throws DependencyUnavailable */
  readonly refresh: () => Promise<void>;
  /** Floors of the claims of all input partitions of the group; that of a partition processor in hand is exact. */
  readonly claims: (processor: PartitionProcessor) => readonly ClaimPosition[];
}

type Needs = Pick<Engine, 'service' | 'group' | 'settings' | 'positions' | 'tables' | 'partitionsOf'> & {
  readonly redisConnections: () => number;
};

/** The service that keeps the projection of a table that others look up: it reads the table's topic as an input. */
const keeperOf = (topic: AvroTopic): keyof typeof topology.services | undefined =>
  (Object.keys(topology.services) as (keyof typeof topology.services)[]).find((name) => {
    const { inputs, lookups } = topology.services[name];
    return (inputs as readonly string[]).includes(topic) && (lookups as readonly string[]).includes(topic);
  });

export const createFloors = (needs: Needs): Floors => {
  const { service, group, settings, positions, tables, partitionsOf } = needs;
  const claiming = (Object.keys(service.inputs) as AvroTopic[]).filter(
    (topic) => inputOf(needs, topic).claim !== false,
  );
  const lookedUp = [...tables.keys()].filter((topic) => !ownedTables(service).includes(topic as AvroTopic));
  let verified_connections = -1;
  let slots: readonly ClaimPosition[] = [];

  const partitions = (topic: string): readonly number[] =>
    Array.from({ length: partitionsOf(topic) }, (_, partition) => partition);

  const refreshClaims = async (): Promise<void> => {
    if (claiming.length === 0) return;
    await positions.refresh(group);
    slots = claiming.flatMap((topic) =>
      partitions(topic).flatMap((partition) => {
        const position = positions.get(group, topic, partition);
        if (position === null) return [];
        return [{ slot: claimSlot(topic, partition, position.topic_id), next: position.claimed_offset }];
      }),
    );
  };

  const refreshTable = async (topic: string): Promise<void> => {
    const keeper = keeperOf(topic as AvroTopic);
    const table = tables.get(topic);
    if (keeper === undefined || table === undefined) return;
    const keepers_group = groupOf(keeper, settings.generation);
    await positions.refresh(keepers_group);
    for (const partition of partitions(topic)) {
      const position = positions.get(keepers_group, topic, partition);
      if (position !== null) table.expect(partition, position.claimed_offset);
    }
  };

  const refresh = async (): Promise<void> => {
    const connections = needs.redisConnections();
    try {
      await Promise.all([refreshClaims(), ...lookedUp.map(refreshTable)]);
    } catch (error) {
      throw new DependencyUnavailable('kafka', error instanceof Error ? error.message : String(error), error);
    }
    verified_connections = connections;
  };

  const verify = async (): Promise<void> => {
    if (needs.redisConnections() !== verified_connections) await refresh();
  };

  const claims = ({ topic, partition, position }: PartitionProcessor): readonly ClaimPosition[] => {
    if (position === undefined) return slots;
    const slot = claimSlot(topic, partition, position.topic_id);
    return [...slots.filter((one) => one.slot !== slot), { slot, next: position.claimed_offset }];
  };

  return { verify, refresh, claims };
};
