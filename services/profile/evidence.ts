import type { EvidenceNews, KnownEvidence, SkillEvidenceSet } from '../../schemas/types.generated.ts';

/** Of own evidence and withdrawals together: about 150 kB as Avro. Nobody learns one skill a thousand times. */
export const EVIDENCE_MAX = 1_000;

/** Key of evidence set and profile. */
export const profileKey = (member_id: string, skill_uri: string): string => `${member_id}|${skill_uri}`;

export const emptySet = (member_id: string, skill_uri: string): SkillEvidenceSet => ({
  member_id,
  skill_uri,
  evidence: [],
  withdrawn: [],
  contributions: [],
  merged_into: null,
  expired_until: 0,
});

const byId = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

const withdraw = (set: SkillEvidenceSet, event_id: string): SkillEvidenceSet => {
  if (set.withdrawn.includes(event_id)) return set;
  return {
    ...set,
    evidence: set.evidence.filter((known) => known.event_id !== event_id),
    withdrawn: [...set.withdrawn, event_id].sort(byId),
  };
};

const assert = (set: SkillEvidenceSet, told: KnownEvidence): SkillEvidenceSet => {
  const isKnown = set.evidence.some(({ event_id }) => event_id === told.event_id);
  if (isKnown || set.withdrawn.includes(told.event_id)) return set;
  return { ...set, evidence: [...set.evidence, told].sort((a, b) => byId(a.event_id, b.event_id)) };
};

/**
 * Adds an event to what is known of a skill. The result depends on which events came, not on their order, nor on how often:
 * a withdrawal counts before what it withdraws too, and is remembered for ever.
 * @returns the set itself when the event changes nothing
 */
export const addEvidence = (set: SkillEvidenceSet, { asserted, withdraws }: EvidenceNews): SkillEvidenceSet => {
  const left = withdraws === null ? set : withdraw(set, withdraws);
  return asserted === null ? left : assert(left, asserted);
};

export const isFull = ({ evidence, withdrawn }: SkillEvidenceSet): boolean =>
  evidence.length + withdrawn.length > EVIDENCE_MAX;

export const isEmpty = ({ evidence, withdrawn, contributions }: SkillEvidenceSet): boolean =>
  evidence.length + withdrawn.length + contributions.length === 0;

/** All evidence that counts for the member, its own and contributed, each piece once. */
export const allEvidence = ({ evidence, contributions }: SkillEvidenceSet): readonly KnownEvidence[] => {
  if (contributions.length === 0) return evidence;
  const all = [...contributions.flatMap((contribution) => contribution.evidence), ...evidence];
  return [...new Map(all.map((known) => [known.event_id, known])).values()];
};

/** When the next piece of evidence expires, epoch milliseconds; null when none will. */
export const nextExpiry = (set: SkillEvidenceSet): number | null => {
  const times = allEvidence(set).flatMap(({ expires_at }) =>
    expires_at !== null && expires_at > set.expired_until ? expires_at : [],
  );
  return times.length === 0 ? null : Math.min(...times);
};
