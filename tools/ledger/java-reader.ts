import { type JavaTopicRecord, type KafkaTools, readTopicsWithJava } from '../stack/index.ts';
import type { TopicReader, TopicRecord } from './topic-reader.ts';

const toRecord = ({ headers, timestamp, ...record }: JavaTopicRecord): TopicRecord => {
  const texts = new Map<string, string>();
  for (const { name, value } of headers) if (!texts.has(name)) texts.set(name, value?.toString('utf8') ?? '');
  return { ...record, timestamp_ms: timestamp ?? -1, headers: texts };
};

/** Reads each topic with Kafka's own Java consumer, anew at every call; for topics of any size. */
export const createJavaTopicReader = (tools: KafkaTools): TopicReader => ({
  read: async function* (topic) {
    for await (const record of readTopicsWithJava(tools, [topic])) yield toRecord(record);
  },
});

/**
 * Reads some topics with Kafka's own Java consumer, all at once, and gives them out of memory as often as one likes.
 * @throws StackError as `readTopicsWithJava`
 */
export const takeJavaSnapshot = async (tools: KafkaTools, topics: readonly string[]): Promise<TopicReader> => {
  const records = new Map<string, TopicRecord[]>(topics.map((topic) => [topic, []]));
  for await (const record of readTopicsWithJava(tools, topics)) records.get(record.topic)!.push(toRecord(record));
  return {
    read: async function* (topic) {
      const known = records.get(topic);
      if (known === undefined) throw new Error(`${topic} is not in the snapshot`);
      yield* known;
    },
  };
};
