import { setTimeout as delay } from 'node:timers/promises';
import type { Settings } from '../../services/runtime/config/settings.ts';
import { openTransactionalProducer } from '../../services/runtime/kafka/transactional-producer.ts';
import { createLogger } from '../../services/runtime/log.ts';
import { type TopicName, topology } from '../../topology/topology.ts';
import { openConnections } from '../ledger/connections.ts';
import type { ReplayParts } from './replay/replay.ts';

/** One for all replays of a cluster, so that each ends the one before it. */
const TRANSACTIONAL_ID = 'skillstream.dead-letters';

/**
 * Connects the tool to a cluster and its registry.
 * @throws DependencyUnavailable, SchemaNotRegistered
 */
export const connect = async (
  settings: Pick<Settings, 'kafka' | 'registry'>,
): Promise<ReplayParts & { readonly close: () => Promise<void> }> => {
  const { reader, codec, close } = await openConnections(settings, 'dead-letters');
  return {
    reader,
    codec,
    openProducer: () =>
      openTransactionalProducer(settings.kafka, TRANSACTIONAL_ID, createLogger('dead-letters', 'silent')),
    bytesMaxOf: (topic) => topology.topics[topic as TopicName].message_max_bytes,
    clock: { now_ms: Date.now, sleep: (duration_ms) => delay(duration_ms) },
    close,
  };
};
