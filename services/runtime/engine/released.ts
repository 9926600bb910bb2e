import type { ParkedRecord } from '../../../schemas/types.generated.ts';
import { isResubmitted, resubmissionTopicOf, type TopicName, topology } from '../../../topology/topology.ts';
import { isAliasHash } from '../../people/alias-hash.ts';
import { type ProducerHeaders, type ProducerRecord, recordBytes } from '../kafka/transactional-producer.ts';
import type { ReturnCause } from '../service.ts';
import {
  ATTEMPT,
  DEADLINE_AT,
  formatCoordinates,
  ORIGIN,
  ORIGIN_TIMESTAMP,
  PARKED_ALIAS,
  PARKED_AT,
  PARKED_MAX_MS,
  RETURNED,
} from './headers.ts';
import { besideOurs } from './producer-headers.ts';

/** The headers of a parked record as its producer sent them. */
const headersOf = ({ headers }: Pick<ParkedRecord, 'headers'>): Record<string, Buffer[]> => {
  const lists: Record<string, Buffer[]> = Object.create(null);
  for (const { name, value } of headers) {
    const known = lists[name];
    if (known === undefined) lists[name] = [value];
    else known.push(value);
  }
  return lists;
};

/**
 * A parked record as it is released: to the resubmission topic of its input, into the partition of the same number. Key and value
 * are those of the producer.
 */
export const toReleased = (parked: ParkedRecord, cause: ReturnCause): ProducerRecord => ({
  topic: resubmissionTopicOf(parked.origin.topic),
  partition: parked.input_partition,
  key: parked.key,
  value: parked.value,
  headers: {
    ...(besideOurs(headersOf(parked)) as ProducerHeaders),
    [ORIGIN]: formatCoordinates(parked.origin),
    [ATTEMPT]: String(parked.attempt + 1),
    [RETURNED]: cause,
    [PARKED_ALIAS]: parked.alias,
    [PARKED_AT]: String(parked.parked_at),
    [DEADLINE_AT]: String(parked.deadline_at),
    [ORIGIN_TIMESTAMP]: String(parked.timestamp),
  },
});

const ATTEMPT_MAX = 999_999_998;

/**
 * Whether a parked record can be released, so that its service takes it back: one that the engine wrote always can. Anything else
 * must not wait with the others, as it would stop them all.
 */
export const isReleasable = (parked: ParkedRecord): boolean => {
  const { alias, origin, input_partition, attempt, parked_at, deadline_at, timestamp } = parked;
  if (!isAliasHash(alias) || !isResubmitted(origin.topic) || input_partition !== origin.partition) return false;
  if (origin.partition < 0 || origin.partition >= topology.topics[origin.topic as TopicName].partitions) return false;
  if (attempt < 0 || attempt > ATTEMPT_MAX || origin.offset < 0 || timestamp < 0 || parked_at < 0) return false;
  if (deadline_at < parked_at || deadline_at - parked_at > PARKED_MAX_MS) return false;
  const released = toReleased(parked, 'link');
  return recordBytes(released) <= topology.topics[released.topic as TopicName].message_max_bytes;
};
