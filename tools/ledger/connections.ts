import type { Settings } from '../../services/runtime/config/settings.ts';
import { type Admin, createKafka, type Kafka } from '../../services/runtime/kafka/client.ts';
import { createLogReader, type LogReader } from '../../services/runtime/kafka/log-reader.ts';
import { createLogger } from '../../services/runtime/log.ts';
import { type Codec, createCodec } from '../../services/runtime/registry/codec.ts';
import type { AvroTopic } from '../../services/runtime/service.ts';
import { type TopicName, topology } from '../../topology/topology.ts';

/** What it takes to feed the system and to read what comes out, apart from its services. */
export interface Connections {
  readonly kafka: Kafka;
  readonly admin: Admin;
  readonly reader: LogReader;
  readonly codec: Codec;
  readonly close: () => Promise<void>;
}

const AVRO_TOPICS = (Object.keys(topology.topics) as TopicName[]).filter(
  (topic): topic is AvroTopic => topology.topics[topic].schema !== null,
);

/**
 * Connects to a cluster and a registry that have the topology.
 * @param name of the program, by which brokers know its connections
 * @throws DependencyUnavailable; SchemaNotRegistered when the topology has not been applied
 */
export const openConnections = async (
  settings: Pick<Settings, 'kafka' | 'registry'>,
  name: string,
): Promise<Connections> => {
  const kafka = createKafka(settings.kafka, name, createLogger(name, 'silent'));
  const codec = createCodec({ registry: settings.registry, reads: AVRO_TOPICS, writes: AVRO_TOPICS });
  const reader = createLogReader(kafka);
  const admin = kafka.admin();
  await Promise.all([codec.start(), admin.connect()]);
  return {
    kafka,
    admin,
    reader,
    codec,
    close: async () => {
      await Promise.allSettled([admin.disconnect(), reader.close()]);
    },
  };
};
