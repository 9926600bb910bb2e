import { isWrittenByUs, originInputOf } from '../../../topology/topology.ts';
import type { LogRecord } from '../kafka/log-reader.ts';
import type { AvroTopic, TombstoneReason } from '../service.ts';
import { headerText } from './headers.ts';

const SPEC_VERSION = Buffer.from('1.0');
const CONTENT_TYPE = Buffer.from('application/vnd.confluent.avro');

/** Before the name of a service. */
const OUR_SOURCES = '/skillstream/';

/**
 * When the cause of one of our own events happened, as the event itself says, in epoch milliseconds: a service that reads
 * what another wrote must not take the time of writing for it, or a replay would tell other times.
 * @returns null for a record that is no event of ours: all that an external producer sent, whatever its headers say
 */
export const causeTimeOf = ({ topic, headers }: Pick<LogRecord, 'topic' | 'headers'>): number | null => {
  if (!isWrittenByUs(originInputOf(topic))) return null;
  if (headerText(headers, 'ce_source')?.startsWith(OUR_SOURCES) !== true) return null;
  const time_ms = Date.parse(headerText(headers, 'ce_time') ?? '');
  return Number.isNaN(time_ms) ? null : time_ms;
};

/** Header of a tombstone: why the key has no value any more, one of `TOMBSTONE_REASONS`. */
export const TOMBSTONE_REASON = 'tombstone-reason';

/** What the headers of some events say beside the id and the time. */
export interface EventDetails {
  /** Why there is no value; absent where there is one. */
  readonly tombstone?: TombstoneReason | undefined;
  /** Trace context to be passed on. */
  readonly traceparent?: string | undefined;
}

/**
 * CloudEvents 1.0 headers in Kafka's binary mode. Everything but the id and the time is the same for all records of a
 * service and topic, so it is made once. A tombstone has a type of its own, which ends in the reason, and no content type.
 * @returns headers for one record: its event id, and when it happened in epoch milliseconds
 */
export const createCloudEvents = (service: string) => {
  const source = Buffer.from(`${OUR_SOURCES}${service}`);
  const types = new Map<string, Buffer>();
  let last_time_ms = Number.NaN;
  let last_time = SPEC_VERSION;

  const typeOf = (name: string): Buffer => {
    const known = types.get(name);
    if (known !== undefined) return known;
    const type = Buffer.from(`skillstream.${name}`);
    types.set(name, type);
    return type;
  };

  const timeOf = (time_ms: number): Buffer => {
    if (time_ms !== last_time_ms) {
      last_time_ms = time_ms;
      last_time = Buffer.from(new Date(time_ms).toISOString());
    }
    return last_time;
  };

  return (
    topic: AvroTopic,
    event_id: string,
    time_ms: number,
    { tombstone, traceparent }: EventDetails = {},
  ): Record<string, Buffer> => {
    const headers: Record<string, Buffer> = {
      ce_id: Buffer.from(event_id, 'latin1'),
      ce_source: source,
      ce_type: typeOf(tombstone === undefined ? topic : `${topic}.${tombstone}`),
      ce_time: timeOf(time_ms),
      ce_specversion: SPEC_VERSION,
    };
    if (tombstone === undefined) headers['content-type'] = CONTENT_TYPE;
    else headers[TOMBSTONE_REASON] = Buffer.from(tombstone);
    if (traceparent !== undefined) headers['traceparent'] = Buffer.from(traceparent);
    return headers;
  };
};

export type CloudEvents = ReturnType<typeof createCloudEvents>;
