import type { Headers, LogRecord } from '../kafka/log-reader.ts';
import type { ProducerHeaders, ProducerRecord } from '../kafka/transactional-producer.ts';
import type { Coordinates, Rejected } from '../service.ts';
import {
  ATTEMPT,
  formatCoordinates,
  headerText,
  ORIGIN,
  ORIGIN_TIMESTAMP,
  type Provenance,
  parseCoordinates,
  passedOn,
} from './headers.ts';

/** Code of dead letters whose value is compressed, or that are but a note of where the record stands. */
export const TOO_LARGE = 'too_large';

/** A path has names of the sender's, of any length. */
const MESSAGE_CHARS_MAX = 1_000;

const STAGES: ReadonlySet<string> = new Set([
  TOO_LARGE,
  'tombstone',
  'too_short',
  'not_avro_framed',
  'unknown_schema',
  'wrong_subject',
  'undecodable',
  'number_out_of_range',
  'batch_too_large',
  'batch_unreadable',
  'too_many_headers',
]);

/** How many records a dead letter stands for, and the offset of the first; only where there may be several. */
export const DEAD_RECORDS = 'dead-records';
export const DEAD_FIRST_OFFSET = 'dead-first-offset';

/** Headers of a dead letter, in the words of Kafka Connect and of Spring, and in our own. */
export const deadLetterHeaders = (
  record: LogRecord,
  provenance: Provenance,
  { code, reason, path }: Rejected,
): ProducerHeaders => {
  const message = (path === undefined ? reason : `${path}: ${reason}`).slice(0, MESSAGE_CHARS_MAX);
  const { topic, partition, offset } = record;
  return {
    ...passedOn(record.headers),
    '__connect.errors.topic': topic,
    '__connect.errors.partition': String(partition),
    '__connect.errors.offset': String(offset),
    '__connect.errors.stage': STAGES.has(code) ? 'VALUE_CONVERTER' : 'TASK_PUT',
    '__connect.errors.exception.class.name': code,
    '__connect.errors.exception.message': message,
    'kafka_dlt-original-topic': topic,
    'kafka_dlt-original-partition': String(partition),
    'kafka_dlt-original-offset': String(offset),
    'kafka_dlt-original-timestamp': String(record.timestamp_ms),
    'kafka_dlt-exception-fqcn': code,
    'kafka_dlt-exception-message': message,
    'error-code': code,
    [ATTEMPT]: String(provenance.attempt),
    [ORIGIN]: formatCoordinates(provenance.origin),
    [ORIGIN_TIMESTAMP]: String(provenance.timestamp_ms),
    ...(record.unread === undefined
      ? {}
      : {
          [DEAD_RECORDS]: String(record.unread.records),
          [DEAD_FIRST_OFFSET]: String(record.unread.first_offset),
        }),
  };
};

/** What a dead letter says of itself. */
export interface DeadLetter {
  /** Where it stands in the dead-letter topic. */
  readonly at: Coordinates;
  /** The input record that was refused. */
  readonly refused: Coordinates;
  /** First coordinates of that record: others than `refused` when it had been brought back before. */
  readonly origin: Coordinates;
  /** How often it had been brought back. */
  readonly attempt: number;
  readonly code: string;
  /** Where in the value, and what was wrong. */
  readonly message: string;
  /** When it was refused, epoch milliseconds. */
  readonly died_at_ms: number;
  /** Kafka timestamp of the record at its origin, epoch milliseconds. */
  readonly origin_timestamp_ms: number;
}

const NATURAL = /^\d{1,15}$/;
const CODE = /^[a-z0-9_]{1,64}$/;

/** Reads the headers that `deadLetterHeaders` writes; null where they are not all there or contradict each other. */
export const readDeadLetter = (record: LogRecord): DeadLetter | null => {
  const text = (name: string): string => headerText(record.headers, name) ?? '';
  const refused = parseCoordinates(
    ['topic', 'partition', 'offset'].map((part) => text(`__connect.errors.${part}`)).join('/'),
  );
  const origin = parseCoordinates(text(ORIGIN));
  const [code, attempt, timestamp] = [text('error-code'), text(ATTEMPT), text(ORIGIN_TIMESTAMP)];
  if (refused === null || origin === null || refused.topic !== origin.topic) return null;
  if (!CODE.test(code) || !NATURAL.test(attempt) || !NATURAL.test(timestamp)) return null;
  return {
    at: { topic: record.topic, partition: record.partition, offset: record.offset },
    refused,
    origin,
    attempt: Number(attempt),
    code,
    message: text('__connect.errors.exception.message'),
    died_at_ms: record.timestamp_ms,
    origin_timestamp_ms: Number(timestamp),
  };
};

const WRITTEN_WITH_IT = /^(__connect\.errors\.|kafka_dlt-|error-code$)/;

/** The headers that the refused record came with from its producer. */
export const producerHeaders = (headers: Headers): Record<string, Buffer | Buffer[]> =>
  Object.fromEntries(Object.entries(passedOn(headers)).filter(([name]) => !WRITTEN_WITH_IT.test(name)));

/**
 * The refused record as it goes back to its input: same bytes, same partition as at first, one attempt more. Its first
 * coordinates let it take its idempotency claim over once, and make a second copy of it a duplicate.
 */
export const toReplayed = (
  record: LogRecord,
  { origin, attempt, origin_timestamp_ms }: DeadLetter,
): ProducerRecord => ({
  topic: origin.topic,
  partition: origin.partition,
  key: record.key,
  value: record.value,
  headers: {
    ...(producerHeaders(record.headers) as ProducerHeaders),
    [ORIGIN]: formatCoordinates(origin),
    [ATTEMPT]: String(attempt + 1),
    [ORIGIN_TIMESTAMP]: String(origin_timestamp_ms),
  },
});
