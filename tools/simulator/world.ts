import type { Clock } from './clock.ts';
import type { Course } from './courses.ts';
import { createPerson, type Person } from './people.ts';
import type { Random } from './random.ts';
import type { Draft } from './raw-record.ts';
import { createSchedule } from './schedule.ts';

/** A record to come: made when its time has come, or not at all if it is void by then. */
export type Planned = () => Draft | undefined;

/** What everybody in the simulation shares. */
export interface World {
  readonly random: Random;
  readonly courses: readonly Course[];
  /** Records of the whole simulation. */
  readonly records: number;
  /** Workers at its start. */
  readonly headcount: number;
  /** Whether people are unknown, and events late, now and then. */
  readonly faults: boolean;
  /** Index of the record that is being made. */
  index: number;
  /** A moment for something that happens now; no two are the same, and they ascend. */
  readonly moment: () => number;
  /**
   * Lets something happen so many records later.
   * @returns false when the simulation ends before all that is planned could happen; then this will not
   */
  readonly plan: (delay_records: number, planned: Planned) => boolean;
  /** How many more things can be planned. */
  readonly room: () => number;
  /** The next thing planned that is due, or any when only what is planned still fits. */
  readonly takePlanned: () => Planned | undefined;
  /** Somebody nobody has heard of; undefined once there are as many people as there may be. */
  readonly newPerson: () => Person | undefined;
}

/** Bounds the memory of a long simulation. */
const PEOPLE_PER_WORKER_MAX = 2;

export const createWorld = (
  options: Pick<World, 'random' | 'courses' | 'records' | 'headcount' | 'faults'>,
  clock: Clock,
): World => {
  const schedule = createSchedule<Planned>();
  let people = 0;
  const left = (): number => options.records - world.index;
  const world: World = {
    ...options,
    index: 0,
    moment: () => clock.moment(world.index),
    // One place is for the record that is being made.
    room: () => Math.max(0, left() - schedule.size - 1),
    plan: (delay_records, planned) => {
      if (world.room() === 0) return false;
      schedule.add(world.index + delay_records, planned);
      return true;
    },
    takePlanned: () => schedule.take(schedule.size >= left() ? Number.POSITIVE_INFINITY : world.index),
    newPerson: () => {
      if (people >= options.headcount * PEOPLE_PER_WORKER_MAX) return undefined;
      people += 1;
      return createPerson(people, options.random);
    },
  };
  return world;
};
