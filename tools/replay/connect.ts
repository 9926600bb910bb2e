import { setTimeout as delay } from 'node:timers/promises';
import type { Settings } from '../../services/runtime/config/settings.ts';
import { openTransactionalProducer } from '../../services/runtime/kafka/transactional-producer.ts';
import { createLogger } from '../../services/runtime/log.ts';
import { type TopicName, topology } from '../../topology/topology.ts';
import { readToolSettings } from '../cli/settings.ts';
import { type Connections, openConnections } from '../ledger/connections.ts';
import type { SendParts } from './send.ts';

/** What a tool reads and sends with. */
export type ToolParts = SendParts & Pick<Connections, 'reader' | 'codec'>;

/**
 * Connects a tool to a cluster and its registry.
 * @param tool its name in the topology. All its runs have one transactional id, so that each ends the one before it
 * @throws DependencyUnavailable, SchemaNotRegistered
 */
export const connectTool = async (
  settings: Pick<Settings, 'kafka' | 'registry'>,
  tool: string,
): Promise<ToolParts & { readonly close: () => Promise<void> }> => {
  const { reader, codec, close } = await openConnections(settings, tool);
  return {
    reader,
    codec,
    openProducer: () => openTransactionalProducer(settings.kafka, `skillstream.${tool}`, createLogger(tool, 'silent')),
    bytesMaxOf: (topic) => topology.topics[topic as TopicName].message_max_bytes,
    clock: { now_ms: Date.now, sleep: (duration_ms) => delay(duration_ms) },
    close,
  };
};

/** Reads the settings of a command, connects, works, and closes whatever happens. */
export const withTool = async <S extends 'kafka' | 'registry' | 'engine'>(
  tool: string,
  sections: readonly ('kafka' | 'registry' | S)[],
  work: (parts: ToolParts, settings: Pick<Settings, 'kafka' | 'registry' | S>) => Promise<void>,
): Promise<void> => {
  const settings = readToolSettings(sections);
  const { close, ...parts } = await connectTool(settings, tool);
  try {
    await work(parts, settings);
  } finally {
    await close();
  }
};
