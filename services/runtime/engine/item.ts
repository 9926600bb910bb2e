import type { LogRecord } from '../kafka/log-reader.ts';
import type { Claim } from '../redis/claims.ts';
import type { Coordinates, InputRecord, Prepared, PreparedIgnore, RecordFacts, Rejected } from '../service.ts';
import { formatCoordinates, formatPartition, type Provenance } from './headers.ts';

/** One record on its way through the protocol. A chunk has thousands, so what it was decoded to is not kept. */
export interface Item {
  readonly record: LogRecord;
  readonly provenance: Provenance;
  /** What decoding and the service's front half made of it. */
  readonly prepared: Prepared<unknown> | PreparedIgnore | Rejected;
}

/** How a record ended: the five states of the ledger. */
export const STATES = ['published', 'ignored', 'duplicate', 'parked', 'dead'] as const;
export type State = (typeof STATES)[number];

export const factsOf = ({ record, provenance }: Pick<Item, 'record' | 'provenance'>): RecordFacts => ({
  coordinates: { topic: record.topic, partition: record.partition, offset: record.offset },
  origin: provenance.origin,
  attempt: provenance.attempt,
  key: record.key === null ? null : record.key.toString('utf8'),
  timestamp_ms: provenance.timestamp_ms,
});

export const toInputRecord = <V>(record: LogRecord, provenance: Provenance, value: V): InputRecord<V> => ({
  ...factsOf({ record, provenance }),
  value,
});

/**
 * Names a record by its coordinates and time. Coordinates alone are not enough: a log that lost its end, or a topic that is
 * created again, has them a second time.
 */
export const placeOf = (coordinates: Coordinates, timestamp_ms: number): string =>
  `${formatCoordinates(coordinates)}@${timestamp_ms.toString(36)}`;

/** Which of the topics that have had one name; part of the id is enough for that. */
const shortId = (topic_id: string): string => topic_id.slice(0, 8);

/**
 * The claim of a record for its id; null for what is already refused.
 * @param topic_id id of the topic that the record stands in
 */
export const claimOf = ({ record, provenance, prepared }: Item, topic_id: string): Claim | null => {
  if (prepared.kind === 'rejected') return null;
  const { origin, attempt } = provenance;
  return {
    id: prepared.id,
    fingerprint: prepared.fingerprint,
    origin: attempt === 0 ? '' : placeOf(origin, provenance.timestamp_ms),
    attempt,
    holder: `${placeOf(record, record.timestamp_ms)}~${shortId(topic_id)}`,
  };
};

/** Name of an input partition beside its claims in Redis. */
export const claimSlot = (topic: string, partition: number, topic_id: string): string =>
  `${formatPartition(topic, partition)}~${shortId(topic_id)}`;
