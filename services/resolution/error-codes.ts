import type { ErrorCode } from '../runtime/error-codes.ts';

/** Dead-letter codes of the resolution service, for the table in the documentation. */
export const resolutionErrorCodes = {
  parked_invalid: {
    summary:
      'A parked record could not be released: its alias, origin, deadline or size is not one that a service gives.',
    what_to_do: 'Only services write `identity.unresolved`. Find out who else did, and check the ACLs.',
  },
  parked_overflow: {
    summary: 'Too many records of one alias wait for its link.',
    what_to_do:
      'Find the system that sends this alias. If it is a shared or test account, stop it there; else give the alias to its worker in the HR system and send the dead letters again.',
  },
} as const satisfies Record<string, ErrorCode>;

export type ResolutionErrorCode = keyof typeof resolutionErrorCodes;
