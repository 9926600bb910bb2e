import type { Member } from '../../schemas/types.generated.ts';
import { type People, standingOf } from './groups/people.ts';
import { asOf, isKnown, type KnownStanding, memberIdsOf, statusOf } from './standing.ts';

/** A member record without its stamps. */
export type MemberContent = Omit<Member, 'event_id' | 'origin'>;

type Shared = Pick<MemberContent, 'employment_kind' | 'as_of' | 'mapping_version'>;

/** Records under ids that say where the member went. They repeat kind and time of the member they have become part of. */
const mergedOf = (
  ids: readonly string[],
  merged_into: string,
  rule: string,
  shared: Shared,
): readonly MemberContent[] =>
  ids.map((member_id) => ({ ...shared, member_id, status: 'merged', email: null, merged_into, rule }));

const sharedOf = (standing: KnownStanding, mapping_version: string): Shared => ({
  employment_kind: standing.profile.employment_kind,
  as_of: asOf(standing),
  mapping_version,
});

/** The records of a worker that is part of no other: under the member id of today, and under each former id. */
const ownContentsOf = (standing: KnownStanding, mapping_version: string): readonly MemberContent[] => {
  const { profile, member_id, former_member_ids } = standing;
  const shared = sharedOf(standing, mapping_version);
  return [
    { ...shared, member_id, status: statusOf(standing), email: profile.email, merged_into: null, rule: 'worker' },
    ...mergedOf(former_member_ids, member_id, 'employment-kind-changed', shared),
  ];
};

/**
 * The public records of everybody concerned, by member id; null for an id that is to be forgotten. All ids of a worker that is
 * part of another say so, and nothing else of it.
 */
export const memberEntriesOf = (
  before: People,
  after: People,
  mapping_version: string,
): readonly (readonly [member_id: string, content: MemberContent | null])[] => {
  const forgotten = [...before.standings].flatMap(([worker, standing]) =>
    after.gone.has(worker) ? memberIdsOf(standing).map((id) => [id, null] as const) : [],
  );
  const contents = [...after.places].flatMap(([worker, { root, root_member_id }]) => {
    const [own, shown] = [standingOf(after, worker), standingOf(after, root)];
    if (!isKnown(own) || !isKnown(shown)) return [];
    return root === worker
      ? ownContentsOf(own, mapping_version)
      : mergedOf(memberIdsOf(own), root_member_id, 'worker-merged', sharedOf(shown, mapping_version));
  });
  return [...forgotten, ...contents.map((content) => [content.member_id, content] as const)];
};
