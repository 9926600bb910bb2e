import { isWrittenByUs, originInputOf, topology } from '../../../topology/topology.ts';
import { isAliasHash } from '../../people/alias-hash.ts';
import type { Headers, LogRecord } from '../kafka/log-reader.ts';
import { type Coordinates, RETURN_CAUSES, type ReturnCause } from '../service.ts';

/** Headers that a record carries when it comes back, released from the parked topic or replayed from a dead-letter topic. */
export const ORIGIN = 'origin';
export const ATTEMPT = 'attempt';
/** Why a parked record was released, one of `RETURN_CAUSES`; absent on replayed dead letters. */
export const RETURNED = 'returned';
export const PARKED_AT = 'parked-at';
export const DEADLINE_AT = 'deadline-at';
/** Keyed hash of the learner alias that a parked record waited for. */
export const PARKED_ALIAS = 'parked-alias';
/** Kafka timestamp of the record before it was set aside. */
export const ORIGIN_TIMESTAMP = 'origin-timestamp';

/** A partition as text, `topic/partition`. */
export const formatPartition = (topic: string, partition: number): string => `${topic}/${partition}`;

/** Coordinates as text, `topic/partition/offset`. */
export const formatCoordinates = ({ topic, partition, offset }: Coordinates): string =>
  `${topic}/${partition}/${offset}`;

/** The longest name that a topic can have has 249 characters. */
const COORDINATES = /^([\w.-]{1,249})\/(\d{1,9})\/(\d{1,15})$/;
const COORDINATES_LENGTH_MAX = 249 + 1 + 9 + 1 + 15;

/** Reads `topic/partition/offset`; null when the text is anything else. */
export const parseCoordinates = (text: string | undefined): Coordinates | null => {
  const match = text === undefined || text.length > COORDINATES_LENGTH_MAX ? null : COORDINATES.exec(text);
  if (match === null) return null;
  return { topic: match[1]!, partition: Number(match[2]), offset: Number(match[3]) };
};

/** The first value of a header, as text. */
export const headerText = (headers: Headers, name: string): string | undefined => {
  const value = headers[name];
  const first = Array.isArray(value) ? value[0] : value;
  return first === undefined || first === null ? undefined : first.toString('utf8');
};

/** W3C Trace Context, 3.2.2, in any version. */
const TRACE_PARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(?:-[0-9a-f-]{0,64})?$/;

/** The trace that a record is part of, to be passed on; undefined where the header says anything else, as that would be published. */
export const traceParentOf = (headers: Headers): string | undefined => {
  const text = headers['traceparent'] === undefined ? undefined : headerText(headers, 'traceparent');
  return text !== undefined && TRACE_PARENT.test(text) ? text : undefined;
};

/** What is known of a record's former life. A record that comes from its producer is its own origin. */
export interface Provenance {
  readonly origin: Coordinates;
  readonly attempt: number;
  /** Why the record was released from the parked topic, and whose alias it waited for. */
  readonly returned: { readonly cause: ReturnCause; readonly alias: string } | null;
  readonly parked_at_ms: number | null;
  readonly deadline_at_ms: number | null;
  readonly timestamp_ms: number;
}

/** The provenance of a record that comes from its producer. */
export const freshProvenance = ({ topic, partition, offset, timestamp_ms }: LogRecord): Provenance => ({
  origin: { topic, partition, offset },
  attempt: 0,
  returned: null,
  parked_at_ms: null,
  deadline_at_ms: null,
  timestamp_ms,
});

/** Fits the integer of 32 bits that a parked record has for it, with room to count on. */
const ATTEMPT_FORMAT = /^[1-9]\d{0,8}$/;
const NATURAL = /^\d{1,15}$/;

const numberOf = (text: string | undefined): number | null =>
  text !== undefined && NATURAL.test(text) ? Number(text) : null;

/** No record waits for longer than the parked topic keeps it. */
export const PARKED_MAX_MS: number = topology.topics['identity.unresolved'].retention_ms!;

/** When a record was parked first and until when it may wait; null where the headers say neither, undefined where they are wrong. */
const waitOf = (headers: Headers): { parked_at_ms: number; deadline_at_ms: number } | undefined => {
  const parked_at_ms = numberOf(headerText(headers, PARKED_AT));
  const deadline_at_ms = numberOf(headerText(headers, DEADLINE_AT));
  if (parked_at_ms === null || deadline_at_ms === null) return undefined;
  const is_bounded = parked_at_ms <= deadline_at_ms && deadline_at_ms - parked_at_ms <= PARKED_MAX_MS;
  return is_bounded ? { parked_at_ms, deadline_at_ms } : undefined;
};

const NEVER_PARKED = { returned: null, parked_at_ms: null, deadline_at_ms: null } as const;

/** What the headers say of a record that came back; null where they are not as we write them. */
const readProvenance = ({ topic, partition, headers }: LogRecord): Provenance | null => {
  const origin = parseCoordinates(headerText(headers, ORIGIN));
  const attempt = headerText(headers, ATTEMPT);
  const timestamp_ms = numberOf(headerText(headers, ORIGIN_TIMESTAMP));
  if (origin === null || attempt === undefined || !ATTEMPT_FORMAT.test(attempt) || timestamp_ms === null) return null;
  if (origin.topic !== originInputOf(topic) || origin.partition !== partition) return null;
  const known = { origin, attempt: Number(attempt), timestamp_ms };
  const said = headerText(headers, RETURNED);
  if (said === undefined) return { ...known, ...NEVER_PARKED };
  const cause = RETURN_CAUSES.find((one) => one === said);
  const alias = headerText(headers, PARKED_ALIAS);
  const wait = waitOf(headers);
  if (cause === undefined || alias === undefined || !isAliasHash(alias) || wait === undefined) return null;
  return { ...known, ...wait, returned: { cause, alias } };
};

/**
 * Says where a record was first. Headers are believed only where nobody but this system writes, which the topology declares
 * and ACLs enforce: on a topic of external producers they are the producer's own, whatever their names.
 * @returns null for a record of a resubmission topic whose headers do not say it
 */
export const provenanceOf = (record: LogRecord): Provenance | null => {
  if (!isWrittenByUs(record.topic)) return freshProvenance(record);
  const came_back = record.headers[ORIGIN] === undefined ? null : readProvenance(record);
  if (came_back !== null || originInputOf(record.topic) !== record.topic) return came_back;
  return freshProvenance(record);
};
