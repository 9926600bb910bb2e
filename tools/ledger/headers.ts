import { type Coordinates, formatCoordinates, parseCoordinates } from './coordinates.ts';
import type { TopicRecord } from './topic-reader.ts';

/** What a dead letter says of itself. */
export interface DeadLetter {
  /** The record that was refused. */
  readonly coordinates: Coordinates;
  /** Its first coordinates. */
  readonly origin: Coordinates;
  /** How often that record had come back. */
  readonly attempt: number;
  readonly code: string;
  /** The offset of the first record that it stands for, where there may be several; `coordinates` are those of the last. */
  readonly first_offset: number;
}

/** That a record is one that was parked or a dead letter before. */
export interface Return {
  readonly origin: Coordinates;
  /** How often it has come back, from 1. */
  readonly attempt: number;
  /** Why it came back from the parked topic; null for a replayed dead letter. */
  readonly cause: string | null;
}

/** The two families of names for the same coordinates: Kafka Connect's and Spring's. */
const FAMILIES = [
  ['__connect.errors.topic', '__connect.errors.partition', '__connect.errors.offset'],
  ['kafka_dlt-original-topic', 'kafka_dlt-original-partition', 'kafka_dlt-original-offset'],
] as const;
const REASONS = ['__connect.errors.exception.message', 'kafka_dlt-exception-message'] as const;

const NATURAL = /^\d+$/;
/** A count that fits 32 bits; anything else was made up by a producer. */
const ATTEMPT = /^[1-9]\d{0,8}$/;

const coordinatesIn = (headers: TopicRecord['headers'], names: (typeof FAMILIES)[number]): Coordinates | null =>
  parseCoordinates(names.map((name) => headers.get(name) ?? '').join('/'));

/**
 * Reads the headers of a dead letter.
 * @returns the dead letter, or in words what is missing or contradicts itself
 */
export const readDeadLetter = ({ headers }: TopicRecord): DeadLetter | string => {
  const [connect, spring] = FAMILIES.map((names) => coordinatesIn(headers, names));
  if (!connect || !spring) return 'no coordinates of the refused record in one of the two families';
  if (formatCoordinates(connect) !== formatCoordinates(spring)) return 'the two families name different coordinates';
  const origin = parseCoordinates(headers.get('origin') ?? '');
  if (!origin) return 'no header origin of the form topic/partition/offset';
  const code = headers.get('error-code');
  if (!code) return 'no header error-code';
  const silent = REASONS.find((name) => !headers.get(name));
  if (silent) return `no header ${silent}`;
  const attempt = headers.get('attempt') ?? '';
  if (!NATURAL.test(attempt)) return 'no number in header attempt';
  const first = headers.get('dead-first-offset') ?? '';
  const first_offset = NATURAL.test(first) ? Math.min(Number(first), connect.offset) : connect.offset;
  return { coordinates: connect, origin, attempt: Number(attempt), code, first_offset };
};

/**
 * Reads the headers that a record bears which came back; null for a record as its producer sent it. To be asked only of topics
 * whose headers are believed.
 */
export const readReturn = ({ headers }: TopicRecord): Return | null => {
  const origin = parseCoordinates(headers.get('origin') ?? '');
  const attempt = headers.get('attempt') ?? '';
  return origin && ATTEMPT.test(attempt)
    ? { origin, attempt: Number(attempt), cause: headers.get('returned') ?? null }
    : null;
};

/** Whether a record of a topic that services write is one that was written before, died, and was replayed. */
export const isReplayedInto = (topic: string, record: TopicRecord): boolean =>
  readReturn(record)?.origin.topic === topic;
