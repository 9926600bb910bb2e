import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { compiledJava } from '../components/compiled-java.ts';
import { properties } from '../components/properties.ts';
import { StackError } from '../errors.ts';
import { spawnWatched } from '../process/watched-process.ts';
import { clientProperties, type KafkaTools } from './client-properties.ts';
import type { JavaRecord } from './console-records.ts';
import { readWithJava } from './read.ts';

/** A record with the topic it stands in. */
export interface JavaTopicRecord extends JavaRecord {
  readonly topic: string;
}

const SOURCE = join(import.meta.dirname, 'ReadTopics.java');
const HEAP_MAX_MB = 256;
const NULL = '-';
const COMPLAINT_BYTES_MAX = 4_000;

const bytes = (text: string): Buffer | null => (text === NULL ? null : Buffer.from(text, 'base64'));

/** Reads one line of `ReadTopics.java`, which says what is in it. */
export const parseRecord = (line: string): JavaTopicRecord => {
  const [topic, partition, offset, timestamp, key, value, ...rest] = line.split('\t');
  if (topic === undefined || value === undefined || rest.length % 2 !== 0) {
    throw new Error(`not a line of the Java reader: ${line.slice(0, 60)}`);
  }
  const headers: JavaRecord['headers'][number][] = [];
  for (let i = 0; i < rest.length; i += 2) headers.push({ name: String(bytes(rest[i]!)), value: bytes(rest[i + 1]!) });
  return {
    topic,
    partition: Number(partition),
    offset: Number(offset),
    timestamp: timestamp === NULL ? null : Number(timestamp),
    headers,
    key: bytes(key!),
    value: bytes(value),
  };
};

/**
 * Reads the committed records of several topics, from their beginnings to their present ends, with Kafka's own Java
 * consumer. One JVM reads all of them, where the console consumer takes one for each topic, because its lines do not
 * say which topic they are of. That takes the compiler of a JDK; where there is only a runtime, topics are read one by one.
 * Order is that of the offsets within a partition.
 *
 * @throws StackError when the consumer ends before the ends of the topics, or nothing came for a minute
 */
export const readTopicsWithJava = async function* (
  tools: KafkaTools,
  topics: readonly string[],
): AsyncGenerator<JavaTopicRecord, void, undefined> {
  const classes = await compiledJava(tools.javaExecutable, SOURCE, tools.kafkaClasspath);
  if (classes === null) {
    for (const topic of topics) for await (const record of readWithJava(tools, topic)) yield { ...record, topic };
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'skillstream-reader-'));
  const configFile = join(folder, 'client.properties');
  const connection = properties({ 'bootstrap.servers': tools.env['KAFKA_BROKERS']! }) + clientProperties(tools.env);
  await writeFile(configFile, connection, { mode: 0o600 });
  const classpath = [tools.kafkaClasspath, classes].join(delimiter);
  const jvm = [`-Xmx${HEAP_MAX_MB}m`, '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData'];
  const reader = await spawnWatched({
    file: tools.javaExecutable,
    args: [...jvm, '-Dlog4j2.level=ERROR', '-cp', classpath, 'ReadTopics', configFile, ...topics],
    cwd: folder,
    logFile: null,
    throwAwayDir: folder,
  });
  try {
    let complaint = '';
    reader.stderr!.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-COMPLAINT_BYTES_MAX);
    });
    for await (const line of createInterface({ input: reader.stdout! })) yield parseRecord(line);
    const { code } = await reader.exited;
    if (code !== 0) throw new StackError(`the Java reader of ${topics.join(', ')} failed:\n${complaint}`);
  } finally {
    reader.signal('SIGKILL');
    await reader.exited;
    await rm(folder, { recursive: true, force: true });
  }
};
