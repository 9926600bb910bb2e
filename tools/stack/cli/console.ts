import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clientProperties } from '../java-consumer/client-properties.ts';
import { ensurePrograms } from '../programs.ts';
import { kafkaEnvironment } from './kafka-environment.ts';

const BYTES = 'org.apache.kafka.common.serialization.BytesDeserializer';
const SILENCE_MAX_MS = 5_000;

export interface ConsoleOptions {
  readonly count?: string;
  readonly withoutValues: boolean;
}

/**
 * Prints the committed records of a topic with Kafka's own console consumer: partition, offset, headers, key, and the
 * value with bytes that cannot be printed as \xNN. Ends when nothing came for five seconds. Reads `KAFKA_*` settings, or those of the stack that runs.
 */
export const printTopic = async (topic: string, { count, withoutValues }: ConsoleOptions): Promise<void> => {
  const env = await kafkaEnvironment();
  const { kafkaClasspath, java } = await ensurePrograms((line) => process.stderr.write(`${line}\n`));
  const folder = await mkdtemp(join(tmpdir(), 'skillstream-console-'));
  try {
    const config = join(folder, 'consumer.properties');
    await writeFile(config, clientProperties(env), { mode: 0o600 });
    const properties = ['print.partition=true', 'print.offset=true', 'print.headers=true', 'print.key=true'];
    properties.push(`value.deserializer=${BYTES}`, 'key.separator=  ', `print.value=${!withoutValues}`);
    const consumer = spawn(
      java.executable,
      [
        ...[
          '-Xmx256m',
          '-Dlog4j2.level=ERROR',
          '-cp',
          kafkaClasspath,
          'org.apache.kafka.tools.consumer.ConsoleConsumer',
        ],
        ...['--bootstrap-server', env['KAFKA_BROKERS']!, '--topic', topic, '--command-config', config],
        ...['--isolation-level', 'read_committed', '--from-beginning', '--timeout-ms', String(SILENCE_MAX_MS)],
        ...(count === undefined ? [] : ['--max-messages', count]),
        ...properties.flatMap((property) => ['--formatter-property', property]),
      ],
      { stdio: ['ignore', 'inherit', 'ignore'] },
    );
    await once(consumer, 'exit');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
