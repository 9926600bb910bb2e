import type { IdentityLink, LinkClaim } from '../../schemas/types.generated.ts';
import type { AliasKind } from '../people/alias.ts';

/** A link without its stamps. */
export type LinkContent = Omit<IdentityLink, 'event_id' | 'origin'>;

type FirstClaim = Pick<LinkContent, 'source' | 'since'>;

/** Who claims an alias, sorted by claimant, and the earliest claim of all. */
export interface Claims {
  readonly kept: readonly LinkClaim[];
  readonly first: FirstClaim;
}

/** Whom an alias belongs to. */
export type Owner = { readonly [name in 'member_id' | 'known_as']: LinkContent[name] };

/**
 * An address that everybody has, such as a shared mailbox, would otherwise grow a record without limit. Of more claimants
 * the smallest hashes are kept: that set does not depend on who came first.
 */
export const CLAIMANTS_MAX = 32;

/** There may be more claimants than are kept, so nobody can ever be told to be the only one. */
export const isCrowded = ({ kept }: Claims): boolean => kept.length >= CLAIMANTS_MAX;

const firstOf = ({ source, since }: FirstClaim): FirstClaim => ({ source, since });

const isEarlier = (a: FirstClaim, b: FirstClaim): boolean =>
  a.since < b.since || (a.since === b.since && a.source < b.source);

/** Reads the claims of a link. One with a single claimant keeps no list: it tells of that claim itself. */
export const readClaims = (link: LinkContent | null): Claims | null => {
  if (!link) return null;
  const { claimants, claims } = link;
  const first = firstOf(link);
  return { kept: claims.length > 0 ? claims : claimants.map((claimant) => ({ claimant, ...first })), first };
};

/** Claims by their time, whatever order they came in. */
export const earliestFirst = ({ kept }: Pick<Claims, 'kept'>): readonly LinkClaim[] =>
  kept.toSorted((a, b) => {
    if (isEarlier(a, b)) return -1;
    return Number(isEarlier(b, a)) || (a.claimant < b.claimant ? -1 : 1);
  });

/** Adds a claim, or dates it earlier. */
export const addClaim = (claims: Claims | null, claim: LinkClaim): Claims => {
  if (!claims) return { kept: [claim], first: firstOf(claim) };
  const first = isEarlier(claim, claims.first) ? firstOf(claim) : claims.first;
  const known = claims.kept.find(({ claimant }) => claimant === claim.claimant);
  if (known && !isEarlier(claim, known)) return claims;
  const all = [...claims.kept.filter((one) => one !== known), claim];
  return { kept: all.sort((a, b) => (a.claimant < b.claimant ? -1 : 1)).slice(0, CLAIMANTS_MAX), first };
};

/**
 * Takes away the claims of workers that are to be forgotten. A crowded alias stays as it is: nobody has it anyway.
 * @returns null when no claim is left
 */
export const giveUpClaims = (claims: Claims, gone: ReadonlySet<string>): Claims | null => {
  if (isCrowded(claims)) return claims;
  const kept = claims.kept.filter(({ claimant }) => !gone.has(claimant));
  if (kept.length === claims.kept.length) return claims;
  const [earliest] = earliestFirst({ kept });
  return earliest ? { kept, first: firstOf(earliest) } : null;
};

/**
 * The link of an alias. But for erasure claims are never given up, because late learning still belongs to whom the alias
 * belonged; so two people who claim it are a conflict until they turn out to be one, and nobody has the alias.
 * @param owner null for a conflict
 */
export const linkContentOf = (alias_kind: AliasKind, { kept, first }: Claims, owner: Owner | null): LinkContent => ({
  alias_kind,
  state: owner ? 'linked' : 'conflict',
  member_id: owner?.member_id ?? null,
  known_as: owner?.known_as ?? null,
  claimants: kept.map(({ claimant }) => claimant),
  ...first,
  claims: kept.length > 1 ? kept : [],
});
