import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StackError } from '../errors.ts';
import { clientProperties } from '../java-consumer/client-properties.ts';
import { ensurePrograms } from '../programs.ts';
import { kafkaEnvironment } from './kafka-environment.ts';

/** What the scripts of a Kafka distribution (`kafka-<name>.sh`) run. */
const TOOLS: Readonly<Record<string, string>> = {
  acls: 'org.apache.kafka.tools.AclCommand',
  'consumer-groups': 'org.apache.kafka.tools.consumer.group.ConsumerGroupCommand',
  topics: 'org.apache.kafka.tools.TopicCommand',
  transactions: 'org.apache.kafka.tools.TransactionsCommand',
};
export const TOOL_NAMES = Object.keys(TOOLS);

/** Runs one of Kafka's own commands with the connection added. Its output and exit code are ours. */
export const kafkaTool = async (name: string, args: readonly string[]): Promise<void> => {
  const tool = TOOLS[name];
  if (tool === undefined) throw new StackError(`no command ${name}: there are ${TOOL_NAMES.join(', ')}`);
  const { kafkaClasspath, java } = await ensurePrograms((line) => process.stderr.write(`${line}\n`));
  const folder = await mkdtemp(join(tmpdir(), 'skillstream-kafka-'));
  try {
    const env = await kafkaEnvironment();
    const config = join(folder, 'client.properties');
    await writeFile(config, clientProperties(env), { mode: 0o600 });
    const connection = ['--bootstrap-server', env['KAFKA_BROKERS']!, '--command-config', config];
    const options = ['-Xmx256m', '-Dlog4j2.level=ERROR', '-cp', kafkaClasspath];
    const child = spawn(java.executable, [...options, tool, ...connection, ...args], { stdio: 'inherit' });
    const [code] = (await once(child, 'exit')) as [number | null];
    process.exitCode = code ?? 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
