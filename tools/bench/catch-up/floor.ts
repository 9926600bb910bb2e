import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withTopicAdmin } from '../../../services/runtime/kafka/admin.ts';
import { type TopicName, topology } from '../../../topology/topology.ts';
import { repositoryRoot } from '../../stack/paths.ts';
import { spawnWatched } from '../../stack/process/watched-process.ts';
import type { FloorOutput, FloorPlan, FloorResult } from '../floor/plan.ts';
import { endedWell } from '../process/ended.ts';
import { traceAll } from '../process/traces.ts';
import { type Stage, silent } from '../stage.ts';
import { type CatchUpFigures, figuresOf } from './figures.ts';

/** Topics of the floor: like those of the service in all but the name, so that nobody takes its records for real. */
export const floorTopicOf = (topic: string): string => `floor.${topic}`;

/** Makes the topics that the floor writes to. */
export const createFloorTopics = ({ settings }: Stage, outputs: readonly FloorOutput[]): Promise<void> =>
  withTopicAdmin(settings.kafka, silent, (admin) =>
    admin.create(
      outputs.map(({ topic }) => {
        const { partitions, message_max_bytes } = topology.topics[topic as TopicName];
        return { name: floorTopicOf(topic), partitions, config: { 'max.message.bytes': String(message_max_bytes) } };
      }),
      undefined,
    ),
  );

const planOf = ({ settings }: Stage, run: number, events: number, outputs: readonly FloorOutput[]): FloorPlan => {
  const { kafka, engine } = settings;
  return {
    brokers: kafka.brokers,
    group: `bench-floor-${run}`,
    input: 'raw.xapi',
    events,
    concurrency: engine.partitions_concurrent_max,
    chunk_records_max: engine.chunk_records_max,
    fetch: {
      wait_max_ms: engine.fetch_wait_max_ms,
      min_bytes: engine.fetch_min_bytes,
      bytes_max: engine.fetch_bytes_max,
      partition_bytes_max: Math.floor(engine.fetch_bytes_max / engine.partitions_concurrent_max),
    },
    outputs: outputs.map((output) => ({ ...output, topic: floorTopicOf(output.topic) })),
  };
};

/**
 * Lets a bare kafkajs loop consume the same input and produce the same output, and measures it like the service.
 * @param outputs what the service wrote; their topics must have been made by `createFloorTopics`
 */
export const measureFloor = async (
  stage: Stage,
  run: number,
  events: number,
  outputs: readonly FloorOutput[],
): Promise<CatchUpFigures> => {
  const folder = await mkdtemp(join(tmpdir(), 'skillstream-floor-'));
  const [planFile, resultFile] = [join(folder, 'plan.json'), join(folder, 'result.json')];
  try {
    await writeFile(planFile, JSON.stringify(planOf(stage, run, events, outputs)));
    const logFile = join(stage.stack.logsDir, `floor-${run}.log`);
    const child = await spawnWatched({
      file: process.execPath,
      args: ['tools/bench/floor/main.ts', planFile, resultFile],
      cwd: repositoryRoot,
      logFile,
      throwAwayDir: null,
    });
    const traces = traceAll(stage, [child.pid]);
    await endedWell({ exited: child.exited, logFile }, 'the floor');
    const usage = traces.stop();
    const { chunks, outputs: written } = JSON.parse(await readFile(resultFile, 'utf8')) as FloorResult;
    return figuresOf(chunks, written, usage);
  } finally {
    await rm(folder, { recursive: true });
  }
};
