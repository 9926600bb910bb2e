import { isWrittenByUs, originInputOf } from '../../../topology/topology.ts';
import type { LogRecord } from '../kafka/log-reader.ts';
import type { AvroTopic } from '../service.ts';
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

/**
 * CloudEvents 1.0 headers in Kafka's binary mode. Everything but the id and the time is the same for all records of a
 * service and topic, so it is made once.
 * @returns headers for one record: its event id, and when it happened in epoch milliseconds
 */
export const createCloudEvents = (service: string) => {
  const source = Buffer.from(`${OUR_SOURCES}${service}`);
  const types = new Map<AvroTopic, Buffer>();
  let last_time_ms = Number.NaN;
  let last_time = SPEC_VERSION;

  const typeOf = (topic: AvroTopic): Buffer => {
    const known = types.get(topic);
    if (known !== undefined) return known;
    const type = Buffer.from(`skillstream.${topic}`);
    types.set(topic, type);
    return type;
  };

  const timeOf = (time_ms: number): Buffer => {
    if (time_ms !== last_time_ms) {
      last_time_ms = time_ms;
      last_time = Buffer.from(new Date(time_ms).toISOString());
    }
    return last_time;
  };

  return (topic: AvroTopic, event_id: string, time_ms: number, passed_on?: Buffer): Record<string, Buffer> => {
    const headers: Record<string, Buffer> = {
      ce_id: Buffer.from(event_id, 'latin1'),
      ce_source: source,
      ce_type: typeOf(topic),
      ce_time: timeOf(time_ms),
      ce_specversion: SPEC_VERSION,
      'content-type': CONTENT_TYPE,
    };
    if (passed_on !== undefined) headers['traceparent'] = passed_on;
    return headers;
  };
};

export type CloudEvents = ReturnType<typeof createCloudEvents>;
