import { isWrittenByUs } from '../../../topology/topology.ts';
import type { Headers, LogRecord } from '../kafka/log-reader.ts';
import { ATTEMPT, DEADLINE_AT, ORIGIN, ORIGIN_TIMESTAMP, PARKED_ALIAS, PARKED_AT, RETURNED } from './headers.ts';

/** Header of a dead letter that says how its value is compressed. */
export const VALUE_ENCODING = 'value-encoding';
/** Header of a dead letter with the encrypted key of its record. */
export const SEALED_KEY = 'sealed-key';
/** Header of a dead letter with the code of what was wrong. */
export const ERROR_CODE = 'error-code';
/** Headers of a dead letter that stands for several records: how many, and where the first of them was. */
export const DEAD_RECORDS = 'dead-records';
export const DEAD_FIRST_OFFSET = 'dead-first-offset';

/** Prefix of the name of a producer's header that could be taken for one of ours. */
const ESCAPE = 'producer.';

const OUR_NAMES: ReadonlySet<string> = new Set([
  ...[ORIGIN, ATTEMPT, RETURNED, PARKED_ALIAS, PARKED_AT, DEADLINE_AT, ORIGIN_TIMESTAMP],
  ...[VALUE_ENCODING, SEALED_KEY, ERROR_CODE, DEAD_RECORDS, DEAD_FIRST_OFFSET],
]);
const OUR_PREFIXES = ['__connect.errors.', 'kafka_dlt-'] as const;

const isOurs = (name: string): boolean => OUR_NAMES.has(name) || OUR_PREFIXES.some((prefix) => name.startsWith(prefix));

const escaped = (name: string): string => (isOurs(name) || name.startsWith(ESCAPE) ? `${ESCAPE}${name}` : name);

const unescaped = (name: string): string => (name.startsWith(ESCAPE) ? name.slice(ESCAPE.length) : name);

type ProducersOwn = Record<string, Buffer | Buffer[]>;

/**
 * The headers that a record came with from its producer, under the producer's names. On a topic of external producers these are
 * all of them. On our own topics they are beside ours, as `besideOurs` names them.
 */
export const producerHeaders = ({ topic, headers }: Pick<LogRecord, 'topic' | 'headers'>): Headers => {
  if (!isWrittenByUs(topic)) return headers;
  const own: ProducersOwn = Object.create(null);
  for (const [name, value] of Object.entries(headers)) if (!isOurs(name)) own[unescaped(name)] = value;
  return own;
};

/**
 * A producer's headers under names that none of ours has, so that ours can be beside them: what a producer calls `origin`
 * is `producer.origin` there. `producerHeaders` gives the same headers back, values byte for byte.
 */
export const besideOurs = (headers: Headers): ProducersOwn => {
  const kept: ProducersOwn = Object.create(null);
  for (const [name, value] of Object.entries(headers)) kept[escaped(name)] = value;
  return kept;
};

/** Bytes that the name of a producer's header takes beside ours, in UTF-8. */
export const nameBytesBesideOurs = (name: string): number => Buffer.byteLength(escaped(name));
