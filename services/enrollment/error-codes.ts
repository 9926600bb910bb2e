import type { ErrorCode } from '../runtime/error-codes.ts';

/**
 * Dead-letter codes of the enrollment service, for the table in the documentation. Faults against the mappings carry the
 * codes of the mappings.
 */
export const enrollmentErrorCodes = {
  unknown_source: {
    summary: 'The learning system is not in mappings/sources.csv, or stands there as another kind of system.',
    what_to_do: 'Add the system to mappings/sources.csv, or correct the source id at the sender; then replay.',
  },
  enrollment_event_id_missing: {
    summary: 'The change has no event id, so a repeat of it could not be told from a new one.',
    what_to_do: 'Let the sender give each change an id of its own and send it again.',
  },
  enrollment_course_missing: {
    summary: 'The course id is empty, or a word for no course, such as `N/A`, `null` or `0`.',
    what_to_do: 'Correct the export of the learning system and send the change again.',
  },
  enrollment_time_implausible: {
    summary: 'The change is said to have happened before 1990, or more than a day after it was received.',
    what_to_do: 'Look for a wrong unit (seconds, microseconds) or clock at the sender and send the change again.',
  },
  enrollment_learner_invalid: {
    summary: 'The learner alias is not well-formed for its kind.',
    what_to_do: 'The reason says what was expected. Correct the sender and send the change again.',
  },
} as const satisfies Record<string, ErrorCode>;

export type EnrollmentErrorCode = keyof typeof enrollmentErrorCodes;
