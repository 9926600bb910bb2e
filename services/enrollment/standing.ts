import type { Enrollment, EnrollmentState, ResolvedEnrollment } from '../../schemas/types.generated.ts';
import { uuidV5 } from '../people/ids.ts';
import type { Outcome } from '../runtime/service.ts';

/** What stands when a course was left in two ways at the same millisecond: having finished says most. */
const RANK: Record<EnrollmentState, number> = { active: 0, dropped: 1, completed: 2 };

export const standingKey = ({ member_id, course_id }: Pick<Enrollment, 'member_id' | 'course_id'>): string =>
  `${member_id}|${course_id}`;

const standingOf = (change: ResolvedEnrollment): Enrollment => ({
  ...change,
  event_id: uuidV5(`standing|${change.event_id}`),
});

/**
 * Total order of changes: by the time at the source, then by state, then by id. Keeping the greatest seen gives the same
 * standing for every order of arrival.
 * @returns below zero when `a` comes first, zero only for the same change
 */
const compare = (a: Enrollment, b: Enrollment): number => {
  if (a.changed_at !== b.changed_at) return a.changed_at - b.changed_at;
  if (a.enrollment_state !== b.enrollment_state) return RANK[a.enrollment_state] - RANK[b.enrollment_state];
  return a.event_id < b.event_id ? -1 : Number(a.event_id > b.event_id);
};

/** Coming back is a standing like any other: the newest change decides, whatever it follows. */
const ruleOf = (current: Enrollment | null, next: Enrollment): string =>
  current && current.enrollment_state !== 'active' && next.enrollment_state === 'active'
    ? 're-enrolled'
    : `enrollment-${next.enrollment_state}`;

/** The standing of a member in a course after a change, whenever the change arrives. */
export const applyChange = (current: Enrollment | null, change: ResolvedEnrollment): Outcome => {
  const next = standingOf(change);
  const order = current ? compare(next, current) : 1;
  if (order < 0) return { kind: 'ignored', rule: 'older-than-current' };
  if (order === 0) return { kind: 'published', rule: 'no-change', records: [] };
  const record = { topic: 'marketplace.enrollment', key: standingKey(next), value: next } as const;
  return { kind: 'published', rule: ruleOf(current, next), records: [record] };
};
