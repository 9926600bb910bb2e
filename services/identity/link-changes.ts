import type { IdentityLink } from '../../schemas/types.generated.ts';
import type { AliasKind } from '../people/alias.ts';
import type { ReadTable, TableKey } from '../runtime/service.ts';
import type { IdentityEvent } from './event.ts';
import { NO_GROUP, workersOf } from './groups/group.ts';
import { type People, readPlace } from './groups/people.ts';
import type { Place } from './groups/places.ts';
import {
  addClaim,
  type Claims,
  earliestFirst,
  giveUpClaims,
  isCrowded,
  type LinkContent,
  linkContentOf,
  type Owner,
  readClaims,
} from './links.ts';

/** What an event makes of one link; `after` may say the same as `before`, and is null when nobody claims the alias any more. */
export interface LinkChange {
  readonly alias: string;
  readonly kind: AliasKind;
  readonly before: IdentityLink | null;
  readonly after: LinkContent | null;
}

/** Whether what the links of a worker say of it is no longer so. */
const hasMoved = (before: Place, after: Place | undefined): boolean =>
  before.member_id !== after?.member_id ||
  before.home_id !== after.home_id ||
  before.root_member_id !== after.root_member_id;

/** Aliases that the event does not name but whose links must change, because the place of a worker does. */
export const followersOf = (before: People, after: People, event: IdentityEvent): readonly string[] => {
  const followers = [...before.places]
    .filter(([worker, place]) => hasMoved(place, after.places.get(worker)))
    .flatMap(([worker]) => before.standings.get(worker)?.aliases ?? []);
  if (followers.length === 0) return followers;
  const named = new Set(event.aliases.map(({ alias }) => alias));
  return [...new Set(followers)].filter((alias) => !named.has(alias));
};

/** Whether all claimants of an alias are workers that no merge ever named together with the worker of the event. */
const areStrangers = ({ kept }: Claims, people: People): boolean =>
  kept.every(({ claimant }) => !people.standings.has(claimant));

/** @returns null where nobody is known to be the only one */
const ownerOf = (claims: Claims, people: People, get: ReadTable): Owner | null => {
  if (isCrowded(claims)) return null;
  const placeOf = areStrangers(claims, people)
    ? (worker: string) => readPlace(worker, get)
    : (worker: string) => people.places.get(worker) ?? null;
  const [first = null, ...others] = earliestFirst(claims).map(({ claimant }) => placeOf(claimant));
  if (first === null || others.some((place) => place?.root !== first.root)) return null;
  const { home_id, root_member_id: member_id } = first;
  return { member_id, known_as: home_id === member_id ? null : home_id };
};

const changeOf = (
  alias: string,
  kind: AliasKind,
  before: IdentityLink | null,
  claims: Claims | null,
  people: People,
  get: ReadTable,
): LinkChange => {
  const after = claims && giveUpClaims(claims, people.gone);
  return { alias, kind, before, after: after && linkContentOf(kind, after, ownerOf(after, people, get)) };
};

/** The links that an event claims, and those that follow their worker to another member, or into oblivion. */
export const linkChangesOf = (
  before: People,
  after: People,
  event: IdentityEvent,
  get: ReadTable,
): readonly LinkChange[] => {
  const { source, version, worker } = event;
  const claim = { claimant: worker, source, since: version.effective_at };
  const claimed = event.aliases.map(({ alias, kind }): LinkChange => {
    const link = get('identity.link', alias);
    return changeOf(alias, kind, link, addClaim(readClaims(link), claim), after, get);
  });
  const followed = followersOf(before, after, event).map((alias): LinkChange => {
    const link = get('identity.link', alias);
    if (!link) throw new Error('identity.link misses an alias that identity.worker lists');
    return changeOf(alias, link.alias_kind, link, readClaims(link), after, get);
  });
  return [...claimed, ...followed];
};

/**
 * What tells whose an alias is that a forgotten worker gives up: the places of the workers that are left with it.
 * @param aliases whose links are read
 */
export const strangerKeysOf = (aliases: readonly string[], people: People, get: ReadTable): readonly TableKey[] => {
  const strangers = new Set(
    aliases.flatMap((alias) => {
      const claims = readClaims(get('identity.link', alias));
      const left = claims && giveUpClaims(claims, people.gone);
      return left && !isCrowded(left) && areStrangers(left, people) ? left.kept.map(({ claimant }) => claimant) : [];
    }),
  );
  const groups = [...strangers].map((worker) => get('identity.group', worker) ?? NO_GROUP);
  const workers = new Set([...strangers, ...groups.flatMap(workersOf)]);
  return [
    ...[...strangers].map((key): TableKey => ({ table: 'identity.group', key })),
    ...[...workers].map((key): TableKey => ({ table: 'identity.worker', key })),
  ];
};
