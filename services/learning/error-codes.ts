import type { ErrorCode } from '../runtime/error-codes.ts';
import { xapiErrorCodes } from './xapi/error-codes.ts';

/**
 * Dead-letter codes of the learning service, for the table in the documentation. Faults that a field map finds carry the
 * codes of the mappings.
 */
export const learningErrorCodes = {
  unknown_source: {
    summary: 'The learning system is not in mappings/sources.csv, or stands there as another kind of system.',
    what_to_do: 'Add the system to mappings/sources.csv, or correct the source id at the sender; then replay.',
  },
  learner_alias: {
    summary:
      'The identifier of the learner has the form that xAPI asks for, but can name nobody; or what stands in the extension for the learner is none.',
    what_to_do: 'The reason says what was expected. Correct the sender and send the statement again.',
  },
  cmi5_mastery_score: {
    summary:
      'A cmi5 statement says passed with a scaled score below the masteryScore, or failed with one that reaches it.',
    what_to_do: 'Correct the assignable unit: cmi5 asks that verb and masteryScore agree (9.3.4, 9.3.5).',
  },
  ...xapiErrorCodes,
} as const satisfies Record<string, ErrorCode>;

export type LearningErrorCode = keyof typeof learningErrorCodes;
