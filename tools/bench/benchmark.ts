import type { ServiceName } from '../../topology/topology.ts';
import { createFloorTopics, measureFloor } from './catch-up/floor.ts';
import { writeInput } from './catch-up/input.ts';
import type { ExpectedOutcomes } from './catch-up/outcomes.ts';
import { measureService } from './catch-up/service.ts';
import { sampleOutputs } from './floor/sample.ts';
import { measureIdle } from './idle/measure.ts';
import { measureLatency } from './latency/measure.ts';
import { createLoad } from './load/load.ts';
import { describeMix } from './load/mix.ts';
import { measurePartsAlone } from './micro/run.ts';
import type { BenchOptions } from './options.ts';
import { linkPeople, PEOPLE_GENERATION } from './people.ts';
import { openInputProducer } from './preload.ts';
import { measureProduce } from './produce/measure.ts';
import { profileService } from './profile/profile.ts';
import type { FunctionTime } from './profile/self-time.ts';
import { describeMachine } from './report/machine.ts';
import { type Measured, type Report, type RunPair, toReport } from './report/report.ts';
import type { Stage } from './stage.ts';

const SEED = 20_260_301;
const LEARNERS = 5_000;
const WARM_UP_MS = 10_000;
const IDLE_MS = 30_000;

export interface Results {
  readonly report: Report;
  /** Where the CPU time of the service goes; null unless asked for. */
  readonly profile: readonly FunctionTime[] | null;
}

/**
 * Runs everything on one stack. Each run of the service has a generation of its own, so that it reads the same input
 * under new claims, as a new group.
 * @param say hears of each step
 */
export const runBenchmark = async (
  stage: Stage,
  options: BenchOptions,
  profile_folder: string,
  say: (line: string) => void,
): Promise<Results> => {
  const machine = describeMachine();
  say('measuring the parts');
  const parts = await measurePartsAlone();
  const load = createLoad(SEED, LEARNERS);
  const producer = await openInputProducer(stage);
  say(`linking ${LEARNERS} people`);
  await linkPeople(stage, producer, load);
  say(`writing ${options.events} statements`);
  const { expected, value_bytes } = await writeInput(producer, load, options.events);

  const runs = await runInTurns(stage, options, expected, say);
  if (options.profile) say('one more run, with the profiler on');
  const profile = options.profile
    ? await profileService(stage, { generation: 'profile', nodeArgs: options.node_args }, expected, profile_folder)
    : null;
  say(`sending ${options.rate_per_s} events/s for ${WARM_UP_MS / 1000} s of warm-up and ${options.latency_s} s`);
  const latency = await measureLatency(stage, producer, load, {
    service: { generation: generationOf(options.runs), nodeArgs: options.node_args },
    rate_per_s: options.rate_per_s,
    warm_up_ms: WARM_UP_MS,
    measured_ms: options.latency_s * 1000,
  });
  await producer.close();
  say('producing as the services do, with both clients');
  const produce = await measureProduce(stage, options.runs);
  say(`letting all services idle for ${IDLE_MS / 1000} s`);
  const generations: Partial<Record<ServiceName, string>> = {
    identity: PEOPLE_GENERATION,
    learning: generationOf(options.runs),
  };
  const idle = await measureIdle(stage, {
    generationOf: (name) => generations[name] ?? 'idle',
    measured_ms: IDLE_MS,
  });

  const report = toReport({
    measured_at: new Date().toISOString(),
    machine,
    load: { events: options.events, learners: LEARNERS, mix: describeMix(), value_bytes },
    engine: engineOf(stage),
    node_args: options.node_args,
    runs,
    latency,
    parts,
    produce,
    idle,
  });
  return { report, profile };
};

/** Settings that bear on speed. */
const engineOf = ({ settings }: Stage): Measured['engine'] => {
  const { chunk_records_max, chunk_bytes_max, fetch_wait_max_ms, fetch_min_bytes, fetch_bytes_max } = settings.engine;
  const { partitions_concurrent_max } = settings.engine;
  return {
    chunk_records_max,
    chunk_bytes_max,
    fetch_wait_max_ms,
    fetch_min_bytes,
    fetch_bytes_max,
    partitions_concurrent_max,
    compression: settings.kafka.compression,
  };
};

const generationOf = (run: number): string => `run-${run}`;

/** Service, floor, service, floor: what changes slowly on the machine meets both. */
const runInTurns = async (
  stage: Stage,
  { events, runs, node_args }: BenchOptions,
  expected: ExpectedOutcomes,
  say: (line: string) => void,
): Promise<readonly RunPair[]> => {
  const pairs: RunPair[] = [];
  for (let run = 1; run <= runs; run += 1) {
    say(`run ${run} of ${runs}: the learning service`);
    const service = await measureService(stage, { generation: generationOf(run), nodeArgs: node_args }, expected);
    const outputs = await sampleOutputs(stage, events, service.outputs);
    if (run === 1) await createFloorTopics(stage, outputs);
    say(`run ${run} of ${runs}: the floor`);
    pairs.push({ service, floor: await measureFloor(stage, run, events, outputs) });
  }
  return pairs;
};
