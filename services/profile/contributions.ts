import type { Contribution, SkillEvidenceSet } from '../../schemas/types.generated.ts';

/** Of all contributions to one skill of a member together, in pieces of evidence: about 130 kB as Avro. */
export const CONTRIBUTED_MAX = 1_000;

const byContributor = (a: Contribution, b: Contribution): number => (a.contributor < b.contributor ? -1 : 1);

/**
 * Puts what a merged member contributes now in place of what it did before. Contributions of one contributor come in order,
 * since one partition sends them all to one other.
 */
export const contribute = (set: SkillEvidenceSet, contribution: Contribution): SkillEvidenceSet => {
  const others = set.contributions.filter(({ contributor }) => contributor !== contribution.contributor);
  const contributions = contribution.evidence.length === 0 ? others : [...others, contribution].sort(byContributor);
  return { ...set, contributions };
};

export const isOvercrowded = ({ contributions }: SkillEvidenceSet): boolean =>
  contributions.reduce((sum, { evidence }) => sum + evidence.length, 0) > CONTRIBUTED_MAX;
