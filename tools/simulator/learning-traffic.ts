import type { Course } from './courses.ts';
import { advance, type Journey, startJourney } from './journeys.ts';
import type { Person } from './people.ts';
import type { Draft } from './raw-record.ts';
import type { World } from './world.ts';

/** The journeys of everybody whom HR has told of. */
export interface LearningTraffic {
  /** The next thing somebody does. */
  readonly next: () => Draft;
  /** Ends the journeys of somebody who left. */
  readonly forget: (person: Person) => void;
}

const JOURNEYS_PER_WORKER = 0.6;
/** Share of enrollment changes that the learning system is late to send. */
const HELD_BACK_SHARE = 0.08;
const HELD_BACK_RECORDS = 20;

const isOver = (journey: Journey): boolean => journey.stages.length === 0;

/** @param learners whoever may start a course; read anew each time */
export const createLearningTraffic = (world: World, learners: readonly Person[]): LearningTraffic => {
  const { random, courses, headcount, faults } = world;
  const journeys: Journey[] = [];
  const journeys_max = Math.max(1, Math.floor(headcount * JOURNEYS_PER_WORKER));

  const start = (): Journey | undefined => {
    const person = random.pick(learners);
    const course: Course = random.pick(courses);
    // Two journeys at once through one course would have no order in time.
    if (journeys.some((journey) => journey.person === person && journey.course === course)) return undefined;
    const journey = startJourney(person, course, random, faults);
    journeys.push(journey);
    return journey;
  };

  /** Holds some enrollment changes back until the next one of the journey is out. */
  const step = (journey: Journey): Draft | undefined => {
    const draft = advance(journey, world.moment(), random);
    if (draft?.topic !== 'raw.enrollment') return draft;
    const { held } = journey;
    if (held) {
      journey.held = null;
      world.plan(random.between(1, HELD_BACK_RECORDS), () => ({ ...held, fault: 'enrollment_out_of_order' }));
      return draft;
    }
    const hasNext = journey.stages.includes('begin') || journey.stages.includes('close');
    if (!faults || !hasNext || !random.chance(HELD_BACK_SHARE)) return draft;
    journey.held = draft;
    return step(journey);
  };

  const next = (): Draft => {
    for (;;) {
      const fresh = journeys.length < journeys_max ? start() : undefined;
      const journey = fresh ?? (journeys.length > 0 ? random.pick(journeys) : undefined);
      if (!journey) continue;
      const draft = step(journey);
      if (isOver(journey)) journeys.splice(journeys.indexOf(journey), 1);
      if (draft) return draft;
    }
  };

  const forget = (person: Person): void => {
    for (let i = journeys.length - 1; i >= 0; i--) if (journeys[i]!.person === person) journeys.splice(i, 1);
  };

  return { next, forget };
};
