import type { ErrorCode } from '../runtime/error-codes.ts';

/** Dead-letter codes of the profile service, for the table in the documentation. */
export const profileErrorCodes = {
  evidence_overflow: {
    summary: 'There are too many pieces of evidence of one skill of one member; the profile goes on without this one.',
    what_to_do:
      'Find the system that sends so many completions for one person: a test account, or a loop. Stop it there.',
  },
  contribution_overflow: {
    summary:
      'There are too many pieces of evidence of one skill of members merged into one; the profile goes on with what the contributor told before.',
    what_to_do: 'See whether the HR system merges workers who are not one person, or one of them is a test account.',
  },
  skills_overflow: {
    summary: 'There is evidence of too many skills of one member; the profile of this skill goes on without it.',
    what_to_do: 'Find the course that is mapped to hundreds of skills, or the account that takes all courses.',
  },
} as const satisfies Record<string, ErrorCode>;

export type ProfileErrorCode = keyof typeof profileErrorCodes;
