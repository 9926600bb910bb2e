import { createRequire } from 'node:module';
import type { Kafka, Message } from 'kafkajs';
import type { KafkaSettings } from '../../../services/runtime/config/settings.ts';
import { createEncoder, createPipeline, createStatements } from '../micro/fixtures.ts';
import { toMessages } from '../micro/messages.ts';
import type { ProducePlan, ProduceResult } from './plan.ts';

// A process of its own for each client: one that has been mended cannot be had untouched any more. What is measured is
// the CPU time of this process, so that others on the machine, and the broker, do not count.
const [planText, settingsText] = process.argv.slice(2);
if (planText === undefined || settingsText === undefined) throw new Error('usage: client.ts <plan> <settings>');
const plan = JSON.parse(planText) as ProducePlan;
const settings = JSON.parse(settingsText) as KafkaSettings;

const STATEMENTS = 5_000;
/** Not counted: the compiler, and connections. */
const WARM_UP_SHARE = 0.25;
const FETCH_BYTES = 64 * 1024 * 1024;
const CODECS = { none: 0, lz4: 3, zstd: 4 } as const;

const connect = async (): Promise<Kafka> => {
  if (plan.client === 'mended') {
    const { createKafka } = await import('../../../services/runtime/kafka/client.ts');
    const { createLogger } = await import('../../../services/runtime/log.ts');
    return createKafka(settings, 'bench-produce', createLogger('bench', 'silent'));
  }
  const library = createRequire(import.meta.url)('kafkajs') as typeof import('kafkajs');
  return new library.Kafka({
    clientId: 'bench-produce',
    brokers: [...settings.brokers],
    logLevel: library.logLevel.ERROR,
  });
};

const cpuUs = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

const produce = async (kafka: Kafka): Promise<number> => {
  const pipeline = createPipeline();
  const { inputs } = createStatements(STATEMENTS);
  const messages = toMessages(inputs.flatMap(pipeline), createEncoder()) as Message[];
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  const send = async (count: number): Promise<void> => {
    for (let sent = 0; sent < count; sent += plan.batch_records) {
      const batch = Array.from({ length: plan.batch_records }, (_, i) => messages[(sent + i) % messages.length]!);
      await producer.send({ topic: plan.topic, acks: -1, compression: CODECS[plan.compression], messages: batch });
    }
  };
  await send(plan.records * WARM_UP_SHARE);
  const before_us = cpuUs();
  await send(plan.records * (1 - WARM_UP_SHARE));
  const used_us = cpuUs() - before_us;
  await producer.disconnect();
  return used_us / (plan.records * (1 - WARM_UP_SHARE));
};

const consume = async (kafka: Kafka): Promise<{ readonly cpu_us: number; readonly bytes: number }> => {
  const consumer = kafka.consumer({
    groupId: plan.topic,
    maxBytes: FETCH_BYTES,
    maxBytesPerPartition: FETCH_BYTES,
    allowAutoTopicCreation: false,
  });
  const { promise: all_read, resolve } = Promise.withResolvers<void>();
  let bytes = 0;
  let records = 0;
  let joined_us = 0;
  consumer.on(consumer.events.REQUEST, ({ payload }) => {
    if (payload.apiName === 'Fetch') bytes += payload.size;
  });
  consumer.on(consumer.events.GROUP_JOIN, () => {
    joined_us = cpuUs();
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [plan.topic], fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch }) => {
      records += batch.messages.length;
      if (records >= plan.records) resolve();
    },
  });
  await all_read;
  const used_us = cpuUs() - joined_us;
  await consumer.disconnect();
  return { cpu_us: used_us / records, bytes: bytes / records };
};

const kafka = await connect();
const produce_us = await produce(kafka);
const { cpu_us: consume_us, bytes: bytes_per_record } = await consume(kafka);
const result: ProduceResult = { produce_us, consume_us, bytes_per_record };
process.stdout.write(JSON.stringify(result));
