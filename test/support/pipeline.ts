import { readSettings, type Settings } from '../../services/runtime/config/settings.ts';
import type { Kafka } from '../../services/runtime/kafka/client.ts';
import type { LogReader, LogRecord } from '../../services/runtime/kafka/log-reader.ts';
import type { Codec } from '../../services/runtime/registry/codec.ts';
import type { AvroTopic, ValueOf } from '../../services/runtime/service.ts';
import { untilQuiet } from '../../tools/demo/quiet.ts';
import { SERVICE_NAMES, type ServiceProcess, startServices, stopServices } from '../../tools/demo/services.ts';
import { openConnections } from '../../tools/ledger/connections.ts';
import { type Stack, type StackOptions, startStack } from '../../tools/stack/index.ts';
import { decodeRecords, readTopic } from '../../tools/topics/read.ts';
import { applyTopology } from '../../tools/topology/apply.ts';
import type { TopicName } from '../../topology/topology.ts';
import { DEAD_LETTER_KEY } from './dead-letter-key.ts';
import { type Sender, sendRecords } from './send.ts';

/** The whole system on a stack of its own, with what tests need to feed and to read it. */
export interface Pipeline {
  readonly stack: Stack;
  readonly env: Readonly<Record<string, string>>;
  readonly settings: Settings;
  readonly kafka: Kafka;
  readonly codec: Codec;
  readonly reader: LogReader;
  readonly services: readonly ServiceProcess[];
  readonly send: Sender['send'];
  /** Every committed record of a topic, by partition and offset. */
  readonly readAll: (topic: TopicName) => Promise<LogRecord[]>;
  /** The same, decoded; tombstones left out. */
  readonly values: <T extends AvroTopic>(topic: T) => Promise<ValueOf<T>[]>;
  readonly untilQuiet: (timeout_ms: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface PipelineOptions {
  readonly security?: StackOptions['security'];
  readonly env?: Readonly<Record<string, string>>;
}

export const startPipeline = async (options: PipelineOptions = {}): Promise<Pipeline> => {
  const stack = await startStack(options.security === undefined ? {} : { security: options.security });
  try {
    const env = {
      ...stack.env,
      IDENTITY_KEY: 'a key that only tests use, nowhere else'.replaceAll(' ', '-'),
      DEAD_LETTER_KEY,
      DRIFT_GRACE_MS: '1000',
      ...options.env,
    };
    const settings = readSettings(env);
    await applyTopology(settings);
    const services = await startServices(SERVICE_NAMES, { env, logsDir: stack.logsDir });
    return await connect(stack, env, settings, services);
  } catch (error) {
    await stack.stop();
    throw error;
  }
};

const connect = async (
  stack: Stack,
  env: Readonly<Record<string, string>>,
  settings: Settings,
  services: readonly ServiceProcess[],
): Promise<Pipeline> => {
  const connections = await openConnections(settings, 'test');
  const { kafka, admin, codec, reader } = connections;
  const readAll = (topic: TopicName): Promise<LogRecord[]> => Array.fromAsync(readTopic(reader, topic));

  return {
    stack,
    env,
    settings,
    kafka,
    codec,
    reader,
    services,
    send: (topic, records, given) => sendRecords({ kafka }, topic, records, given),
    readAll,
    values: async (topic) => {
      const decoded = await decodeRecords({ codec }, topic, await readAll(topic));
      return decoded.flatMap(({ value }) => (value === null ? [] : [value]));
    },
    untilQuiet: (timeout_ms) => untilQuiet(reader, admin, { services: SERVICE_NAMES, timeout_ms, drift_in: codec }),
    stop: async () => {
      await stopServices(services);
      await connections.close();
      await stack.stop();
    },
  };
};
