import type { ErrorCode } from '../runtime/error-codes.ts';

/** Dead-letter codes of the profile service, for the table in the documentation. */
export const profileErrorCodes = {
  evidence_overflow: {
    summary: 'There are too many pieces of evidence of one skill of one member; the profile goes on without this one.',
    what_to_do:
      'Find the system that sends so many completions for one person: a test account, or a loop. Stop it there.',
  },
} as const satisfies Record<string, ErrorCode>;

export type ProfileErrorCode = keyof typeof profileErrorCodes;
