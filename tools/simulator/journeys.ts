import type { Course } from './courses.ts';
import { enrollmentDraft } from './enrollments.ts';
import type { Happening, LearningSystem, Standing } from './happening.ts';
import type { LmsSource } from './learner-names.ts';
import { lmsAlpha } from './lms-alpha.ts';
import { lmsBeta } from './lms-beta.ts';
import type { Person } from './people.ts';
import type { Random } from './random.ts';
import type { Draft } from './raw-record.ts';

type Stage = 'enroll' | 'begin' | 'study' | 'test' | 'finish' | 'close' | 'award' | 'drop';

/** One person's way through one course. */
export interface Journey {
  readonly person: Person;
  readonly course: Course;
  readonly registration: string;
  /** What is still to come. */
  readonly stages: Stage[];
  /** An enrollment change that the system is late to send; goes out behind the next one. */
  held: Draft | null;
}

const SYSTEMS: Readonly<Record<LmsSource, LearningSystem>> = { 'lms-alpha': lmsAlpha, 'lms-beta': lmsBeta };

const STANDINGS: Readonly<Partial<Record<Stage, Standing>>> = {
  enroll: 'active',
  begin: 'active',
  close: 'completed',
  drop: 'dropped',
};

const COMPLETING_SHARE = 0.6;
const DROPPING_SHARE = 0.5;
const AWARD_SHARE = 0.4;

/** What learning systems tell of a completion differs, now and then, from what they tell of the enrollment. */
const IRREGULAR_SHARE = 0.08;
const ENDS: readonly (readonly Stage[])[] = [
  // Nobody says in the enrollment that it is over: the completion ends it.
  ['finish'],
  // The enrollment says so, and no statement.
  ['close'],
  // The learner is removed after finishing; or finishes after having been removed.
  ['finish', 'drop'],
  ['drop', 'finish'],
];
/** A course that somebody finishes without ever having been enrolled. */
const WALK_IN: readonly Stage[] = ['study', 'test', 'finish'];

const planIrregular = (random: Random, start: readonly Stage[]): Stage[] =>
  random.chance(1 / (ENDS.length + 1)) ? [...WALK_IN] : [...start, ...random.pick(ENDS)];

/** Most of what people do carries nothing for the marketplace. */
const planStages = (random: Random, irregular: boolean): Stage[] => {
  const study = (from: number, to: number): Stage[] => Array.from({ length: random.between(from, to) }, () => 'study');
  const middle: Stage[] = ['enroll', ...study(1, 4), 'begin', ...study(2, 8), 'test'];
  if (irregular && random.chance(IRREGULAR_SHARE)) return planIrregular(random, middle);
  if (random.chance(COMPLETING_SHARE)) {
    return [...middle, ...study(0, 4), 'finish', 'close', ...(random.chance(AWARD_SHARE) ? (['award'] as const) : [])];
  }
  return random.chance(DROPPING_SHARE) ? [...middle, 'drop'] : middle;
};

/**
 * Starts a course.
 * @param irregular whether enrollment and learning may tell different things
 */
export const startJourney = (person: Person, course: Course, random: Random, irregular: boolean): Journey => ({
  person,
  course,
  registration: random.uuid(),
  stages: planStages(random, irregular),
  held: null,
});

const STEP_PERCENT = 0.5;
const LOWEST_PERCENT = 30;

/** Results as they are, in halves of a percent: some fail. */
const drawPercent = (random: Random): number =>
  LOWEST_PERCENT + random.below((100 - LOWEST_PERCENT) / STEP_PERCENT + 1) * STEP_PERCENT;

const LATENCY_MAX_MS = 4_000;

const draftOf = (stage: Stage, happening: Happening): Draft => {
  const { course, random } = happening;
  const system = SYSTEMS[course.source];
  const standing = STANDINGS[stage];
  if (standing) return enrollmentDraft(happening, standing, system.statusWord(standing, random));
  switch (stage) {
    case 'test':
      return system.assessment(happening, drawPercent(random));
    case 'finish':
      return system.completion(happening, drawPercent(random));
    case 'award':
      return system.award(happening);
    default:
      return system.noise(happening);
  }
};

/**
 * Goes one stage further.
 * @returns the record of that stage; undefined at the end
 */
export const advance = (journey: Journey, at_ms: number, random: Random): Draft | undefined => {
  const stage = journey.stages.shift();
  if (stage === undefined) return undefined;
  const { person, course, registration } = journey;
  const received_at_ms = at_ms + random.below(LATENCY_MAX_MS);
  return draftOf(stage, { person, course, registration, at_ms, received_at_ms, random });
};
