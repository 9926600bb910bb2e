import {
  deadLetterTopicOf,
  inputOfDeadLetters,
  originInputOf,
  resubmissionTopicOf,
  type TopicName,
} from '../../../topology/topology.ts';
import type { LogRecord } from '../kafka/log-reader.ts';
import type { ProducerHeaders, ProducerRecord } from '../kafka/transactional-producer.ts';
import type { Coordinates, Rejected } from '../service.ts';
import type { Bound, DeadLetterOpener, DeadLetterSealer } from './dead-letter-seal.ts';
import {
  ATTEMPT,
  formatCoordinates,
  headerText,
  ORIGIN,
  ORIGIN_TIMESTAMP,
  type Provenance,
  parseCoordinates,
} from './headers.ts';
import { type Carried, unpackedValue } from './oversize.ts';
import {
  besideOurs,
  DEAD_FIRST_OFFSET,
  DEAD_RECORDS,
  ERROR_CODE,
  producerHeaders,
  SEALED_KEY,
  VALUE_ENCODING,
} from './producer-headers.ts';

/** Code of dead letters whose value is compressed, or that are but a note of where the record stands. */
export const TOO_LARGE = 'too_large';

/** Reasons and paths have no words of a sender; a path may be long all the same. */
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

/** A record that was refused. */
export interface Refused extends Carried {
  readonly provenance: Provenance;
  readonly rejected: Rejected;
}

/** Its dead letter: key, value and headers; the partition is that of the key. */
export const toDeadLetter = (refused: Refused, sealer: DeadLetterSealer): Omit<ProducerRecord, 'partition'> => {
  const { record, provenance, rejected } = refused;
  const { partition, offset, key, value } = record;
  const topic = deadLetterTopicOf(record.topic);
  const sealed = sealer.seal(key, {
    topic,
    refused: { topic: record.topic, partition, offset },
    origin: provenance.origin,
    attempt: provenance.attempt,
    origin_timestamp_ms: provenance.timestamp_ms,
    code: rejected.code,
    value,
  });
  const hashed = key === null ? null : sealer.hashKey(topic, key);
  return { topic, key: hashed, value, headers: headersOf(refused, sealed) };
};

/** Headers of a dead letter, in the words of Kafka Connect and of Spring, and in our own. */
const headersOf = ({ record, provenance, rejected, encoding }: Refused, sealed: string): ProducerHeaders => {
  const { code, reason, path } = rejected;
  const message = (path === undefined ? reason : `${path}: ${reason}`).slice(0, MESSAGE_CHARS_MAX);
  const { topic, partition, offset } = record;
  return {
    ...besideOurs(producerHeaders(record)),
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
    [ERROR_CODE]: code,
    [ATTEMPT]: String(provenance.attempt),
    [ORIGIN]: formatCoordinates(provenance.origin),
    [ORIGIN_TIMESTAMP]: String(provenance.timestamp_ms),
    ...(record.unread === undefined
      ? {}
      : {
          [DEAD_RECORDS]: String(record.unread.records),
          [DEAD_FIRST_OFFSET]: String(record.unread.first_offset),
        }),
    [SEALED_KEY]: sealed,
    ...(encoding === undefined ? {} : { [VALUE_ENCODING]: encoding }),
  };
};

/** What a dead letter says of itself. */
export interface DeadLetter {
  /** Where it stands in the dead-letter topic. */
  readonly at: Coordinates;
  /** The record that was refused, in the input or its resubmission topic. */
  readonly refused: Coordinates;
  /** First coordinates of that record: others than `refused` when it had come back before. */
  readonly origin: Coordinates;
  /** How often it had come back. */
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
/** As `ATTEMPT`, of which there may be none yet. */
const COUNT = /^\d{1,9}$/;
const CODE = /^[a-z0-9_]{1,64}$/;

/**
 * Reads the headers that `toDeadLetter` writes; null where they are not all there, contradict each other or are those of another
 * input than the topic's.
 */
export const readDeadLetter = (record: LogRecord): DeadLetter | null => {
  const text = (name: string): string => headerText(record.headers, name) ?? '';
  const refused = parseCoordinates(
    ['topic', 'partition', 'offset'].map((part) => text(`__connect.errors.${part}`)).join('/'),
  );
  const origin = parseCoordinates(text(ORIGIN));
  const [code, attempt, timestamp] = [text(ERROR_CODE), text(ATTEMPT), text(ORIGIN_TIMESTAMP)];
  if (refused === null || origin === null) return null;
  const input = inputOfDeadLetters(record.topic as TopicName);
  if (originInputOf(refused.topic) !== input || originInputOf(origin.topic) !== input) return null;
  if (!CODE.test(code) || !COUNT.test(attempt) || !NATURAL.test(timestamp)) return null;
  return {
    at: { topic: record.topic, partition: record.partition, offset: record.offset },
    refused,
    origin,
    attempt: Number(attempt),
    code,
    message: text('__connect.errors.exception.message').slice(0, MESSAGE_CHARS_MAX),
    died_at_ms: record.timestamp_ms,
    origin_timestamp_ms: Number(timestamp),
  };
};

/** The key of the refused record, null where it had none; undefined where the seal is not one of ours. */
export const openKey = (record: LogRecord, letter: DeadLetter, opener: DeadLetterOpener): Buffer | null | undefined => {
  const sealed = headerText(record.headers, SEALED_KEY);
  if (sealed === undefined) return undefined;
  const bound: Bound = { ...letter, topic: record.topic, value: record.value };
  return opener.open(sealed, bound);
};

/**
 * The refused record as it comes back: same bytes, through the resubmission topic of its input, in the partition where it was at
 * first, one attempt more. Its first coordinates let it take its idempotency key over once, and make a second copy of it a duplicate.
 * @param key of the record, as `openKey` gives it
 */
export const toReplayed = (record: LogRecord, letter: DeadLetter, key: Buffer | null): ProducerRecord => {
  const { origin, attempt, origin_timestamp_ms } = letter;
  const value = unpackedValue(record);
  if (value === undefined) throw new Error('the value of the dead letter cannot be unpacked');
  return {
    topic: resubmissionTopicOf(origin.topic),
    partition: origin.partition,
    key,
    value,
    headers: {
      ...(besideOurs(producerHeaders(record)) as ProducerHeaders),
      [ORIGIN]: formatCoordinates(origin),
      [ATTEMPT]: String(attempt + 1),
      [ORIGIN_TIMESTAMP]: String(origin_timestamp_ms),
    },
  };
};
