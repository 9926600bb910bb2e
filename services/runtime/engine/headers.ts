import type { Headers, LogRecord } from '../kafka/log-reader.ts';
import { type Coordinates, RETURN_CAUSES, type ReturnCause } from '../service.ts';

/** Headers that a record carries when it is brought back from the parked or the dead-letter topic. */
export const ORIGIN = 'origin';
export const ATTEMPT = 'attempt';
/** Why a parked record came back, one of `RETURN_CAUSES`; absent on replayed dead letters. */
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

const COORDINATES = /^(.+)\/(\d{1,9})\/(\d{1,15})$/;

/** Reads `topic/partition/offset`; null when the text is anything else. */
export const parseCoordinates = (text: string | undefined): Coordinates | null => {
  const match = text === undefined ? null : COORDINATES.exec(text);
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

/** What the headers say of a record's former life. A record fresh from its producer is its own origin. */
export interface Provenance {
  readonly origin: Coordinates;
  readonly attempt: number;
  /** Why the record came back from the parked topic, and whose alias it waited for. */
  readonly returned: { readonly cause: ReturnCause; readonly alias: string } | null;
  readonly parked_at_ms: number | null;
  readonly deadline_at_ms: number | null;
  readonly timestamp_ms: number;
}

/** Fits the integer of 32 bits that a parked record has for it, with room to count on. */
const ATTEMPT_FORMAT = /^[1-9]\d{0,8}$/;

const attemptOf = (text: string | undefined): number =>
  text !== undefined && ATTEMPT_FORMAT.test(text) ? Number(text) : 0;

const numberOf = (text: string | undefined): number | null => {
  if (text === undefined || !/^\d{1,15}$/.test(text)) return null;
  return Number(text);
};

/** Reads where a record first stood. Headers that make no sense are taken as absent. */
export const provenanceOf = (record: LogRecord): Provenance => {
  const own = { topic: record.topic, partition: record.partition, offset: record.offset };
  const origin = parseCoordinates(headerText(record.headers, ORIGIN));
  const attempt = attemptOf(headerText(record.headers, ATTEMPT));
  if (origin === null || attempt === 0 || origin.topic !== record.topic) {
    const { timestamp_ms } = record;
    return { origin: own, attempt: 0, returned: null, parked_at_ms: null, deadline_at_ms: null, timestamp_ms };
  }
  const said = headerText(record.headers, RETURNED);
  const cause = RETURN_CAUSES.find((one) => one === said);
  const alias = headerText(record.headers, PARKED_ALIAS);
  return {
    origin,
    attempt,
    returned: cause !== undefined && alias !== undefined ? { cause, alias } : null,
    parked_at_ms: numberOf(headerText(record.headers, PARKED_AT)),
    deadline_at_ms: numberOf(headerText(record.headers, DEADLINE_AT)),
    timestamp_ms: numberOf(headerText(record.headers, ORIGIN_TIMESTAMP)) ?? record.timestamp_ms,
  };
};

const OURS: ReadonlySet<string> = new Set([
  ORIGIN,
  ATTEMPT,
  RETURNED,
  PARKED_ALIAS,
  PARKED_AT,
  DEADLINE_AT,
  ORIGIN_TIMESTAMP,
]);

/** The producer's own headers, without those that the runtime sets anew. */
export const passedOn = (headers: Headers): Record<string, Buffer | Buffer[]> => {
  const kept: Record<string, Buffer | Buffer[]> = Object.create(null);
  for (const [name, value] of Object.entries(headers)) if (!OURS.has(name)) kept[name] = value;
  return kept;
};
