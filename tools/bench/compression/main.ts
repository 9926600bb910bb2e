import { COMPRESSIONS } from '../../../services/runtime/config/settings.ts';
import type { CatchUpFigures } from '../catch-up/figures.ts';
import { writeInput } from '../catch-up/input.ts';
import { measureService } from '../catch-up/service.ts';
import { createLoad } from '../load/load.ts';
import { linkPeople } from '../people.ts';
import { openInputProducer } from '../preload.ts';
import { assertMeasurable } from '../process/usage.ts';
import { openStage } from '../stage.ts';
import { median } from '../statistics.ts';

const SEED = 20_260_301;
const LEARNERS = 2_000;
const EVENTS = 80_000;
const ROUNDS = 3;

// What compression costs the learning service: it catches up with the same statements under each codec in turns.
assertMeasurable();
const stage = await openStage();
try {
  const load = createLoad(SEED, LEARNERS);
  const producer = await openInputProducer(stage);
  await linkPeople(stage, producer, load);
  const { expected } = await writeInput(producer, load, EVENTS);
  await producer.close();

  const runs = COMPRESSIONS.map((): CatchUpFigures[] => []);
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const [i, compression] of COMPRESSIONS.entries()) {
      const env = { ...stage.env, KAFKA_COMPRESSION: compression };
      const options = { generation: `${compression}-${round}` };
      runs[i]!.push(await measureService({ ...stage, env }, options, expected));
    }
  }
  console.table(
    COMPRESSIONS.map((compression, i) => {
      const of = (name: 'events_per_s' | 'cpu_us_per_event' | 'kafka_cpu_us_per_event'): number =>
        Number(median(runs[i]!.map((run) => run[name])).toPrecision(3));
      return {
        compression,
        'events/s': of('events_per_s'),
        'CPU µs/event': of('cpu_us_per_event'),
        'Kafka µs/event': of('kafka_cpu_us_per_event'),
      };
    }),
  );
} finally {
  await stage.close();
}
