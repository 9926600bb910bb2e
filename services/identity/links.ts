import type { IdentityLink } from '../../schemas/types.generated.ts';
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

const earliest = (link: LinkContent | null, claim: Claim): Pick<LinkContent, 'since' | 'source'> => {
  const claimed = { since: claim.effective_at, source: claim.source };
  if (!link) return claimed;
  const { since, source } = link;
  const isEarlier = claimed.since < since || (claimed.since === since && claimed.source < source);
  return isEarlier ? claimed : { since, source };
};

/**
 * The link of an alias after a claim. Claims are never given up, because late learning still belongs to whom the alias
 * belonged; so two claimants are a conflict for good, and nobody has the alias. `since` is the earliest claim.
 */
export const claimLink = (link: LinkContent | null, { kind }: HashedAlias, claim: Claim): LinkContent => {
  const all = [...new Set([...(link?.claimants ?? []), claim.claimant])].sort();
  const alone = all.length === 1;
  return {
    alias_kind: kind,
    state: alone ? 'linked' : 'conflict',
    member_id: alone ? claim.member_id : null,
    claimants: all.slice(0, CLAIMANTS_MAX),
    ...earliest(link, claim),
  };
};

/** The link of an alias after its worker's member id has changed. An alias in conflict stays with nobody. */
export const repointLink = (link: LinkContent, member_id: string): LinkContent =>
  link.state === 'linked' ? { ...link, member_id } : link;
