import { registeredText } from '../schemas/index.ts';
import { type Acl, desiredAcls } from './access.ts';
import { subjectOf, type TopicName, topology } from './topology.ts';
import type { TopicDeclaration } from './types.ts';

/** A later schema must be able to read everything that earlier ones wrote, so that a topic can be read from its start. */
export const COMPATIBILITY = 'BACKWARD_TRANSITIVE';

/** A topic as the cluster should have it. */
export interface DesiredTopic {
  readonly partitions: number;
  /** Topic settings in Kafka's names; what is not here is left to the brokers and their operators. */
  readonly config: Readonly<Record<string, string>>;
}

/** A subject as the registry should have it. */
export interface DesiredSubject {
  /** Path of the schema below `schemas/`. */
  readonly schema: string;
  /** The schema as it is registered. */
  readonly text: string;
  readonly compatibility: string;
}

export interface Desired {
  readonly topics: ReadonlyMap<string, DesiredTopic>;
  readonly subjects: ReadonlyMap<string, DesiredSubject>;
  /** Left out where ACLs are none of our business. */
  readonly acls?: { readonly principal_prefix: string; readonly wanted: readonly Acl[] };
}

/**
 * How far ahead of the broker a sender's clock may be. Brokers since 4.0 refuse more than an hour, which would stop a service
 * whose clock is set to a wrong time zone; a day still bounds what such a record does to retention.
 */
const CLOCK_AHEAD_MAX_MS = 24 * 60 * 60 * 1000;

/**
 * What a compacted topic says no longer, an e-mail that was erased above all, is gone from it after this time; whoever reads
 * it must have seen the tombstone by then.
 */
const COMPACTED_WITHIN_MS = 7 * 24 * 60 * 60 * 1000;

const configOf = ({
  cleanup,
  retention_ms,
  message_max_bytes,
  timestamp_type,
  segment_bytes,
}: TopicDeclaration): DesiredTopic['config'] => ({
  'cleanup.policy': cleanup,
  ...(retention_ms === null ? {} : { 'retention.ms': String(retention_ms) }),
  ...(cleanup === 'compact'
    ? { 'max.compaction.lag.ms': String(COMPACTED_WITHIN_MS), 'delete.retention.ms': String(COMPACTED_WITHIN_MS) }
    : {}),
  ...(segment_bytes === undefined
    ? {}
    : { 'segment.bytes': String(segment_bytes), 'min.cleanable.dirty.ratio': '0.1' }),
  'max.message.bytes': String(message_max_bytes),
  'message.timestamp.type': timestamp_type,
  'message.timestamp.after.max.ms': String(CLOCK_AHEAD_MAX_MS),
});

/**
 * All copies but one must have a record before it counts as written. The brokers' default is one: then what was committed
 * is lost with the leader's disk. Where the brokers decide how many copies there are, this is theirs too.
 */
const copiesConfig = (replication_factor: number | undefined): DesiredTopic['config'] =>
  replication_factor === undefined ? {} : { 'min.insync.replicas': String(Math.max(1, replication_factor - 1)) };

/**
 * What the topology asks of a cluster and a registry.
 * @param replication_factor copies of each partition; undefined where the brokers decide
 * @param principal_prefix of the principals whose ACLs are wanted; left out where ACLs are none of our business
 */
export const desiredTopology = (replication_factor?: number, principal_prefix?: string): Desired => {
  const declarations = Object.entries(topology.topics) as [TopicName, TopicDeclaration][];
  const copies = copiesConfig(replication_factor);
  return {
    topics: new Map(
      declarations.map(([name, topic]) => [
        name,
        { partitions: topic.partitions, config: { ...configOf(topic), ...copies } },
      ]),
    ),
    subjects: new Map(
      declarations.flatMap(([name, { schema }]) =>
        schema === null
          ? []
          : [[subjectOf(name), { schema, text: registeredText(schema), compatibility: COMPATIBILITY }]],
      ),
    ),
    ...(principal_prefix === undefined
      ? {}
      : { acls: { principal_prefix, wanted: desiredAcls(topology, principal_prefix) } }),
  };
};
