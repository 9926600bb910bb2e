/** A committed record as it stands in its topic. */
export interface TopicRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Epoch milliseconds. */
  readonly timestamp_ms: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** Values as UTF-8 text; the first one where a name repeats. */
  readonly headers: ReadonlyMap<string, string>;
  /** Set where it stands for several records that the reader could not read one by one, of which it is the last. */
  readonly unread?: { readonly first_offset: number; readonly records: number };
}

/**
 * Reads whole topics with isolation `read_committed`. The oracle sees Kafka through this only, so that our own log
 * reader and the Java console consumer can feed it alike.
 */
export interface TopicReader {
  /** Committed records from the earliest offset to the end as it is at the call; each partition in the order of its offsets. */
  readonly read: (topic: string) => AsyncIterable<TopicRecord>;
}

/** Turns a value into the record its Avro schema describes; throws where it cannot. */
export type DecodeValue = (topic: string, value: Buffer) => unknown;
