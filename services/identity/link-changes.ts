import type { IdentityLink } from '../../schemas/types.generated.ts';
import type { AliasKind } from '../people/alias.ts';
import type { ReadTable } from '../runtime/service.ts';
import type { IdentityEvent } from './event.ts';
import { claimLink, type LinkContent, repointLink } from './links.ts';
import type { KnownStanding, Standing } from './standing.ts';

/** What an event makes of one link; `after` may say the same as `before`. */
export interface LinkChange {
  readonly alias: string;
  readonly kind: AliasKind;
  readonly before: IdentityLink | null;
  readonly after: LinkContent;
}

const linkOf = (alias: string, get: ReadTable): IdentityLink => {
  const link = get('identity.link', alias);
  if (!link) throw new Error('identity.link misses an alias that identity.worker lists');
  return link;
};

/** Aliases that the event does not name but whose links must change, because the worker's member id does. */
export const followersOf = (before: Standing, after: Standing, event: IdentityEvent): readonly string[] => {
  if (before.member_id === null || before.member_id === after.member_id) return [];
  const named = new Set(event.aliases.map(({ alias }) => alias));
  return before.aliases.filter((alias) => !named.has(alias));
};

/** The links that an event claims, and those that follow its worker to another member id. */
export const linkChangesOf = (
  before: Standing,
  after: KnownStanding,
  event: IdentityEvent,
  get: ReadTable,
): readonly LinkChange[] => {
  const { source, version, worker } = event;
  const claim = { claimant: worker, member_id: after.member_id, source, effective_at: version.effective_at };
  const claimed = event.aliases.map(({ alias, kind }): LinkChange => {
    const link = get('identity.link', alias);
    return { alias, kind, before: link, after: claimLink(link, { alias, kind }, claim) };
  });
  const followed = followersOf(before, after, event).map((alias): LinkChange => {
    const link = linkOf(alias, get);
    return { alias, kind: link.alias_kind, before: link, after: repointLink(link, after.member_id) };
  });
  return [...claimed, ...followed];
};
