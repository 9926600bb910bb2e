import type { KnownLearner } from '../runtime/service.ts';

/**
 * The member id under which a record is filed, whoever is merged with whom and whatever kind of worker the learner becomes:
 * what is filed there stays there.
 */
export const homeOf = ({ member_id, known_as }: KnownLearner): string => known_as ?? member_id;
