import type { Course } from './courses.ts';
import type { Person } from './people.ts';
import type { Random } from './random.ts';
import type { Draft } from './raw-record.ts';

/** Something a person does in a course. */
export interface Happening {
  readonly person: Person;
  readonly course: Course;
  /** UUID of the attempt. */
  readonly registration: string;
  /** When it happened, epoch milliseconds. */
  readonly at_ms: number;
  /** When the sender took it in, epoch milliseconds. */
  readonly received_at_ms: number;
  readonly random: Random;
}

/** Standing in a course, in the marketplace's words. */
export type Standing = 'active' | 'completed' | 'dropped';

/** A learning system: its vocabulary, and how it tells what people do. */
export interface LearningSystem {
  /** A word of its own for a standing. */
  readonly statusWord: (standing: Standing, random: Random) => string;
  /** Something that carries nothing for the marketplace. */
  readonly noise: (happening: Happening) => Draft;
  /** A test with a result in percent. */
  readonly assessment: (happening: Happening, percent: number) => Draft;
  /** The course is finished, with a result in percent. */
  readonly completion: (happening: Happening, percent: number) => Draft;
  /** A badge or certificate for the course. */
  readonly award: (happening: Happening) => Draft;
}
