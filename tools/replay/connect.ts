import { setTimeout as delay } from 'node:timers/promises';
import type { Settings } from '../../services/runtime/config/settings.ts';
import { openTransactionalProducer } from '../../services/runtime/kafka/transactional-producer.ts';
import { createLogger } from '../../services/runtime/log.ts';
import { ownSettings } from '../../services/runtime/shared-settings/declared.ts';
import { checkShared, type SharedSettingParts } from '../../services/runtime/shared-settings/store.ts';
import { type TopicName, topology } from '../../topology/topology.ts';
import { readToolSettings } from '../cli/settings.ts';
import { type Connections, openConnections } from '../ledger/connections.ts';
import type { Reading } from '../topics/read.ts';
import type { SendParts } from './send.ts';

/** What a tool reads and sends with. */
export type ToolParts = SendParts & Pick<Connections, 'reader' | 'codec'> & Pick<Reading, 'onUnreadable'>;

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
    clock: { now_ms: Date.now, elapsed_ms: () => performance.now(), sleep: (duration_ms) => delay(duration_ms) },
    close,
  };
};

/**
 * Compares the shared settings that a tool uses with those of the services. It records none: services come first.
 * @throws SharedSettingsDiffer, DependencyUnavailable
 */
const checkTool = async (
  parts: Omit<SharedSettingParts, 'log'>,
  tool: string,
  settings: Partial<Settings>,
): Promise<void> => {
  const own = ownSettings(tool, settings);
  if (own.length > 0) await checkShared({ ...parts, log: createLogger(tool, 'silent') }, own, null);
};

/** Of the records that cannot be read, so many are named. */
const UNREADABLE_LISTED_MAX = 10;

/** Settings that a command may need beside those it connects with. */
type Section = 'kafka' | 'registry' | 'engine' | 'dead_letters';

/** Reads the settings of a command, connects, works, and closes whatever happens. */
export const withTool = async <S extends Section>(
  tool: string,
  sections: readonly ('kafka' | 'registry' | S)[],
  work: (parts: ToolParts, settings: Pick<Settings, 'kafka' | 'registry' | S>) => Promise<void>,
): Promise<void> => {
  const settings = readToolSettings(sections);
  const { close, ...parts } = await connectTool(settings, tool);
  const unreadable: string[] = [];
  let unreadable_count = 0;
  const onUnreadable = (what: string): void => {
    unreadable_count += 1;
    if (unreadable.length < UNREADABLE_LISTED_MAX) unreadable.push(what);
  };
  try {
    await checkTool({ ...parts, kafka: settings.kafka }, tool, settings);
    await work({ ...parts, onUnreadable }, settings);
    if (unreadable_count > 0) {
      process.stderr.write(`${unreadable_count} records cannot be read and are left out: ${unreadable.join(', ')}\n`);
    }
  } finally {
    await close();
  }
};
