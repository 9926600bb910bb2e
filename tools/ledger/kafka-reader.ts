import type { Headers, LogReader } from '../../services/runtime/kafka/log-reader.ts';
import type { Codec } from '../../services/runtime/registry/codec.ts';
import type { AvroTopic } from '../../services/runtime/service.ts';
import { readTopic, Undecodable } from '../topics/read.ts';
import type { DecodeValue, TopicReader } from './topic-reader.ts';

const textHeaders = (headers: Headers): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(headers).map(([name, value]) => {
      const first = Array.isArray(value) ? value[0] : value;
      return [name, first?.toString('utf8') ?? ''];
    }),
  );

/** Reads through the project's own reader of the log. */
export const createKafkaTopicReader = (log: Pick<LogReader, 'offsets' | 'read'>): TopicReader => ({
  read: async function* (topic) {
    for await (const record of readTopic(log, topic)) yield { ...record, headers: textHeaders(record.headers) };
  },
});

/** Decodes through the registry. */
export const createDecode =
  (codec: Pick<Codec, 'load' | 'decode'>): DecodeValue =>
  async (topic, value) => {
    await codec.load(topic as AvroTopic, [value]);
    const decoded = codec.decode(topic as AvroTopic, value);
    if (!decoded.ok) throw new Undecodable(`${topic}: ${decoded.code}: ${decoded.reason}`);
    return decoded.value;
  };
