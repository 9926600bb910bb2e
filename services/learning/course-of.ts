import type { Mappings } from '../../mappings/index.ts';
import type { Activity, Statement } from './xapi/types.ts';

const asList = (activities: Activity | readonly Activity[] | undefined): readonly Activity[] => {
  if (activities === undefined) return [];
  return Array.isArray(activities) ? activities : [activities as Activity];
};

/**
 * Id of the course that the activity of a statement is part of: of the activities that the statement names as its parents, and
 * else groups it under (Data 2.4.6.2), the first of kind course. Systems put sections and sites before the course.
 * @returns undefined where none of them is known to be a course
 */
export const courseOf = (
  { object, context }: Statement,
  { activityKind }: Pick<Mappings, 'activityKind'>,
): string | undefined => {
  const { parent, grouping } = context?.contextActivities ?? {};
  const { id } = object as Activity;
  const course = [...asList(parent), ...asList(grouping)].find(
    (activity) =>
      activity.id !== id &&
      activity.definition?.type !== undefined &&
      activityKind(activity.definition.type) === 'course',
  );
  return course?.id;
};
