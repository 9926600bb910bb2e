import type { KnownEvidence, SkillEvidence, SkillEvidenceSet } from '../../schemas/types.generated.ts';

/** Of evidence and withdrawals together: about 150 kB as Avro. Nobody learns one skill a thousand times. */
export const EVIDENCE_MAX = 1_000;

/** Key of evidence set and profile. */
export const profileKey = ({ member_id, skill_uri }: Pick<SkillEvidence, 'member_id' | 'skill_uri'>): string =>
  `${member_id}|${skill_uri}`;

const byId = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

const emptySet = ({ member_id, skill_uri }: SkillEvidence): SkillEvidenceSet => ({
  member_id,
  skill_uri,
  evidence: [],
  withdrawn: [],
  expired_until: 0,
});

const withdraw = (set: SkillEvidenceSet, event_id: string): SkillEvidenceSet => {
  if (set.withdrawn.includes(event_id)) return set;
  return {
    ...set,
    evidence: set.evidence.filter((known) => known.event_id !== event_id),
    withdrawn: [...set.withdrawn, event_id].sort(byId),
  };
};

const assert = (set: SkillEvidenceSet, evidence: SkillEvidence): SkillEvidenceSet => {
  const { event_id, framework, label, level, confidence, observed_at, expires_at } = evidence;
  const isKnown = set.evidence.some((known) => known.event_id === event_id);
  if (isKnown || set.withdrawn.includes(event_id)) return set;
  const added: KnownEvidence = { event_id, framework, label, level, confidence, observed_at, expires_at };
  return { ...set, evidence: [...set.evidence, added].sort((a, b) => byId(a.event_id, b.event_id)) };
};

/**
 * Adds an event to what is known of a skill. The result depends on which events came, not on their order, nor on how often:
 * a withdrawal counts before what it withdraws too, and is remembered for ever.
 * @returns the set itself when the event changes nothing
 */
export const addEvidence = (before: SkillEvidenceSet | null, event: SkillEvidence): SkillEvidenceSet => {
  const set = before ?? emptySet(event);
  const left = event.withdraws === null ? set : withdraw(set, event.withdraws);
  return event.assertion === 'revoked' ? left : assert(left, event);
};

export const sizeOf = ({ evidence, withdrawn }: SkillEvidenceSet): number => evidence.length + withdrawn.length;

/** When the next piece of evidence expires, epoch milliseconds; null when none will. */
export const nextExpiry = ({ evidence, expired_until }: SkillEvidenceSet): number | null => {
  const times = evidence.flatMap(({ expires_at }) =>
    expires_at !== null && expires_at > expired_until ? expires_at : [],
  );
  return times.length === 0 ? null : Math.min(...times);
};
