import type { InternalMemberStatus } from '../../schemas/types.generated.ts';
import type { IdentityEvent, ProfileFacts } from './event.ts';
import type { MemberIdOf } from './member-id.ts';
import { compareVersions, type Version } from './version.ts';

export interface Profile extends ProfileFacts {
  readonly version: Version;
}

/** The newest word on whether somebody works here. Updates say nothing about it. */
export interface Employment {
  readonly version: Version;
  readonly employed: boolean;
}

/** The member id that a worker had first: of the oldest word on what kind of worker it is. */
export interface FirstId {
  readonly version: Version;
  readonly member_id: string;
}

/**
 * All that is known of one worker. Each part is the greatest or the union of what events said, so it is the same
 * whatever order they came in.
 */
export interface Standing {
  /** Null until an event carries the worker: a termination may come first. */
  readonly profile: Profile | null;
  readonly employment: Employment | null;
  /** Null as long as the profile is. */
  readonly member_id: string | null;
  /** Sorted. */
  readonly former_member_ids: readonly string[];
  /** Null as long as the profile is. */
  readonly first: FirstId | null;
  /** Keyed hashes, sorted. */
  readonly aliases: readonly string[];
}

export const NOTHING_KNOWN: Standing = {
  profile: null,
  employment: null,
  member_id: null,
  former_member_ids: [],
  first: null,
  aliases: [],
};

/** A standing with a profile: one that the marketplace can know of. */
export type KnownStanding = Standing & {
  readonly profile: Profile;
  readonly member_id: string;
  readonly first: FirstId;
};

export const isKnown = (standing: Standing): standing is KnownStanding =>
  standing.profile !== null && standing.member_id !== null && standing.first !== null;

/** Every member id that a worker has or had. */
export const memberIdsOf = ({ member_id, former_member_ids }: Standing): readonly string[] =>
  member_id === null ? [] : [member_id, ...former_member_ids];

const union = (...sets: readonly (readonly string[])[]): readonly string[] => [...new Set(sets.flat())].sort();

/** Decides between profiles of one version. Without consent comes last, so that it wins. */
const contentOf = ({ employment_kind, on_leave, email }: Profile): string =>
  JSON.stringify([email === null ? 1 : 0, email, employment_kind, on_leave]);

const newerProfile = (a: Profile | null, b: Profile | null): Profile | null => {
  if (!a || !b) return a ?? b;
  const order = compareVersions(a.version, b.version);
  if (order !== 0) return order > 0 ? a : b;
  return contentOf(a) >= contentOf(b) ? a : b;
};

/** Of two words of one version on different kinds, the same one whatever the order. */
const olderId = (a: FirstId | null, b: FirstId | null): FirstId | null => {
  if (!a || !b) return a ?? b;
  const order = compareVersions(a.version, b.version) || (a.member_id < b.member_id ? -1 : 1);
  return order < 0 ? a : b;
};

/** Of a start and an end of one version, the end wins. */
const newerEmployment = (a: Employment | null, b: Employment | null): Employment | null => {
  if (!a || !b) return a ?? b;
  const order = compareVersions(a.version, b.version);
  if (order !== 0) return order > 0 ? a : b;
  return a.employed ? b : a;
};

/** What is known after an event, whether it is newer or older than those before. */
export const fold = (before: Standing, event: IdentityEvent, memberIdOf: MemberIdOf): Standing => {
  const { version, employed } = event;
  const told = event.profile && { ...event.profile, version };
  const profile = newerProfile(before.profile, told);
  const idOf = (facts: ProfileFacts): string => memberIdOf(event.employee_id, facts.employment_kind);
  const member_id = profile && idOf(profile);
  const told_id = told && { version, member_id: idOf(told) };
  const ids = union(memberIdsOf(before), told_id === null ? [] : [told_id.member_id]);
  return {
    profile,
    employment: newerEmployment(before.employment, employed === null ? null : { version, employed }),
    member_id,
    former_member_ids: ids.filter((id) => id !== member_id),
    first: olderId(before.first, told_id),
    aliases: union(
      before.aliases,
      event.aliases.map(({ alias }) => alias),
    ),
  };
};

/** Standing of the worker as the marketplace shows it. */
export const statusOf = ({ profile, employment }: KnownStanding): InternalMemberStatus => {
  if (employment?.employed === false) return 'terminated';
  return profile.on_leave ? 'on_leave' : 'active';
};

/** When the newest event took effect, epoch milliseconds. */
export const asOf = ({ profile, employment }: KnownStanding): number =>
  employment && compareVersions(employment.version, profile.version) > 0
    ? employment.version.effective_at
    : profile.version.effective_at;
