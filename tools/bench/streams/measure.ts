import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { loadMappings } from '../../../mappings/index.ts';
import { registeredText } from '../../../schemas/index.ts';
import { createKafka } from '../../../services/runtime/kafka/client.ts';
import { topology } from '../../../topology/topology.ts';
import { compiledJava } from '../../stack/index.ts';
import { spawnWatched } from '../../stack/process/watched-process.ts';
import { type CatchUpFigures, figuresOf } from '../catch-up/figures.ts';
import type { Chunk } from '../catch-up/window.ts';
import type { FloorOutput } from '../floor/plan.ts';
import { endedWell } from '../process/ended.ts';
import { traceAll } from '../process/traces.ts';
import { type Stage, silent } from '../stage.ts';
import type { StreamsPlan, StreamsResult } from './plan.ts';

const SOURCE = join(import.meta.dirname, 'LearningStream.java');
const INPUT = 'raw.xapi';
/** RocksDB has its memory beside it. */
const HEAP_MAX_MB = 512;
/** Of the load: what they say leads to output. */
const VERBS = [
  ...['completed', 'passed', 'failed'].map((word) => `http://adlnet.gov/expapi/verbs/${word}`),
  'http://activitystrea.ms/schema/1.0/complete',
  ...['scored', 'achieved', 'certified'].map((word) => `https://w3id.org/xapi/tla/verbs/${word}`),
];
/** A JVM that was told to stop has the exit code of its signal. */
const SIGTERM_EXIT = 128 + 15;
const POLL_MS = 20;
const STANDSTILL_MAX_MS = 120_000;

const planOf = (stage: Stage, run: number, folder: string, outputs: readonly FloorOutput[]): StreamsPlan => ({
  brokers: stage.settings.kafka.brokers.join(),
  group: `bench-streams-${run}`,
  input: INPUT,
  links: 'identity.link',
  state_folder: join(folder, 'state'),
  threads: availableParallelism(),
  compression: stage.settings.kafka.compression,
  schema: registeredText(topology.topics[INPUT].schema as string),
  identity_key: stage.env['IDENTITY_KEY']!,
  verbs: VERBS,
  bare_addresses: loadMappings()
    .sources.filter(({ mbox_sha1sum_of }) => mbox_sha1sum_of === 'address')
    .map(({ id }) => id),
  outputs,
});

/**
 * Looks at what the group has committed until it is all of the input, as whoever waits for the output would.
 * @throws Error when nothing is committed for two minutes
 */
const followGroup = async (
  stage: Stage,
  groupId: string,
  events: number,
  ended: Promise<void>,
): Promise<readonly Chunk[]> => {
  const admin = createKafka(stage.settings.kafka, 'bench-streams', silent).admin();
  await admin.connect();
  try {
    const chunks: Chunk[] = [];
    let handled = 0;
    for (let progress_at_ms = Date.now(); handled < events; ) {
      const [found] = await admin.fetchOffsets({ groupId, topics: [INPUT] });
      const now_ms = Date.now();
      const committed = found!.partitions.reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0);
      if (committed > handled) {
        chunks.push({ at_ms: now_ms, records: committed - handled });
        progress_at_ms = now_ms;
      }
      handled = committed;
      if (now_ms - progress_at_ms > STANDSTILL_MAX_MS) throw new Error(`${groupId} stands still at ${handled}`);
      await Promise.race([delay(POLL_MS), ended]);
    }
    return chunks;
  } finally {
    await admin.disconnect();
  }
};

/** @throws Error when it did not do what it is measured for */
const assertDone = (result: StreamsResult, events: number): void => {
  const { statements, repeats, learners, strangers, written } = result;
  if (statements === events && repeats === 0 && learners > 3 * strangers && written > 0) return;
  throw new Error(`Kafka Streams did not do the job: ${JSON.stringify({ events, ...result })}`);
};

/**
 * Lets Kafka Streams consume the same input, do less with it than the service, and write the same output; measured like the
 * service.
 * @param classpath of Kafka Streams
 * @param outputs what the service wrote; their topics exist
 */
export const measureStreams = async (
  stage: Stage,
  run: number,
  classpath: string,
  events: number,
  outputs: readonly FloorOutput[],
): Promise<CatchUpFigures> => {
  const { javaExecutable, logsDir } = stage.stack;
  const classes = await compiledJava(javaExecutable, SOURCE, classpath);
  if (classes === null) throw new Error(`${javaExecutable} is no JDK: it has no compiler`);
  const folder = await mkdtemp(join(tmpdir(), 'skillstream-streams-'));
  const [planFile, resultFile] = [join(folder, 'plan.json'), join(folder, 'result.json')];
  try {
    const plan = planOf(stage, run, folder, outputs);
    await writeFile(planFile, JSON.stringify(plan));
    const logFile = join(logsDir, `streams-${run}.log`);
    const jvm = [`-Xmx${HEAP_MAX_MB}m`, '-cp', [classpath, classes].join(delimiter)];
    const child = await spawnWatched({
      file: javaExecutable,
      args: [...jvm, 'LearningStream', planFile, resultFile],
      cwd: folder,
      logFile,
      throwAwayDir: folder,
    });
    const traces = traceAll(stage, [child.pid]);
    const exited = child.exited.then((info) => (info.code === SIGTERM_EXIT ? { ...info, code: 0 } : info));
    const ended = endedWell({ exited, logFile }, 'Kafka Streams');
    const chunks = await followGroup(stage, plan.group, events, ended);
    const usage = traces.stop();
    child.signal('SIGTERM');
    await ended;
    const result = JSON.parse(await readFile(resultFile, 'utf8')) as StreamsResult;
    assertDone(result, events);
    return figuresOf(chunks, { written: result.written }, usage);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
