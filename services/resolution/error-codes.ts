import type { ErrorCode } from '../runtime/error-codes.ts';

/** Dead-letter codes of the resolution service, for the table in the documentation. */
export const resolutionErrorCodes = {
  parked_overflow: {
    summary: 'Too many records of one alias wait for its link.',
    what_to_do:
      'Find the system that sends this alias. If it is a shared or test account, stop it there; else give the alias to its worker in the HR system and send the dead letters again.',
  },
} as const satisfies Record<string, ErrorCode>;

export type ResolutionErrorCode = keyof typeof resolutionErrorCodes;
