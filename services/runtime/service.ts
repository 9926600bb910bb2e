import type { TopicRecords } from '../../schemas/types.generated.ts';
import type { TopicName } from '../../topology/topology.ts';
import type { ErrorCode } from './error-codes.ts';

/** Where a record stands in Kafka. Offsets stay far below 2^53, so they are numbers. */
export interface Coordinates {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** Topics whose values have an Avro schema. */
export type AvroTopic = keyof TopicRecords & TopicName;
export type ValueOf<T extends AvroTopic> = TopicRecords[T];

/** What is known of an input record beside its value. */
export interface RecordFacts {
  readonly coordinates: Coordinates;
  /** First coordinates: those of the record itself, unless it came back, released from the parked topic or replayed as a dead letter. */
  readonly origin: Coordinates;
  /** How often the record has been brought back; 0 for a record as its producer sent it. */
  readonly attempt: number;
  readonly key: string | null;
  /** Kafka record timestamp, epoch milliseconds. */
  readonly timestamp_ms: number;
}

/** One decoded input record, as pure code sees it. */
export interface InputRecord<V> extends RecordFacts {
  readonly value: V;
}

/** Why a key has no value any more, as its tombstone says; the names never change their meaning. */
export const TOMBSTONE_REASONS = {
  erased: 'The person was erased.',
  merged: 'The member was merged into another one, under whose id the same is told now.',
  revoked: 'All that it followed from was revoked.',
  ended: 'It is over: what the record said is not so any more.',
  unclaimed: 'No worker has the alias any more.',
  expired: 'The time for which it is kept is over.',
} as const satisfies Record<string, string>;
export type TombstoneReason = keyof typeof TOMBSTONE_REASONS;

/** A record to be published. Key and value of one topic always fit each other's schema. */
export type OutputRecord = {
  [T in AvroTopic]: {
    readonly topic: T;
    readonly key: string;
    /**
     * Partition to write to, that of the key by default. For entries of the service's own tables that belong to an input
     * partition: theirs has the same number, and the key says so.
     */
    readonly partition?: number;
  } & (
    | { readonly value: ValueOf<T>; readonly tombstone?: never }
    /** A tombstone, and why; only for compacted topics. */
    | { readonly value: null; readonly tombstone: TombstoneReason }
  );
}[AvroTopic];

/** Leads to output, or to a change of state. `records` may be empty when the state already says the same. */
export interface Published {
  readonly kind: 'published';
  readonly rule: string;
  readonly records: readonly OutputRecord[];
}

/** A rule says the record carries nothing for the marketplace. */
export interface Ignored {
  readonly kind: 'ignored';
  readonly rule: string;
}

/** The record cannot be right. Becomes a dead letter; `reason` holds no personal data. */
export interface Rejected {
  readonly kind: 'rejected';
  /** Stable code, one of `services/runtime/error-codes.ts`. */
  readonly code: string;
  readonly reason: string;
  /** Where in the value, as a JSON path such as `$.actor.mbox`. */
  readonly path?: string;
}

export type Outcome = Published | Ignored | Rejected;

/** What the pure front half of a service makes of a record, before anything is looked up. */
export interface Prepared<E> {
  readonly kind: 'prepared';
  /** Idempotency key: equal for two records exactly when they are meant to be the same event. */
  readonly id: string;
  /** What the content says; two records of one id are compared by `isSameFingerprint`. */
  readonly fingerprint: string;
  readonly event: E;
}

/** Decides a record whatever the look-ups say, but still claims its id. */
export interface PreparedIgnore {
  readonly kind: 'ignored';
  readonly rule: string;
  readonly id: string;
  readonly fingerprint: string;
}

/**
 * How often `state` may ask for entries before the engine gives up. Most need two rounds: the entry, and what it names. The
 * most is five: who is left with an alias of a worker that was erased together with others. One is to spare.
 */
export const STATE_ROUNDS_MAX = 6;

/** Names one entry of a state table. */
export interface TableKey<T extends AvroTopic = AvroTopic> {
  readonly table: T;
  readonly key: string;
}

/** Reads an entry of a state table; null when there is none. Sees what earlier records of the chunk wrote. */
export type ReadTable = <T extends AvroTopic>(table: T, key: string) => ValueOf<T> | null;

/** Who the learner of an event is. */
export interface KnownLearner {
  readonly member_id: string;
  /** Member id that the learner's own worker had first; null when that is `member_id`. */
  readonly known_as: string | null;
}

/** What a handler can see beside its event. */
export interface Context {
  readonly record: RecordFacts;
  /** Member of the learner; null only for events that name none. */
  readonly member_id: string | null;
  /** Member id that the learner's own worker had first; null when that is `member_id`. */
  readonly known_as: string | null;
  /** Reads an entry that `state` named. */
  readonly get: ReadTable;
}

/** How one input topic is handled. All functions are pure. */
export interface InputDeclaration<V, E> {
  /** Validates and interprets a value; says under which id it is claimed. */
  readonly prepare: (record: InputRecord<V>) => Prepared<E> | PreparedIgnore | Rejected;
  /**
   * As `prepare`, for a record without a value: that of a compacted topic says that its key is gone. Such a record is a dead
   * letter where this is left out.
   */
  readonly prepareTombstone?: (record: InputRecord<null>) => Prepared<E> | PreparedIgnore | Rejected;
  /**
   * Keyed hash of the learner's alias; null for an event that is about nobody. Where there is one, the engine looks the
   * member up, and parks the record while unknown.
   */
  readonly learner?: (event: E) => string | null;
  /** Whether an event needs `state` at all; saves the look-ups of those that do not. By default all do. */
  readonly needsState?: (event: E) => boolean;
  /**
   * Table entries the handler wants to read. Called again with the entries read so far, so that one entry can name
   * others, until it names no unread one; at most `STATE_ROUNDS_MAX` times. `get` gives null for what is not read yet.
   */
  readonly state?: (event: E, learner: KnownLearner | null, get: ReadTable) => readonly TableKey[];
  readonly handle: (event: E, context: Context) => Outcome;
  /** False where the input is a topic of our own whose records cannot be repeats; saves the claim. Default true. */
  readonly claim?: boolean;
}

/**
 * Why a parked record comes back: its link is known, an operator wants it read anew, or its time is over. Only after the
 * deadline it may not be parked again.
 */
export const RETURN_CAUSES = ['link', 'recall', 'deadline'] as const;
export type ReturnCause = (typeof RETURN_CAUSES)[number];

/** A parked record read back from `identity.unresolved`, to be released to the resubmission topic of its input. */
export interface SendBack {
  /** Offset in the partition of `identity.unresolved` that the table entry belongs to. */
  readonly parked_offset: number;
  /** About how large it is. */
  readonly bytes: number;
  readonly cause: ReturnCause;
}

/** Looks at table entries whose time has come. Pure. */
export interface DueDeclaration<T extends AvroTopic> {
  readonly table: T;
  /** When the entry is to be looked at, epoch milliseconds; null for never. */
  readonly due_at: (value: ValueOf<T>) => number | null;
  /** As `InputDeclaration.state`. */
  readonly state?: (key: string, value: ValueOf<T>, get: ReadTable) => readonly TableKey[];
  readonly handle: (
    key: string,
    value: ValueOf<T>,
    now_ms: number,
    get: ReadTable,
  ) => { readonly send_back: readonly SendBack[]; readonly records: readonly OutputRecord[] };
}

/** Counts the entries of a table that are of some kind, for a gauge. */
export interface CensusDeclaration<T extends AvroTopic> {
  readonly table: T;
  /** Name of the gauge; its labels are `kind` and `partition`. */
  readonly metric: string;
  readonly help: string;
  readonly kinds: readonly string[];
  /** One of `kinds`, or null for an entry that is not counted. */
  readonly kindOf: (value: ValueOf<T>) => string | null;
}

/**
 * A service as a value: its inputs with their handlers, and the tables it owns. `main.ts` runs it against Kafka,
 * tests call its functions directly or run the same value against a local stack.
 */
export interface Service {
  readonly name: string;
  /** Names the mapping files that the service has read; undefined where it reads none. */
  readonly mappings_version?: string;
  // biome-ignore lint/suspicious/noExplicitAny: inputs of one service have different value and event types
  readonly inputs: { readonly [topic in AvroTopic]?: InputDeclaration<any, any> };
  /** Compacted topics that only this service writes, and that its handlers read back. */
  readonly tables?: readonly AvroTopic[];
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly due?: DueDeclaration<any>;
  /** Codes of its dead letters, beside those of the engine. */
  readonly error_codes?: Readonly<Record<string, ErrorCode>>;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly census?: CensusDeclaration<any>;
}

/** Declares a service. Exists for type inference and for the checks of `checkService`. */
export const defineInput = <T extends AvroTopic, E>(
  _topic: T,
  declaration: InputDeclaration<ValueOf<T>, E>,
): InputDeclaration<ValueOf<T>, E> => declaration;
