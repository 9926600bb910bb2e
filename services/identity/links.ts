import type { IdentityLink, LinkClaim } from '../../schemas/types.generated.ts';
import type { HashedAlias } from './aliases.ts';

/** A link without its stamps. */
export type LinkContent = Omit<IdentityLink, 'event_id' | 'origin'>;

/** Who claims an alias, since when and by whose word. */
export interface Claim {
  /** Keyed hash of the employee id. */
  readonly claimant: string;
  readonly member_id: string;
  /** HR system. */
  readonly source: string;
  /** Epoch milliseconds. */
  readonly effective_at: number;
}

/**
 * An address that everybody has, such as a shared mailbox, would otherwise grow a record without limit. Of more claimants
 * the smallest hashes are kept: that set does not depend on who came first.
 */
export const CLAIMANTS_MAX = 32;

type FirstClaim = Pick<LinkClaim, 'source' | 'since'>;

const isEarlier = (a: FirstClaim, b: FirstClaim): boolean =>
  a.since < b.since || (a.since === b.since && a.source < b.source);

/** Who claims the alias. A link with one claimant keeps no list: it tells of that claim itself. */
const claimsOf = (link: LinkContent): readonly LinkClaim[] =>
  link.claims.length > 0 ? link.claims : link.claimants.map((claimant) => ({ claimant, ...firstOf(link) }));

const firstOf = ({ source, since }: FirstClaim): FirstClaim => ({ source, since });

/** Adds a claim, or dates it earlier; sorted by claimant. */
const withClaim = (claims: readonly LinkClaim[], claim: LinkClaim): readonly LinkClaim[] => {
  const known = claims.find(({ claimant }) => claimant === claim.claimant);
  if (known && !isEarlier(claim, known)) return claims;
  return [...claims.filter((one) => one !== known), claim].sort((a, b) => (a.claimant < b.claimant ? -1 : 1));
};

/**
 * The link of an alias after a claim. Claims are never given up, because late learning still belongs to whom the alias
 * belonged; so two claimants are a conflict for good, and nobody has the alias. `since` is the earliest claim.
 */
export const claimLink = (link: LinkContent | null, { kind }: HashedAlias, claim: Claim): LinkContent => {
  const { claimant, member_id, source, effective_at: since } = claim;
  const all = withClaim(link ? claimsOf(link) : [], { claimant, source, since });
  const alone = all.length === 1;
  const kept = all.slice(0, CLAIMANTS_MAX);
  return {
    alias_kind: kind,
    state: alone ? 'linked' : 'conflict',
    member_id: alone ? member_id : null,
    known_as: null,
    claimants: kept.map((one) => one.claimant),
    ...firstOf(link && !isEarlier({ source, since }, link) ? link : { source, since }),
    claims: alone ? [] : kept,
  };
};

/** The link of an alias after its worker's member id has changed. An alias in conflict stays with nobody. */
export const repointLink = (link: LinkContent, member_id: string): LinkContent =>
  link.state === 'linked' ? { ...link, member_id } : link;
