import { type Transform, withoutParameters } from './transform.ts';

/** Nobody is graded more often; greater numbers are ids of attempts. */
const ATTEMPT_MAX = 1_000;
const WRITTEN = /^(?:attempt\s+)?(\d{1,4})$/i;

export const attemptNumber: Transform = {
  name: 'attempt_number',
  summary:
    'The number of an attempt: a whole number from 1 to 1,000, or a text such as `3` or `Attempt 3`. Anything else is an id of the attempt, and counts as absent.',
  parameters: null,
  takes: 'json',
  gives: { name: 'integer' },
  depends_on: [],
  examples: [
    { input: 2, gives: { output: 2 } },
    { input: '2', gives: { output: 2 } },
    { input: 'Attempt 26', gives: { output: 26 } },
    { input: 0, gives: 'nothing' },
    { input: 1.5, gives: 'nothing' },
    { input: 48_213, gives: 'nothing' },
    { input: 'https://moodle.example/attempts/7', gives: 'nothing' },
  ],
  compile: withoutParameters(() => (value) => {
    const written = typeof value === 'string' ? WRITTEN.exec(value.trim())?.[1] : value;
    const number = typeof written === 'string' ? Number(written) : written;
    const isNumber = typeof number === 'number' && Number.isInteger(number) && number >= 1 && number <= ATTEMPT_MAX;
    return isNumber ? number : undefined;
  }),
};
