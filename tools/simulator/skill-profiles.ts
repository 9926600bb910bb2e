import type { ExpectedOutput, ExpectedStanding, Fact } from './expectation.ts';

/** From low to high; the courses of the simulation name no others. */
const LEVELS: readonly Fact[] = ['basic', 'intermediate', 'advanced'];

interface Piece {
  readonly level: Fact;
  readonly confidence: number;
  readonly observed_at: number;
}

interface Skill {
  readonly pieces: Map<string, Piece>;
  readonly withdrawn: Set<string>;
}

const isAbove = (a: Piece, b: Piece): boolean => {
  const [rank, other] = [LEVELS.indexOf(a.level), LEVELS.indexOf(b.level)];
  return rank > other || (rank === other && a.confidence > b.confidence);
};

/** What the profile must say of the evidence that stands; nothing of a simulation's length expires. */
const standingOf = (person: string, item: string, pieces: readonly Piece[]): ExpectedStanding => {
  const best = pieces.reduce((top, piece) => (isAbove(piece, top) ? piece : top));
  const facts = {
    status: 'current',
    skill_uri: item,
    level: best.level,
    confidence: best.confidence,
    evidence_count: pieces.length,
    last_evidence_at: Math.max(...pieces.map(({ observed_at }) => observed_at)),
  };
  return { topic: 'marketplace.skill-profile', person, item, version: [], facts };
};

/**
 * Knows the skill profile of everybody, from the evidence that must be published.
 * @returns a function that takes an output into account, and gives the profile that it leaves: null for none, undefined for an
 * output that is no evidence
 */
export const createSkillProfiles = () => {
  const skills = new Map<string, Skill>();
  return ({ topic, person, facts }: ExpectedOutput): { key: string; standing: ExpectedStanding | null } | undefined => {
    if (topic !== 'marketplace.skill') return undefined;
    const item = String(facts['skill_uri']);
    const key = `marketplace.skill-profile ${person} ${item}`;
    const { pieces, withdrawn } = skills.get(key) ?? { pieces: new Map<string, Piece>(), withdrawn: new Set<string>() };
    skills.set(key, { pieces, withdrawn });
    const statement = String(facts['evidence.statement_id']);
    if (facts['assertion'] === 'revoked') {
      withdrawn.add(statement);
      pieces.delete(statement);
    } else if (!withdrawn.has(statement)) {
      const { level = null, confidence, observed_at } = facts;
      pieces.set(statement, { level, confidence: Number(confidence), observed_at: Number(observed_at) });
    }
    return { key, standing: pieces.size === 0 ? null : standingOf(person, item, [...pieces.values()]) };
  };
};
