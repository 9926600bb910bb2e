import type { WorkerState } from '../../schemas/types.generated.ts';
import type { ReadTable } from '../runtime/service.ts';
import type { IdentityEvent } from './event.ts';
import { type People, standingOf } from './groups/people.ts';
import type { MemberIdOf } from './member-id.ts';
import { type Employment, type FirstId, isKnown, type KnownStanding, type Standing } from './standing.ts';

/** An entry without its stamps. */
export type WorkerContent = Omit<WorkerState, 'event_id' | 'origin'>;

/**
 * A worker has two entries in `identity.worker`, because what events say of the person and of the employment have
 * newest versions of their own, and a termination may arrive before anything is known of the person.
 * - under the worker: the newest event that carried the whole worker, all ids and all aliases;
 * - under `worker|employment`: the newest start or end. It stands for a person of whom no more is known.
 */
export const employmentKey = (worker: string): string => `${worker}|employment`;

/** Of an entry that was written before it was kept: the id of today. */
const firstIdOf = ({ first, member_id, sequence, effective_at }: WorkerState): FirstId =>
  first === null
    ? { version: { sequence, effective_at }, member_id }
    : { version: { sequence: first.sequence, effective_at: first.effective_at }, member_id: first.member_id };

/** The member id that a worker had first. */
export const homeIdOf = (person: WorkerState): string => firstIdOf(person).member_id;

/**
 * Reads back what `workerEntriesOf` made. A work e-mail stands in clear in one place only: in the member record,
 * or here while that may not show it.
 */
export const readStanding = (worker: string, get: ReadTable): Standing => {
  const person = get('identity.worker', worker);
  const employment = get('identity.worker', employmentKey(worker));
  return {
    profile: person && {
      version: { sequence: person.sequence, effective_at: person.effective_at },
      employment_kind: person.employment_kind,
      on_leave: person.status === 'on_leave',
      email: person.email ?? get('marketplace.member', person.member_id)?.email ?? null,
    },
    employment: employment && {
      version: { sequence: employment.sequence, effective_at: employment.effective_at },
      employed: employment.status === 'active',
    },
    member_id: person?.member_id ?? null,
    former_member_ids: person?.former_member_ids ?? [],
    first: person && firstIdOf(person),
    aliases: person?.aliases ?? [],
  };
};

/** @param is_shown whether the marketplace is shown the worker's own profile */
const personOf = (standing: KnownStanding, is_shown: boolean): WorkerContent => {
  const { profile, member_id, former_member_ids, first, aliases } = standing;
  return {
    ...profile.version,
    member_id,
    former_member_ids,
    first: { member_id: first.member_id, ...first.version },
    employment_kind: profile.employment_kind,
    status: profile.on_leave ? 'on_leave' : 'active',
    email: is_shown ? null : profile.email,
    aliases,
  };
};

/** @param member_id of somebody of whom no more is known */
const employmentOf = ({ version, employed }: Employment, member_id: string): WorkerContent => ({
  ...version,
  member_id,
  former_member_ids: [],
  first: null,
  employment_kind: 'alumni',
  status: employed ? 'active' : 'terminated',
  email: null,
  aliases: [],
});

/** The entries of everybody concerned, by key; null for those of workers that are to be forgotten. */
export const workerEntriesOf = (
  before: People,
  after: People,
  { worker, employee_id }: IdentityEvent,
  memberIdOf: MemberIdOf,
): ReadonlyMap<string, WorkerContent | null> => {
  const entries = new Map<string, WorkerContent | null>();
  for (const one of before.standings.keys()) {
    if (!after.gone.has(one)) continue;
    entries.set(one, null);
    entries.set(employmentKey(one), null);
  }
  for (const [one, { root }] of after.places) {
    const standing = standingOf(after, one);
    if (isKnown(standing)) entries.set(one, personOf(standing, root === one));
  }
  const { employment } = standingOf(after, worker);
  if (employment) entries.set(employmentKey(worker), employmentOf(employment, memberIdOf(employee_id, 'alumni')));
  return entries;
};
