import { complete, createDuplicateCheck, iri } from './cells.ts';
import type { FileFormat, Table } from './table.ts';

export const PROFILES = {
  summary:
    'Which profile counts where a statement follows several that have rules for its verb: the one that stands here first, and those that stand here before those that do not.',
  columns: {
    profile: 'Id of the profile, as statements have it in `context.contextActivities.category`.',
  },
} as const satisfies FileFormat;

/** Place of a profile in the file, from 0; undefined for one that has no row. */
export type ProfileRank = (profile: string) => number | undefined;

export const loadProfiles = (table: Table<keyof typeof PROFILES.columns>): ProfileRank => {
  const isDuplicate = createDuplicateCheck('profile');
  const ranks = new Map<string, number>();
  for (const row of table.rows) {
    const values = { profile: iri(row.profile) };
    if (complete(values) && !isDuplicate(row.profile, values.profile)) ranks.set(values.profile, ranks.size);
  }
  return (profile) => ranks.get(profile);
};
