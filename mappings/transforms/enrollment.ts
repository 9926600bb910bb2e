import { Refusal, type Transform, textStep, withoutParameters } from './transform.ts';

const UNKNOWN_WORD = new Refusal('enrollment_status_unknown', 'not in the vocabulary of the source');

export const enrollmentStatus: Transform = {
  name: 'enrollment_status',
  summary: 'The status of an enrollment, by the vocabulary of the source in `enrollment-status.csv`.',
  parameters: null,
  takes: 'string',
  gives: { name: 'EnrollmentState', symbols: ['active', 'completed', 'dropped'] },
  depends_on: ['sources.csv', 'enrollment-status.csv'],
  examples: [
    { source: { id: 'example-lms' }, input: 'In  progress', gives: { output: 'active' } },
    { source: { id: 'example-lms' }, input: 'Withdrawn', gives: { output: 'dropped' } },
    { source: { id: 'example-lms' }, input: 'Waitlisted', gives: { refusal: 'enrollment_status_unknown' } },
  ],
  compile: withoutParameters((lookups) =>
    textStep((text, { source }) => lookups.enrollmentState(source.id, text)?.state ?? UNKNOWN_WORD),
  ),
};
