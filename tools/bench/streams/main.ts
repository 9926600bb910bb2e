import { availableParallelism } from 'node:os';
import type { CatchUpFigures } from '../catch-up/figures.ts';
import { createFloorTopics, floorTopicOf } from '../catch-up/floor.ts';
import { writeInput } from '../catch-up/input.ts';
import { measureService } from '../catch-up/service.ts';
import { sampleOutputs } from '../floor/sample.ts';
import { createLoad } from '../load/load.ts';
import { readOptions } from '../options.ts';
import { linkPeople } from '../people.ts';
import { openInputProducer } from '../preload.ts';
import { assertMeasurable } from '../process/usage.ts';
import { openStage } from '../stage.ts';
import { median } from '../statistics.ts';
import { measureStreams } from './measure.ts';
import { fetchStreams } from './packages.ts';

const SEED = 20_260_301;
const LEARNERS = 5_000;
const PROCESSORS = availableParallelism();
const NAMES = {
  alone: 'the learning service',
  shared: `the learning service, ${PROCESSORS} instances`,
  streams: `Kafka Streams, ${PROCESSORS} threads`,
};
type Contestant = keyof typeof NAMES;
const contestants = Object.keys(NAMES) as Contestant[];

const say = (line: string): void => void process.stderr.write(`bench: ${line}\n`);

// The learning service beside Kafka Streams, which does a part of its job: both catch up with the same statements, in turns.
const { events, runs: rounds, node_args } = readOptions(process.argv);
assertMeasurable();
const classpath = await fetchStreams(say);
const stage = await openStage();
try {
  const load = createLoad(SEED, LEARNERS);
  const producer = await openInputProducer(stage);
  await linkPeople(stage, producer, load);
  const { expected } = await writeInput(producer, load, events);
  await producer.close();

  const runs: Record<Contestant, CatchUpFigures[]> = { alone: [], shared: [], streams: [] };
  const measured = async (who: Contestant, run: () => Promise<CatchUpFigures>): Promise<CatchUpFigures> => {
    say(`round ${runs[who].length + 1} of ${rounds}: ${NAMES[who]}`);
    const figures = await run();
    runs[who].push(figures);
    return figures;
  };
  for (let round = 1; round <= rounds; round += 1) {
    const learning = (who: Contestant, instances: number): Promise<CatchUpFigures> => {
      const options = { generation: `${who}-${round}`, nodeArgs: node_args };
      return measured(who, () => measureService(stage, options, expected, instances));
    };
    const alone = await learning('alone', 1);
    const outputs = await sampleOutputs(stage, events, alone.outputs);
    if (round === 1) await createFloorTopics(stage, outputs);
    const renamed = outputs.map((output) => ({ ...output, topic: floorTopicOf(output.topic) }));
    await measured('streams', () => measureStreams(stage, round, classpath, events, renamed));
    await learning('shared', PROCESSORS);
  }
  console.table(
    contestants.map((who) => {
      const of = (name: Exclude<keyof CatchUpFigures, 'outputs'>): number =>
        Number(median(runs[who].map((run) => run[name])).toPrecision(3));
      return {
        who: NAMES[who],
        'events/s': of('events_per_s'),
        'CPU µs/event': of('cpu_us_per_event'),
        'Kafka µs/event': of('kafka_cpu_us_per_event'),
        'Redis µs/event': of('redis_cpu_us_per_event'),
        'peak MB': Math.round(of('rss_peak_bytes') / 1e6),
      };
    }),
  );
  for (const who of contestants.filter((one) => one !== 'streams')) {
    const ratios = runs[who].map(({ events_per_s }, i) => (events_per_s / runs.streams[i]!.events_per_s).toFixed(2));
    process.stdout.write(`events/s of ${NAMES[who]}, as a share of those of ${NAMES.streams}: ${ratios.join(', ')}\n`);
  }
} finally {
  await stage.close();
}
