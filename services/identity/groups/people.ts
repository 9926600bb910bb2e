import type { ReadTable } from '../../runtime/service.ts';
import { homeIdOf, readStanding } from '../entries.ts';
import type { IdentityEvent } from '../event.ts';
import type { MemberIdOf } from '../member-id.ts';
import { fold, isKnown, NOTHING_KNOWN, type Standing } from '../standing.ts';
import { type Group, joinGroups, NO_GROUP, workersOf } from './group.ts';
import { goneOf, type OwnIds, type Place, placesOf } from './places.ts';

/** The worker of an event, and everybody whom merges ever named together with it. */
export interface People {
  readonly group: Group;
  /** Own standing of each worker, as if it were merged with nobody. */
  readonly standings: ReadonlyMap<string, Standing>;
  /** Workers that are to be forgotten. */
  readonly gone: ReadonlySet<string>;
  readonly places: ReadonlyMap<string, Place>;
}

export const standingOf = ({ standings }: Pick<People, 'standings'>, worker: string): Standing =>
  standings.get(worker) ?? NOTHING_KNOWN;

const peopleOf = (group: Group, standings: ReadonlyMap<string, Standing>): People => {
  const gone = goneOf(group);
  const living = new Map([...standings].filter(([worker]) => !gone.has(worker)));
  const idsOf = (worker: string): OwnIds | null => {
    const standing = living.get(worker) ?? NOTHING_KNOWN;
    return isKnown(standing) ? { member_id: standing.member_id, home_id: standing.first.member_id } : null;
  };
  return { group, standings: living, gone, places: placesOf(group, gone, [...living.keys()], idsOf) };
};

const namedBy = ({ worker, related }: IdentityEvent): readonly string[] =>
  related === null ? [worker] : [worker, related];

/** What is known before an event. */
export const readPeople = (event: IdentityEvent, get: ReadTable): People => {
  const named = namedBy(event);
  const group = joinGroups(named.flatMap((worker) => get('identity.group', worker) ?? []));
  const workers = new Set([...named, ...workersOf(group)]);
  return peopleOf(group, new Map([...workers].map((worker) => [worker, readStanding(worker, get)])));
};

const groupAfter = (group: Group, { kind, worker, related, version }: IdentityEvent): Group => {
  if (kind === 'erase') {
    return joinGroups([group, { ...NO_GROUP, erasures: [{ worker, effective_at: version.effective_at }] }]);
  }
  if (related === null) return group;
  const statement = { keeper: worker, absorbed: related, merged: kind === 'merge', ...version };
  return joinGroups([group, { ...NO_GROUP, statements: [statement] }]);
};

/** What is known after an event. Of workers that are gone, nothing. */
export const peopleAfter = (before: People, event: IdentityEvent, memberIdOf: MemberIdOf): People => {
  const standings = new Map(before.standings);
  standings.set(event.worker, fold(standingOf(before, event.worker), event, memberIdOf));
  return peopleOf(groupAfter(before.group, event), standings);
};

/** Place of a worker that no merge ever named together with the worker of the event; null as long as it is not read. */
export const readPlace = (worker: string, get: ReadTable): Place | null => {
  const group = get('identity.group', worker) ?? NO_GROUP;
  const idsOf = (one: string): OwnIds | null => {
    const person = get('identity.worker', one);
    return person && { member_id: person.member_id, home_id: homeIdOf(person) };
  };
  return placesOf(group, goneOf(group), [worker], idsOf).get(worker) ?? null;
};
