import type { Mappings } from '../../mappings/index.ts';
import { createClock } from './clock.ts';
import { listCourses } from './courses.ts';
import { planMalformed, type Sample } from './faults/malformed.ts';
import { createRepeats } from './faults/repeats.ts';
import { createVoidings } from './faults/voidings.ts';
import { createLearningTraffic } from './learning-traffic.ts';
import { createRandom } from './random.ts';
import type { Draft, RawRecord } from './raw-record.ts';
import { createSample } from './sample.ts';
import { planLateHire, planStranger } from './unknown-learners.ts';
import { createWorkforce, type Workforce } from './workforce.ts';
import { createWorld, type Planned, type World } from './world.ts';

export interface SimulationOptions {
  /** The same seed gives the same records, byte for byte. */
  readonly seed: number;
  /** How many records there are, on all topics together. */
  readonly events: number;
  /** When the first record is sent, epoch milliseconds. */
  readonly start_ms: number;
  /** How much time the records cover; two hours by default. */
  readonly span_ms?: number;
  /** Data only: courses and their skills. What comes of a record is the simulator's own knowledge. */
  readonly mappings: Pick<Mappings, 'courses' | 'skillsOf'>;
  /** Without faults every record is right, in order, and about somebody HR has told of. Default true. */
  readonly faults?: boolean;
  /** Whether some learn of whom HR never tells: their records are parked until the deadline. Default true, with faults. */
  readonly strangers?: boolean;
}

const EVENTS_MIN = 500;
const SPAN_MS = 2 * 60 * 60 * 1000;
const EVENTS_PER_WORKER = 40;
const HEADCOUNT_MIN = 10;
/** Bounds the memory, however many events there are. */
const HEADCOUNT_MAX = 5_000;

const HR_SHARE = 0.02;
const LATE_HIRES_PER_WORKER = 0.1;
const STRANGERS_PER_WORKER = 0.03;
/** Nobody unknown appears in the last part, so that hires still come. */
const STRANGERS_UNTIL = 0.6;
const DOUBLE_ENTRIES_PER_WORKER = 0.1;
const RECORDS_PER_LATE_UPDATE = 800;
const RECORDS_PER_MISSED_UPDATE = 2_000;
/** Parts of the simulation: from when there are workers enough, and until when a late update still arrives. */
const STAFFED_FROM = 0.1;
const LATE_UPDATES_UNTIL = 0.8;
/** Where in the simulation the daily snapshots stand. */
const SNAPSHOTS_AT = [0.3, 0.7] as const;

const headcountFor = (events: number): number =>
  Math.min(HEADCOUNT_MAX, Math.max(HEADCOUNT_MIN, Math.floor(events / EVENTS_PER_WORKER)));

/** Something that happens without a record of its own. */
const silently =
  (happen: () => void): Planned =>
  () => {
    happen();
    return undefined;
  };

/** Plans what happens at some time of the simulation, whatever else does. */
const planOccasions = (world: World, workforce: Workforce, sample: Sample, strangers: boolean): void => {
  const { random, records, headcount, faults } = world;
  const planAt = (part: number, planned: Planned): boolean => world.plan(Math.floor(part * records), planned);
  const planOften = (times: number, from: number, to: number, planned: Planned): void => {
    for (let i = Math.max(1, Math.floor(times)); i > 0; i--) planAt(from + random.next() * (to - from), planned);
  };
  const lateHire = silently(() => planLateHire(world, workforce.hire));
  const stranger = silently(() => planStranger(world));
  for (const part of SNAPSHOTS_AT) planAt(part, silently(workforce.planSnapshot));
  if (!faults) return;
  planOften(headcount * LATE_HIRES_PER_WORKER, 0, STRANGERS_UNTIL, lateHire);
  if (strangers) planOften(headcount * STRANGERS_PER_WORKER, 0, STRANGERS_UNTIL, stranger);
  planOften(records / RECORDS_PER_LATE_UPDATE, STAFFED_FROM, LATE_UPDATES_UNTIL, workforce.updateLate);
  planOften(records / RECORDS_PER_MISSED_UPDATE, STAFFED_FROM, SNAPSHOTS_AT[0], silently(workforce.missUpdate));
  planOften(
    headcount * DOUBLE_ENTRIES_PER_WORKER,
    STAFFED_FROM,
    LATE_UPDATES_UNTIL,
    silently(workforce.planDoubleEntry),
  );
  planMalformed(world, sample);
};

/** The first record of each worker of the start, then whatever happens. */
const createOrdinary = (world: World, workforce: Workforce, nextLearning: () => Draft): (() => Draft) => {
  let hired = 0;
  return () => {
    const person = hired < world.headcount ? world.newPerson() : undefined;
    if (person) {
      hired += 1;
      return workforce.hire(person);
    }
    return world.random.chance(HR_SHARE) ? workforce.next() : nextLearning();
  };
};

/**
 * Produces the records of a company in the order in which its systems send them, each with what must become of it.
 * Takes memory for a bounded number of people, however many events there are.
 * @throws RangeError for fewer events than every kind of fault needs
 */
export function* simulate(options: SimulationOptions): Generator<RawRecord, void> {
  const { seed, events, start_ms, span_ms = SPAN_MS, mappings, faults = true, strangers = true } = options;
  if (events < EVENTS_MIN) throw new RangeError(`simulate: at least ${EVENTS_MIN} events`);
  const clock = createClock(start_ms, span_ms, events);
  const world = createWorld(
    {
      random: createRandom(seed),
      courses: listCourses(mappings),
      records: events,
      headcount: headcountFor(events),
      faults,
    },
    clock,
  );
  const workforce = createWorkforce(world, (person) => traffic.forget(person));
  const traffic = createLearningTraffic(world, workforce.learners);
  const ordinary = createOrdinary(world, workforce, traffic.next);
  planOccasions(world, workforce, createSample(world, workforce), strangers);
  const repeat = createRepeats(world);
  const voided = createVoidings(world);

  while (world.index < events) {
    const planned = world.takePlanned();
    const draft = planned ? planned() : ordinary();
    if (!draft) continue;
    yield {
      ...(faults ? repeat(voided(draft)) : draft),
      index: world.index,
      timestamp_ms: clock.recordTime(world.index),
    };
    world.index += 1;
  }
}
