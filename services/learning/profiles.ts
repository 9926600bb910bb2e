import type { Activity, Context } from './xapi/types.ts';

const NO_PROFILES: readonly string[] = [];

/** Profiles that a statement says it follows (Data 2.4.6.2, "Category"). */
export const profilesOf = (context: Context | undefined): readonly string[] => {
  const category = context?.contextActivities?.category;
  if (category === undefined) return NO_PROFILES;
  return Array.isArray(category) ? category.map(({ id }: Activity) => id) : [(category as Activity).id];
};
