import type { TopicRecords } from '../../schemas/types.generated.ts';
import type { Expectation } from './expectation.ts';
import type { FaultName } from './faults/names.ts';

export type RawTopic = 'raw.hris' | 'raw.xapi' | 'raw.enrollment';

/** A value that fits the schema of its topic. */
export type Sound = {
  [T in RawTopic]: { readonly kind: 'sound'; readonly topic: T; readonly value: TopicRecords[T] };
}[RawTopic];

/**
 * What a record carries. Damage that needs the encoded bytes is described here and done by `encodePayload`, since the
 * simulator knows no schema ids.
 */
export type Payload =
  | Sound
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'tombstone' }
  /** Encoded, then cut short by so many bytes. */
  | { readonly kind: 'truncated'; readonly of: Sound; readonly cut_bytes: number }
  /** Encoded, then bytes added behind. */
  | { readonly kind: 'padded'; readonly of: Sound; readonly padding: Buffer }
  /** Encoded with the schema of `of.topic` and sent to another topic. */
  | { readonly kind: 'misdirected'; readonly of: Sound };

/** One record as a source system produces it. */
export interface RawRecord {
  /** Running number from 0. */
  readonly index: number;
  readonly topic: RawTopic;
  readonly key: string | null;
  readonly payload: Payload;
  /** When its system sends it, in the time of the simulation; never goes back. */
  readonly timestamp_ms: number;
  /** Null for ordinary traffic. */
  readonly fault: FaultName | null;
  readonly expect: Expectation;
}

/** A record without what only its place in the stream gives it. */
export type Draft = Omit<RawRecord, 'index' | 'timestamp_ms'>;
