/** The vocabulary in which the topology is written. */

export type Cleanup = 'delete' | 'compact';

/** Who may rely on a topic: `internal` topics are state of one service and may change without notice. */
export type Audience = 'public' | 'internal';

export interface TopicDeclaration {
  readonly partitions: number;
  readonly cleanup: Cleanup;
  /** Null for compacted topics: they keep the newest record of each key for ever. */
  readonly retention_ms: number | null;
  /**
   * Whose clock stamps the records, and so decides about their retention: their sender's (`CreateTime`), or the broker's at
   * their arrival (`LogAppendTime`).
   */
  readonly timestamp_type: 'CreateTime' | 'LogAppendTime';
  /** What the record key is, in words. */
  readonly key: string;
  /** Path of the Avro schema below `schemas/`, or null where values are bytes of any shape (dead letters). */
  readonly schema: string | null;
  /** Largest record batch the broker takes, in bytes. */
  readonly message_max_bytes: number;
  readonly audience: Audience;
  /** Team that answers for the records. */
  readonly owner: string;
  readonly description: string;
}

export interface ServiceDeclaration<Topic extends string = string> {
  readonly description: string;
  readonly inputs: readonly Topic[];
  readonly outputs: readonly Topic[];
  /** Compacted topics of other services that handlers look up, through their projections. */
  readonly lookups: readonly Topic[];
  /** Compacted topics that only this service writes, and that it reads back: its state. */
  readonly tables: readonly Topic[];
  /** Port of `/metrics`, `/healthz` and `/readyz` unless `METRICS_PORT` says otherwise. */
  readonly probe_port: number;
}

/** A command that operators run, which reads and writes topics beside the services. */
export interface ToolDeclaration<Topic extends string = string> {
  readonly description: string;
  readonly inputs: readonly Topic[];
  readonly outputs: readonly Topic[];
  /** Read beside the input. */
  readonly lookups?: readonly Topic[];
  /** Prefix of the groups that it describes. */
  readonly watches_groups?: string;
}

/** Somebody else's programs, at the edges of the topology. */
export interface NeighbourDeclaration<Topic extends string = string> {
  readonly description: string;
  /** Topics that they read. */
  readonly reads: readonly Topic[];
  /** Topics that they write. */
  readonly writes: readonly Topic[];
  /** What the names of their consumer groups begin with. */
  readonly group_prefix?: string;
}

export interface Topology<Topic extends string = string, Service extends string = string> {
  readonly topics: Readonly<Record<Topic, TopicDeclaration>>;
  readonly services: Readonly<Record<Service, ServiceDeclaration<Topic>>>;
  readonly tools: Readonly<Record<string, ToolDeclaration<Topic>>>;
  readonly neighbours: Readonly<Record<string, NeighbourDeclaration<Topic>>>;
}
