import type { KnownLearner } from '../runtime/service.ts';

/**
 * The member to whom a record belongs whoever is merged with whom: what is filed there stays there when a merge comes, or is
 * taken back.
 */
export const homeOf = ({ member_id, known_as }: KnownLearner): string => known_as ?? member_id;
