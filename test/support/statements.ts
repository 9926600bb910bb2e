import type { Sender } from './send.ts';

/** A course of lms-alpha that has skills. */
export const COURSE = 'https://lms-alpha.example/courses/python-basics';

export interface CompletionOptions {
  /** Statement id, a UUID. */
  readonly id: string;
  readonly mbox: string;
  readonly at_ms: number;
  /** Between 0 and 100. */
  readonly score?: number;
  /** Added to the statement, or put in the place of what it has. */
  readonly changes?: object;
}

/** The statement of a completed course, as text. */
export const completionText = ({ id, mbox, at_ms, score = 80, changes = {} }: CompletionOptions): string =>
  JSON.stringify({
    id,
    actor: { mbox },
    verb: { id: 'http://adlnet.gov/expapi/verbs/completed' },
    object: { id: COURSE, definition: { type: 'http://adlnet.gov/expapi/activities/course' } },
    result: { completion: true, score: { raw: score, min: 0, max: 100 } },
    timestamp: new Date(at_ms).toISOString(),
    ...changes,
  });

/** The same as a value of raw.xapi. */
export const completion = ({ codec }: Pick<Sender, 'codec'>, options: CompletionOptions): Buffer =>
  codec.encode('raw.xapi', {
    source: 'lms-alpha',
    received_at: options.at_ms,
    statement: completionText(options),
  });

/** A UUID of version 4 that ends in a number. */
export const statementId = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
