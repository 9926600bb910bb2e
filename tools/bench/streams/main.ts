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

  const runs: Record<'Skillstream' | 'Kafka Streams', CatchUpFigures[]> = { Skillstream: [], 'Kafka Streams': [] };
  for (let round = 1; round <= rounds; round += 1) {
    say(`round ${round} of ${rounds}: the learning service`);
    const service = await measureService(stage, { generation: `streams-${round}`, nodeArgs: node_args }, expected);
    runs.Skillstream.push(service);
    const outputs = await sampleOutputs(stage, events, service.outputs);
    if (round === 1) await createFloorTopics(stage, outputs);
    say(`round ${round} of ${rounds}: Kafka Streams`);
    const renamed = outputs.map((output) => ({ ...output, topic: floorTopicOf(output.topic) }));
    runs['Kafka Streams'].push(await measureStreams(stage, round, classpath, events, renamed));
  }
  const ratios = runs.Skillstream.map(({ events_per_s }, i) => events_per_s / runs['Kafka Streams'][i]!.events_per_s);
  console.table(
    Object.entries(runs).map(([who, figures]) => {
      const of = (name: Exclude<keyof CatchUpFigures, 'outputs'>): number =>
        Number(median(figures.map((run) => run[name])).toPrecision(3));
      return {
        who,
        'events/s': of('events_per_s'),
        'CPU µs/event': of('cpu_us_per_event'),
        'Kafka µs/event': of('kafka_cpu_us_per_event'),
        'Redis µs/event': of('redis_cpu_us_per_event'),
        'peak MB': Math.round(of('rss_peak_bytes') / 1e6),
      };
    }),
  );
  process.stdout.write(
    `events/s, Skillstream to Kafka Streams: ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')}\n`,
  );
} finally {
  await stage.close();
}
