import type { StatementEffect } from '../../schemas/types.generated.ts';

const byEventId = <T extends { readonly event_id: string }>(known: readonly T[], told: readonly T[]): readonly T[] => {
  const all = new Map([...known, ...told].map((record) => [record.event_id, record]));
  return [...all.values()];
};

/**
 * All that a statement has led to. After a replay with other mappings, records of the first time still stand in the
 * marketplace topics, and are to be withdrawn with those of the second.
 */
export const merged = (known: StatementEffect, told: StatementEffect): StatementEffect => ({
  ...told,
  completion: told.completion ?? known.completion,
  score: told.score ?? known.score,
  skills: byEventId(known.skills, told.skills),
  credentials: byEventId(known.credentials, told.credentials),
});
