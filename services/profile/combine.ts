import type { KnownEvidence, SkillEvidenceSet, SkillProfile } from '../../schemas/types.generated.ts';
import { allEvidence } from './evidence.ts';

/** Place of a level among those of its framework: the greater, the higher. Undefined for a level that is not known. */
export type LevelRank = (framework: string, level: string) => number | undefined;

/** What a profile says, but for its id and cause. */
export type ProfileContent = Omit<SkillProfile, 'event_id' | 'origin'>;

const NOT_SAID = -1;
/** A level that the mapping does not list any more, or not yet: better than none, lower than any that is. */
const NOT_LISTED = 0;

const rankOf = ({ framework, level }: KnownEvidence, levelRank: LevelRank): number =>
  level === null ? NOT_SAID : (levelRank(framework, level) ?? NOT_LISTED);

const byId = (a: KnownEvidence, b: KnownEvidence): number =>
  a.event_id < b.event_id ? -1 : Number(a.event_id > b.event_id);

const greatest = <T>(items: readonly T[], compare: (a: T, b: T) => number): T =>
  items.reduce((best, item) => (compare(item, best) > 0 ? item : best));

const latestExpiry = (evidence: readonly KnownEvidence[]): number | null =>
  evidence.some(({ expires_at }) => expires_at === null)
    ? null
    : Math.max(...evidence.map(({ expires_at }) => expires_at!));

/**
 * What a set of evidence says together, own and contributed. Evidence that has expired does not count while there is
 * other. The highest level counts; of evidence of one level the most confident, then the newest.
 * @returns null when there is no evidence
 */
export const combine = (set: SkillEvidenceSet, levelRank: LevelRank): ProfileContent | null => {
  const { member_id, skill_uri, expired_until } = set;
  const evidence = allEvidence(set);
  const current = evidence.filter(({ expires_at }) => expires_at === null || expires_at > expired_until);
  const counting = current.length > 0 ? current : evidence;
  if (counting.length === 0) return null;
  const rank = (known: KnownEvidence): number => rankOf(known, levelRank);
  const best = greatest(
    counting,
    (a, b) => rank(a) - rank(b) || a.confidence - b.confidence || a.observed_at - b.observed_at || byId(a, b),
  );
  const newest = greatest(counting, (a, b) => a.observed_at - b.observed_at || byId(a, b));
  const ofLevel = counting.filter(({ level, framework }) => level === best.level && framework === best.framework);
  return {
    member_id,
    framework: best.framework,
    skill_uri,
    label: best.label,
    status: current.length > 0 ? 'current' : 'expired',
    level: best.level,
    confidence: best.confidence,
    evidence_count: counting.length,
    last_evidence_at: newest.observed_at,
    last_evidence_id: newest.event_id,
    expires_at: latestExpiry(ofLevel),
  };
};
