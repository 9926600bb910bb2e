import type { SkillEvidence, SkillProfile } from '../../../schemas/types.generated.ts';
import { LEVELS } from './fixtures.ts';

/** The rule for profiles in the words of the documentation, from the whole evidence of one skill at once. */
export const recomputed = (events: readonly SkillEvidence[], now_ms: number): Partial<SkillProfile> | undefined => {
  const withdrawn = new Set(events.map(({ withdraws }) => withdraws));
  const standing = events.filter(({ event_id, assertion }) => assertion !== 'revoked' && !withdrawn.has(event_id));
  const current = standing.filter(({ expires_at }) => expires_at === null || expires_at > now_ms);
  const counting = current.length > 0 ? current : standing;
  const rank = ({ level }: SkillEvidence): number => (level === null ? -1 : LEVELS.indexOf(level) + 1);
  const ranked = counting.toSorted((a, b) => rank(b) - rank(a) || b.confidence - a.confidence);
  const [best] = ranked;
  if (!best) return undefined;
  const expiries = counting.filter(({ level }) => level === best.level).map(({ expires_at }) => expires_at ?? Infinity);
  const last = Math.max(...expiries);
  return {
    status: current.length > 0 ? 'current' : 'expired',
    level: best.level,
    confidence: best.confidence,
    evidence_count: counting.length,
    last_evidence_at: Math.max(...counting.map(({ observed_at }) => observed_at)),
    expires_at: last === Infinity ? null : last,
  };
};

/** Who is merged with whom, and who is gone, as the HR system says it: the state that member records tell of. */
export class Grouping {
  readonly #parents = new Map<string, string>();
  readonly #erased = new Set<string>();

  /** The member that a member counts for. */
  rootOf(member: string): string {
    const parent = this.#parents.get(member);
    return parent === undefined ? member : this.rootOf(parent);
  }

  isErased(member: string): boolean {
    return this.#erased.has(member);
  }

  #isPartOf(member: string, other: string): boolean {
    const parent = this.#parents.get(member);
    return member === other || (parent !== undefined && this.#isPartOf(parent, other));
  }

  /** Makes a member part of another; not when that is part of it, or either is gone. */
  merge(member: string, into: string): void {
    if (!this.#isPartOf(into, member) && !this.isErased(member) && !this.isErased(into))
      this.#parents.set(member, into);
  }

  unmerge(member: string): void {
    this.#parents.delete(member);
  }

  /** Reaches whoever is the same person. */
  erase(member: string, all: readonly string[]): void {
    const root = this.rootOf(member);
    for (const other of all) if (this.rootOf(other) === root) this.#erased.add(other);
  }
}
