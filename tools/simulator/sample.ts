import { enrollmentDraft } from './enrollments.ts';
import type { Sample } from './faults/malformed.ts';
import type { Happening } from './happening.ts';
import { lmsAlpha } from './lms-alpha.ts';
import type { Draft, Sound } from './raw-record.ts';
import type { Workforce } from './workforce.ts';
import type { World } from './world.ts';

const PERCENT = 75;

/** Makes records that would be published, to be damaged: nothing of what they say happens in the simulation. */
export const createSample = (world: World, workforce: Workforce): Sample => {
  const { random, courses, moment } = world;
  const alphaCourses = courses.filter(({ source }) => source === 'lms-alpha');

  const happening = (): Happening => {
    const at_ms = moment();
    const person = random.pick(workforce.learners);
    const course = random.pick(alphaCourses);
    return { person, course, registration: random.uuid(), at_ms, received_at_ms: at_ms, random };
  };

  const draftOf: Readonly<Record<Draft['topic'], () => Draft>> = {
    'raw.xapi': () => lmsAlpha.completion(happening(), PERCENT),
    'raw.enrollment': () => enrollmentDraft(happening(), 'active', lmsAlpha.statusWord('active', random)),
    'raw.hris': workforce.sample,
  };

  return (topic) => draftOf[topic]() as Draft & { readonly payload: Sound };
};
