import type { Member } from '../../schemas/types.generated.ts';
import { asOf, type KnownStanding, statusOf } from './standing.ts';

/** A member record without its stamps. */
export type MemberContent = Omit<Member, 'event_id' | 'origin'>;

/**
 * The public records of a worker: the one under the member id of today, and one under each former id that says where the
 * member went. A former id repeats kind and time of the member it has become part of.
 */
export const memberContentsOf = (standing: KnownStanding, mapping_version: string): readonly MemberContent[] => {
  const { profile, member_id, former_member_ids } = standing;
  const shared = { employment_kind: profile.employment_kind, as_of: asOf(standing), mapping_version };
  return [
    { ...shared, member_id, status: statusOf(standing), email: profile.email, merged_into: null, rule: 'worker' },
    ...former_member_ids.map(
      (former): MemberContent => ({
        ...shared,
        member_id: former,
        status: 'merged',
        email: null,
        merged_into: member_id,
        rule: 'employment-kind-changed',
      }),
    ),
  ];
};
