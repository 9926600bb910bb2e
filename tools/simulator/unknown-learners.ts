import { dead, type Expectation } from './expectation.ts';
import { advance, startJourney } from './journeys.ts';
import type { Person } from './people.ts';
import type { Draft } from './raw-record.ts';
import type { World } from './world.ts';

/** A course is got through in so many records. */
const JOURNEY_RECORDS = { from: 50, to: 1500 } as const;
const HIRE_DELAY_RECORDS = { from: 50, to: 500 } as const;

/** Nobody will ever claim the learner: what would be published waits in vain. */
const inVain = (expect: Expectation): Expectation => (expect.states[0] === 'published' ? dead('unresolved') : expect);

/** Plans a whole journey through a course, in so many records. */
const planJourney = (world: World, person: Person, records: number, change: (draft: Draft) => Draft): void => {
  const { random } = world;
  const journey = startJourney(person, random.pick(world.courses), random, world.faults);
  const steps = journey.stages.length;
  for (let step = 1; step <= steps; step++) {
    world.plan(Math.floor((records * step) / (steps + 1)), () => {
      const draft = advance(journey, world.moment(), random);
      return draft && change(draft);
    });
  }
};

/** Somebody learns, and only some time after the last of it HR announces them. */
export const planLateHire = (world: World, hire: (person: Person) => Draft): void => {
  const person = world.newPerson();
  if (!person) return;
  const records = world.random.between(JOURNEY_RECORDS.from, JOURNEY_RECORDS.to);
  const delay_records = world.random.between(HIRE_DELAY_RECORDS.from, HIRE_DELAY_RECORDS.to);
  // Without the hire the learning would wait in vain, so it must be sure to come.
  if (!world.plan(records + delay_records, () => hire(person))) return;
  planJourney(world, person, records, (draft) => ({ ...draft, fault: 'learner_not_known_yet' }));
};

/** Somebody learns of whom HR never hears. */
export const planStranger = (world: World): void => {
  const person = world.newPerson();
  if (!person) return;
  const records = world.random.between(JOURNEY_RECORDS.from, JOURNEY_RECORDS.to);
  planJourney(world, person, records, (draft) => ({
    ...draft,
    fault: 'learner_never_known',
    expect: inVain(draft.expect),
  }));
};
