import { isDeepStrictEqual } from 'node:util';
import type { SkillEvidenceSet } from '../../schemas/types.generated.ts';
import { uuidV5 } from '../people/ids.ts';
import type { Coordinates, OutputRecord, TombstoneReason } from '../runtime/service.ts';
import { combine, type LevelRank, type ProfileContent } from './combine.ts';
import { profileKey } from './evidence.ts';
import { newsRecord } from './news.ts';

/** What becomes of the set of one skill of a member; null for none. */
export interface Change {
  readonly member_id: string;
  readonly skill_uri: string;
  readonly before: SkillEvidenceSet | null;
  readonly after: SkillEvidenceSet | null;
}

/** What changed it. */
export interface Cause {
  /** Part of event ids: no two changes of one profile may have it in common. */
  readonly id: string;
  readonly origin: Coordinates | null;
}

/** A member that is merged into another has no profile. */
const profileOf = (set: SkillEvidenceSet | null, levelRank: LevelRank): ProfileContent | null =>
  set === null || set.merged_into !== null ? null : combine(set, levelRank);

/** Why a member has no profile any more: the set of an erased member is gone altogether. */
const reasonOf = (after: SkillEvidenceSet | null): TombstoneReason => {
  if (after === null) return 'erased';
  return after.merged_into === null ? 'revoked' : 'merged';
};

/** The profile as it is now, a tombstone when nothing is left of it, or nothing when it is as it was. */
export const profileRecords = (
  { member_id, skill_uri, before, after }: Change,
  { id, origin }: Cause,
  levelRank: LevelRank,
): readonly OutputRecord[] => {
  const was = profileOf(before, levelRank);
  const is = profileOf(after, levelRank);
  if (isDeepStrictEqual(was, is)) return [];
  const key = profileKey(member_id, skill_uri);
  const topic = 'marketplace.skill-profile';
  if (is === null) return [{ topic, key, value: null, tombstone: reasonOf(after) }];
  return [{ topic, key, value: { ...is, event_id: uuidV5(`skill-profile|${key}|${id}`), origin } }];
};

/**
 * What the members are told that a set contributes to, now and before: always its own evidence, never what others contribute
 * to it, so nothing goes in circles.
 */
export const contributionRecords = (
  { member_id, skill_uri, before, after }: Change,
  { id, origin }: Cause & { readonly origin: Coordinates },
): readonly OutputRecord[] => {
  const was = { to: before?.merged_into ?? null, evidence: before?.evidence ?? [] };
  const is = { to: after?.merged_into ?? null, evidence: after?.evidence ?? [] };
  if (isDeepStrictEqual(was, is)) return [];
  const tell = (member: string, evidence: typeof is.evidence): OutputRecord =>
    newsRecord(
      {
        id: `contribution|${member}|${id}`,
        member_id: member,
        skill_uri,
        contribution: { contributor: member_id, evidence },
      },
      origin,
    );
  const told = was.evidence.length > 0 ? was.to : null;
  const records: OutputRecord[] = [];
  if (told !== null && told !== is.to) records.push(tell(told, []));
  if (is.to !== null && (is.evidence.length > 0 || told === is.to)) records.push(tell(is.to, is.evidence));
  return records;
};
