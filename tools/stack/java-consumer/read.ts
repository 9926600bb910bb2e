import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { StackError } from '../errors.ts';
import { spawnWatched, type WatchedProcess } from '../process/watched-process.ts';
import { clientProperties, type KafkaTools } from './client-properties.ts';
import { formatterProperties, type JavaRecord, parseLine } from './console-records.ts';
import { ConsumerProgress } from './consumer-progress.ts';

export interface ReadOptions {
  /** Ends after so many records; default at the end of the topic. */
  readonly maxMessages?: number;
}

/** Only for a broker that does not answer: the end of the topic is found without waiting. */
const SILENCE_MAX_MS = 60_000;
const ERROR_LINES_MAX = 20;

const LOGGING = join(import.meta.dirname, 'log4j2.properties');

const commandLine = (
  tools: KafkaTools,
  topic: string,
  configFile: string,
  nullLiteral: string,
  options: ReadOptions,
) => [
  ...['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData', '-Dfile.encoding=UTF-8'],
  ...[`-Dlog4j2.configurationFile=${LOGGING}`, '-cp', tools.kafkaClasspath],
  'org.apache.kafka.tools.consumer.ConsoleConsumer',
  ...['--bootstrap-server', tools.env['KAFKA_BROKERS']!, '--topic', topic, '--command-config', configFile],
  ...['--group', `java-consumer-${randomUUID()}`, '--command-property', 'enable.auto.commit=false'],
  ...['--isolation-level', 'read_committed', '--from-beginning', '--timeout-ms', String(SILENCE_MAX_MS)],
  ...(options.maxMessages === undefined ? [] : ['--max-messages', String(options.maxMessages)]),
  ...formatterProperties(nullLiteral).flatMap((property) => ['--formatter-property', property]),
];

/** Follows the log of the consumer, and ends it when it has read everything. It still prints what it holds then. */
const watchProgress = (consumer: WatchedProcess) => {
  const progress = new ConsumerProgress();
  const complaints: string[] = [];
  let reachedEnd = false;
  createInterface({ input: consumer.stderr! }).on('line', (line) => {
    progress.observe(line);
    if (!/^(DEBUG|INFO) /.test(line)) complaints.push(line);
    if (complaints.length > ERROR_LINES_MAX) complaints.shift();
    if (reachedEnd || !progress.atEnd) return;
    reachedEnd = true;
    consumer.signal('SIGTERM');
  });
  return { reachedEnd: () => reachedEnd, complaints };
};

/**
 * Reads the committed records of a topic, from its beginning to its present end, with the console consumer in the
 * broker's own jars: a reader that shares no code with the services. Open transactions before that end are waited for.
 * Order is that of the offsets within a partition.
 *
 * @throws StackError when the consumer ends before the end of the topic, or nothing came for a minute.
 */
export const readWithJava = async function* (
  tools: KafkaTools,
  topic: string,
  options: ReadOptions = {},
): AsyncGenerator<JavaRecord, void, undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'skillstream-consumer-'));
  const configFile = join(folder, 'consumer.properties');
  const nullLiteral = `null-${randomUUID()}`;
  await writeFile(configFile, clientProperties(tools.env), { mode: 0o600 });
  const consumer = await spawnWatched({
    file: tools.javaExecutable,
    args: commandLine(tools, topic, configFile, nullLiteral, options),
    cwd: folder,
    logFile: null,
    throwAwayDir: folder,
  });
  try {
    const watched = watchProgress(consumer);
    let count = 0;
    for await (const line of createInterface({ input: consumer.stdout! })) {
      yield parseLine(line, nullLiteral);
      count += 1;
    }
    await consumer.exited;
    if (!watched.reachedEnd() && count !== options.maxMessages) {
      const said = watched.complaints.join('\n');
      throw new StackError(`the Java consumer ended after ${count} records, before the end of ${topic}:\n${said}`);
    }
  } finally {
    consumer.signal('SIGKILL');
    await consumer.exited;
    await rm(folder, { recursive: true, force: true });
  }
};

/** The same, all records at once; for topics that fit into memory. */
export const readAllWithJava = async (
  tools: KafkaTools,
  topic: string,
  options: ReadOptions = {},
): Promise<JavaRecord[]> => {
  const records: JavaRecord[] = [];
  for await (const record of readWithJava(tools, topic, options)) records.push(record);
  return records;
};
