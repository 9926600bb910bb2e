import type { Codec } from '../../services/runtime/registry/codec.ts';
import type { AvroTopic, ValueOf } from '../../services/runtime/service.ts';
import { type TopicName, topology } from '../../topology/topology.ts';

const isAvroTopic = (topic: string): topic is AvroTopic =>
  Object.hasOwn(topology.topics, topic) && topology.topics[topic as TopicName].schema !== null;

/**
 * Decodes a value by the schema of a topic, whatever names the topic.
 * @returns null where that cannot be done, or there is no value
 * @throws DependencyUnavailable when the registry must be asked and is unavailable
 */
export const decodeValue = async (
  codec: Pick<Codec, 'load' | 'decode'>,
  topic: string,
  value: Buffer | null,
): Promise<ValueOf<AvroTopic> | null> => {
  if (!isAvroTopic(topic)) return null;
  await codec.load(topic, [value]);
  const decoded = codec.decode(topic, value);
  return decoded.ok ? decoded.value : null;
};
