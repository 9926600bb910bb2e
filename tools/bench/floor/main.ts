import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Message } from 'kafkajs';
import type { FloorOutput, FloorPlan, FloorResult } from './plan.ts';

// The floor is what the client costs as it is published, so it must not go through services/runtime/kafka, which mends
// it in place. This process loads kafkajs itself, and nothing of the project but types.
const { Kafka, Partitioners, logLevel } = createRequire(import.meta.url)('kafkajs') as typeof import('kafkajs');

const [planFile, resultFile] = process.argv.slice(2);
if (planFile === undefined || resultFile === undefined) throw new Error('usage: main.ts <plan> <result>');
const plan = JSON.parse(await readFile(planFile, 'utf8')) as FloorPlan;

/** Deals out as many records as the service would have written for so many input records, to a record. */
const createDealer = ({ topic, per_event, samples }: FloorOutput) => {
  const messages: Message[] = samples.map(({ key, value, headers }) => ({
    key: Buffer.from(key, 'base64'),
    value: value === null ? null : Buffer.from(value, 'base64'),
    headers: Object.fromEntries(Object.entries(headers).map(([name, one]) => [name, Buffer.from(one, 'base64')])),
  }));
  let owed = 0;
  let dealt = 0;
  return {
    topic,
    count: () => dealt,
    deal: (events: number): { readonly topic: string; readonly messages: Message[] } => {
      owed += events * per_event;
      const records = Math.round(owed);
      owed -= records;
      const from = dealt;
      dealt += records;
      return { topic, messages: Array.from({ length: records }, (_, i) => messages[(from + i) % messages.length]!) };
    },
  };
};

const dealers = plan.outputs.map(createDealer);
const chunks: { at_ms: number; records: number }[] = [];
let consumed = 0;

const kafka = new Kafka({ clientId: 'bench-floor', brokers: [...plan.brokers], logLevel: logLevel.ERROR });
const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner, allowAutoTopicCreation: false });
const consumer = kafka.consumer({
  groupId: plan.group,
  maxWaitTimeInMs: plan.fetch.wait_max_ms,
  minBytes: plan.fetch.min_bytes,
  maxBytes: plan.fetch.bytes_max,
  maxBytesPerPartition: plan.fetch.partition_bytes_max,
  allowAutoTopicCreation: false,
});

const { promise: all_consumed, resolve: finish } = Promise.withResolvers<void>();

await producer.connect();
await consumer.connect();
await consumer.subscribe({ topics: [plan.input], fromBeginning: true });
await consumer.run({
  partitionsConsumedConcurrently: plan.concurrency,
  eachBatch: async ({ batch, heartbeat }) => {
    for (let from = 0; from < batch.messages.length; from += plan.chunk_records_max) {
      const records = Math.min(plan.chunk_records_max, batch.messages.length - from);
      const topicMessages = dealers.map(({ deal }) => deal(records)).filter(({ messages }) => messages.length > 0);
      chunks.push({ at_ms: Date.now(), records });
      await producer.sendBatch({ acks: -1, topicMessages });
      await heartbeat();
      consumed += records;
    }
    if (consumed >= plan.events) finish();
  },
});
await all_consumed;

const result: FloorResult = {
  chunks,
  outputs: Object.fromEntries(dealers.map(({ topic, count }) => [topic, count()])),
};
await writeFile(resultFile, JSON.stringify(result));
await consumer.disconnect();
await producer.disconnect();
