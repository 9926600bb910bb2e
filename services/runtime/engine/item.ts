import type { LogRecord } from '../kafka/log-reader.ts';
import type { Claim } from '../redis/claims.ts';
import type { InputRecord, Prepared, PreparedIgnore, RecordFacts, Rejected } from '../service.ts';
import { formatCoordinates, type Provenance, provenanceOf } from './headers.ts';

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

/** The claim of a record for its id; null for what is already refused. */
export const claimOf = ({ record, provenance, prepared }: Item): Claim | null => {
  if (prepared.kind === 'rejected') return null;
  const { origin, attempt } = provenance;
  const holder = formatCoordinates(record);
  return {
    id: prepared.id,
    fingerprint: prepared.fingerprint,
    origin: attempt === 0 ? holder : formatCoordinates(origin),
    attempt,
    holder,
  };
};

export { provenanceOf };
