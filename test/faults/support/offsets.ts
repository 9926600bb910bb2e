import { setTimeout as delay } from 'node:timers/promises';
import { groupOf } from '../../../services/runtime/engine/group.ts';
import { createCluster, READ_UNCOMMITTED } from '../../../services/runtime/kafka/internals.ts';
import { type ServiceName, type TopicName, topology } from '../../../topology/topology.ts';
import type { Company } from './company.ts';

/** Offsets by `<topic>/<partition>`. */
export type Offsets = ReadonlyMap<string, number>;

type Connected = Pick<Company, 'connections'>;

const POLL_MS = 50;

/** What the group of a service has committed. */
export const committedOffsets = async ({ connections }: Connected, service: ServiceName): Promise<Offsets> => {
  const topics = [...topology.services[service].inputs];
  const found = await connections.admin.fetchOffsets({ groupId: groupOf(service, '1'), topics });
  return new Map(
    found.flatMap(({ topic, partitions }) =>
      partitions.map(({ partition, offset }) => [`${topic}/${partition}`, Number(offset)] as const),
    ),
  );
};

/** Waits until the group of a service has committed so many offsets, transaction markers included. */
export const untilCommitted = async (company: Connected, service: ServiceName, offsets: number): Promise<void> => {
  for (;;) {
    const committed = [...(await committedOffsets(company, service)).values()];
    if (committed.reduce((sum, offset) => sum + Math.max(0, offset), 0) >= offsets) return;
    await delay(POLL_MS);
  }
};

/** Looks at the committed offsets of a service all the time. */
export const watchOffsets = (company: Connected, service: ServiceName) => {
  const wentBack: string[] = [];
  const stopped = new AbortController();
  const watch = async (): Promise<void> => {
    let before: Offsets = new Map();
    while (!stopped.signal.aborted) {
      const now = await committedOffsets(company, service);
      for (const [partition, offset] of before) {
        if (now.get(partition)! < offset) wentBack.push(`${partition}: from ${offset} to ${now.get(partition)}`);
      }
      before = now;
      await delay(POLL_MS, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  };
  const watching = watch();
  return {
    /** @returns every step back that was seen */
    stop: async (): Promise<readonly string[]> => {
      stopped.abort();
      await watching;
      return wentBack;
    },
  };
};

/** Partitions whose last stable offset lies before their end: a transaction is open there. */
export const openTransactions = async ({ connections }: Connected): Promise<readonly string[]> => {
  const cluster = createCluster(connections.kafka, READ_UNCOMMITTED);
  await cluster.connect();
  try {
    const open: string[] = [];
    for (const topic of Object.keys(topology.topics) as TopicName[]) {
      await cluster.addMultipleTargetTopics([topic]);
      const partitions = cluster
        .findTopicPartitionMetadata(topic)
        .map(({ partitionId }) => ({ partition: partitionId }));
      const stable = await connections.reader.offsets(topic);
      const [ends] = await cluster.fetchTopicsOffset([{ topic, fromBeginning: false, partitions }]);
      for (const { partition, offset } of ends!.partitions) {
        if (stable[partition]!.latest < Number(offset)) open.push(`${topic}/${partition}`);
      }
    }
    return open;
  } finally {
    await cluster.disconnect();
  }
};

/** Asks, as often as it is called, in which partitions there has been an open transaction at every call so far. */
export const createOpenSince = (company: Connected): (() => Promise<readonly string[]>) => {
  let since: readonly string[] | null = null;
  return async () => {
    const open = await openTransactions(company);
    since = since?.filter((partition) => open.includes(partition)) ?? open;
    return since;
  };
};
