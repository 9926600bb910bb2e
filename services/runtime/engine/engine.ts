import type { EngineSettings, KafkaSettings } from '../config/settings.ts';
import type { LogReader } from '../kafka/log-reader.ts';
import type { TopicLimits } from '../kafka/topic-limits.ts';
import type { Logger } from '../log.ts';
import type { EngineMetrics } from '../metrics/engine-metrics.ts';
import type { Claims } from '../redis/claims.ts';
import type { Table } from '../redis/tables.ts';
import type { Codec } from '../registry/codec.ts';
import type { AvroTopic, InputDeclaration, Service } from '../service.ts';
import type { CloudEvents } from './cloud-events.ts';
import type { DeadLetterSealer } from './dead-letter-seal.ts';
import type { Floors } from './floors.ts';
import type { PositionStore } from './position-store.ts';
import type { Presence } from './presence.ts';

/** The steps of the commit protocol, by name; see `protocol.ts`. */
export type Step = 'fence' | 'take' | 'decode' | 'claim' | 'look_up' | 'handle' | 'transact' | 'commit' | 'release';

/** Everything the protocol works with, made once per process. */
export interface Engine {
  readonly service: Service;
  readonly group: string;
  readonly settings: EngineSettings;
  readonly kafka: KafkaSettings;
  readonly codec: Codec;
  readonly claims: Claims;
  /** Tables that handlers read: those of the service itself, and links and holds where a learner is looked up. */
  readonly tables: ReadonlyMap<string, Table>;
  readonly reader: LogReader;
  /** A connection of its own, so that looking after positions never waits behind a restore. */
  readonly positionReader: LogReader;
  readonly positions: PositionStore;
  readonly floors: Floors;
  /** Partitions of `ops.position`, as declared. */
  readonly positionPartitions: number;
  readonly committedOffset: (topic: string, partition: number) => Promise<number | null>;
  readonly partitionsOf: (topic: string) => number;
  /** How large a record may be that a topic takes, as far as that is known. */
  readonly bytesMaxOf: (topic: string) => number;
  readonly limits: TopicLimits;
  readonly cloudEvents: CloudEvents;
  readonly sealer: DeadLetterSealer;
  readonly metrics: EngineMetrics;
  readonly presence: Presence;
  readonly log: Logger;
  /** Called before and after each step; fault tests stop the process there. */
  readonly onStep: (step: Step, when: 'before' | 'after', topic: string, partition: number) => Promise<void> | void;
}

/** @throws Error when the service reads no such topic */
export const inputOf = (engine: Pick<Engine, 'service'>, topic: string): InputDeclaration<unknown, unknown> => {
  const input = engine.service.inputs[topic as AvroTopic];
  if (input === undefined) throw new Error(`${engine.service.name} has no input ${topic}`);
  return input;
};

/** Who an alias belongs to. */
export const LINKS = 'identity.link' as const satisfies AvroTopic;
/** Records whose person is not known yet. */
export const PARKED = 'identity.unresolved' as const satisfies AvroTopic;
/** How many parked records of an alias are out. */
export const HOLDS = 'identity.hold' as const satisfies AvroTopic;
/** Up to where each group has handled each input partition. */
export const POSITIONS = 'ops.position' as const satisfies AvroTopic;
/** What became of each chunk. */
export const LEDGER = 'ops.ledger' as const satisfies AvroTopic;

/** The input whose partitions own the due entries of the same numbers. */
export const homeTopic = (service: Service): AvroTopic | undefined =>
  Object.keys(service.inputs)[0] as AvroTopic | undefined;

/** Whether the service looks learners up, and so parks records. */
export const parks = (service: Service): boolean =>
  Object.values(service.inputs).some((input) => input?.learner !== undefined);

/** Tables that only this service writes; it restores them before it handles a record. */
export const ownedTables = (service: Service): readonly AvroTopic[] => [
  ...(service.tables ?? []),
  ...(parks(service) ? [HOLDS] : []),
];

/** When an entry is due, for the one table that has deadlines. */
export const dueAtOf = (service: Service, topic: AvroTopic, value: unknown): number | null =>
  service.due !== undefined && service.due.table === topic && value !== null
    ? service.due.due_at(value as never)
    : null;

/**
 * Number of the kind that an entry is counted under, for the one table that is counted, and for the aliases with parked
 * records, which are all of one kind.
 */
export const kindNumberOf = ({ census }: Service, topic: AvroTopic, value: unknown): number | null => {
  if (topic === HOLDS) return value === null ? null : 0;
  if (census === undefined || census.table !== topic || value === null) return null;
  const kind = census.kindOf(value as never);
  return kind === null ? null : census.kinds.indexOf(kind);
};
