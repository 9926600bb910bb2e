import { setTimeout as delay } from 'node:timers/promises';
import { readSettings, SECTIONS, type Settings } from '../../services/runtime/config/settings.ts';
import { createKafka } from '../../services/runtime/kafka/client.ts';
import { createLogReader, type LogReader } from '../../services/runtime/kafka/log-reader.ts';
import { createLogger } from '../../services/runtime/log.ts';
import { type Codec, createCodec } from '../../services/runtime/registry/codec.ts';
import { type TopicName, topology } from '../../topology/topology.ts';
import { type Stack, startStack } from '../stack/index.ts';
import { applyTopology } from '../topology/apply.ts';

/** A stack of its own, provisioned, with what the benchmark needs to look at it from outside. */
export interface Stage {
  readonly stack: Stack;
  /** Settings of the services, as environment variables. */
  readonly env: Readonly<Record<string, string>>;
  readonly settings: Settings;
  readonly reader: LogReader;
  readonly codec: Codec;
  readonly close: () => Promise<void>;
}

/** Hides nothing: the people are made up. */
const IDENTITY_KEY = 'benchmark-key-benchmark-key-benchmark';
const DEAD_LETTER_KEY = '5ec2e7'.padEnd(64, '0');

export const silent = createLogger('bench', 'silent');

/** Settings of the caller's environment that bear on speed count, so that one can try what a setting is worth. */
const speedOverrides = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...Object.keys(SECTIONS.engine.variables), 'KAFKA_COMPRESSION'].flatMap((name) => {
      const value = process.env[name];
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );

export const openStage = async (): Promise<Stage> => {
  const stack = await startStack();
  try {
    const env = { ...speedOverrides(), ...stack.env, IDENTITY_KEY, DEAD_LETTER_KEY, LOG_LEVEL: 'warn' };
    const settings = readSettings(env);
    await applyTopology(settings);
    const reader = createLogReader(createKafka(settings.kafka, 'bench-reader', silent));
    await untilReadable(reader, Object.keys(topology.topics) as TopicName[]);
    const codec = createCodec({
      registry: settings.registry,
      reads: ['ops.ledger', 'marketplace.completion', 'ops.shared-setting'],
      writes: ['raw.xapi', 'raw.hris', 'ops.shared-setting'],
    });
    await codec.start();
    return {
      stack,
      env,
      settings,
      reader,
      codec,
      close: async () => {
        await reader.close();
        await stack.stop();
      },
    };
  } catch (error) {
    await stack.stop();
    throw error;
  }
};

const ANSWER_MAX_MS = 30_000;
const ANSWER_POLL_MS = 50;

/** A broker says who leads a new topic a moment before the leader answers for it. */
export const untilReadable = async (reader: LogReader, topics: readonly string[]): Promise<void> => {
  const deadline = performance.now() + ANSWER_MAX_MS;
  for (const topic of topics) {
    for (;;) {
      const failure = await reader.offsets(topic).then(
        () => null,
        (error: Error) => error,
      );
      if (failure === null) break;
      if (performance.now() > deadline) throw failure;
      await delay(ANSWER_POLL_MS);
    }
  }
};
