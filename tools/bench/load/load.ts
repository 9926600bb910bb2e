import { loadMappings } from '../../../mappings/index.ts';
import type { WorkerEvent, XapiStatement } from '../../../schemas/types.generated.ts';
import { type Course, listCourses } from '../../simulator/courses.ts';
import type { Happening, LearningSystem } from '../../simulator/happening.ts';
import type { LmsSource } from '../../simulator/learner-names.ts';
import { lmsAlpha } from '../../simulator/lms-alpha.ts';
import { lmsBeta } from '../../simulator/lms-beta.ts';
import { createRandom } from '../../simulator/random.ts';
import type { Draft } from '../../simulator/raw-record.ts';
import { createLearners, hireOf } from './learners.ts';
import { MIX, type StatementKind } from './mix.ts';
import { storedBy } from './record-store.ts';

/** One record for `raw.xapi`. */
export interface LoadEvent {
  readonly key: string;
  readonly value: XapiStatement;
  /** What must become of it. */
  readonly outcome: 'published' | 'ignored';
  /** Id of the statement, where a completion record must come of it; else null. */
  readonly completes: string | null;
}

/** An endless stream of statements about people whom HR knows. The same seed gives the same bytes. */
export interface Load {
  readonly hires: readonly { readonly key: string; readonly value: WorkerEvent }[];
  readonly next: () => LoadEvent;
}

const SYSTEMS: Readonly<Record<LmsSource, LearningSystem>> = { 'lms-alpha': lmsAlpha, 'lms-beta': lmsBeta };

const START_MS = Date.UTC(2026, 2, 1);
const BETWEEN_STATEMENTS_MS = 250;
const RECEIVED_AFTER_MS = 400;
/** All pass, so that each completion is evidence of its skills. */
const LOWEST_PERCENT = 60;

const write = (kind: StatementKind, happening: Happening): Draft => {
  const system = SYSTEMS[happening.course.source];
  const percent = happening.random.between(LOWEST_PERCENT, 100);
  switch (kind) {
    case 'noise':
      return system.noise(happening);
    case 'completion':
      return system.completion(happening, percent);
    case 'assessment':
      return system.assessment(happening, percent);
    case 'award':
      return system.award(happening);
  }
};

const toEvent = ({ key, payload, expect }: Draft): LoadEvent => {
  if (payload.kind !== 'sound' || payload.topic !== 'raw.xapi' || key === null) throw new Error('no statement');
  const outputs = expect.outputs ?? [];
  const completion = outputs.find(({ topic }) => topic === 'marketplace.completion');
  return {
    key,
    value: storedBy(payload.value),
    outcome: outputs.length > 0 ? 'published' : 'ignored',
    completes: completion === undefined ? null : String(completion.facts['statement_id']),
  };
};

/**
 * Makes the traffic of a company.
 * @param learners how many people there are
 */
export const createLoad = (seed: number, learners: number): Load => {
  const random = createRandom(seed);
  const people = createLearners(learners, random);
  const courses: readonly Course[] = listCourses(loadMappings()).filter(
    ({ skillsAt }) => skillsAt(START_MS).length > 0,
  );
  let at_ms = START_MS;

  return {
    hires: people.map((person) => hireOf(person, random, START_MS)),
    next: () => {
      at_ms += BETWEEN_STATEMENTS_MS;
      const happening: Happening = {
        person: random.pick(people),
        course: random.pick(courses),
        registration: random.uuid(),
        at_ms,
        received_at_ms: at_ms + RECEIVED_AFTER_MS,
        random,
      };
      return toEvent(write(random.weighted(MIX), happening));
    },
  };
};
