import type { ActivityKind, Mappings } from '../../mappings/index.ts';
import { CMI5_CATEGORY } from './cmi5/fact.ts';
import { profilesOf } from './profiles.ts';
import type { Activity, Statement } from './xapi/types.ts';

const hasOtherParent = ({ object, context }: Statement): boolean => {
  const parent = context?.contextActivities?.parent;
  if (parent === undefined) return false;
  const { id } = object as Activity;
  // Some authoring tools name the course as the parent of itself.
  return (Array.isArray(parent) ? parent : [parent as Activity]).some((activity: Activity) => activity.id !== id);
};

/**
 * What kind of thing the activity of a statement is: by its type. Without one, a part where the statement names another
 * activity as its parent (Data 2.4.6.2), or is one of cmi5: there, what has no type is an assignable unit, and the course and
 * its blocks have types (9.4). Null where nothing says.
 */
export const activityKindOf = (
  statement: Statement,
  { activityKind }: Pick<Mappings, 'activityKind'>,
): ActivityKind | null => {
  const type = (statement.object as Activity).definition?.type;
  if (type !== undefined) return activityKind(type) ?? null;
  return hasOtherParent(statement) || profilesOf(statement.context).includes(CMI5_CATEGORY) ? 'part' : null;
};
