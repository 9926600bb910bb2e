import type { Candidate } from './candidates.ts';

/** Why an alias is not recalled, in words for the operator. */
export const REFUSALS = {
  attempts: 'one of its records has been brought back too often already; see --max-attempts',
  expired: 'identity.unresolved does not have its records any more',
} as const;

export type Refusal = keyof typeof REFUSALS;

export type Verdict =
  | { readonly kind: 'send' }
  /** Its link is known, or all of its records are recalled: they are on their way back. */
  | { readonly kind: 'under_way' }
  | { readonly kind: 'refused'; readonly why: Refusal };

/**
 * Decides what becomes of an alias. All of its records go or none, since they go back in order and what goes is parked
 * again behind what stays.
 * @param attempts_max a record that was brought back so often is not recalled: what it waits for has not been mended
 */
export const decide = (candidate: Candidate, attempts_max: number): Verdict => {
  const { linked, recalled_up_to, last_offset, oldest, attempt } = candidate;
  if (linked || last_offset <= recalled_up_to) return { kind: 'under_way' };
  if (oldest === null) return { kind: 'refused', why: 'expired' };
  return attempt >= attempts_max ? { kind: 'refused', why: 'attempts' } : { kind: 'send' };
};
