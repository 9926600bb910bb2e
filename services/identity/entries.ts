import type { WorkerState } from '../../schemas/types.generated.ts';
import type { ReadTable } from '../runtime/service.ts';
import type { MemberIdOf } from './member-id.ts';
import { isKnown, type Standing } from './standing.ts';

/** An entry without its stamps. */
export type WorkerContent = Omit<WorkerState, 'event_id' | 'origin'>;

/**
 * A worker has two entries in `identity.worker`, because what events say of the person and of the employment have
 * newest versions of their own, and a termination may arrive before anything is known of the person.
 * - under the worker: the newest event that carried the whole worker, all ids and all aliases;
 * - under `worker|employment`: the newest start or end. It stands for a person of whom no more is known.
 */
export const employmentKey = (worker: string): string => `${worker}|employment`;

/** Reads back what `contentsOf` wrote. The e-mail stands in the member record only: nowhere else may it be in clear. */
export const readStanding = (worker: string, get: ReadTable): Standing => {
  const person = get('identity.worker', worker);
  const employment = get('identity.worker', employmentKey(worker));
  return {
    profile: person && {
      version: { sequence: person.sequence, effective_at: person.effective_at },
      employment_kind: person.employment_kind,
      on_leave: person.status === 'on_leave',
      email: get('marketplace.member', person.member_id)?.email ?? null,
    },
    employment: employment && {
      version: { sequence: employment.sequence, effective_at: employment.effective_at },
      employed: employment.status === 'active',
    },
    member_id: person?.member_id ?? null,
    former_member_ids: person?.former_member_ids ?? [],
    aliases: person?.aliases ?? [],
  };
};

/** The entries that hold a standing, by key. */
export const contentsOf = (
  standing: Standing,
  worker: string,
  employee_id: string,
  memberIdOf: MemberIdOf,
): ReadonlyMap<string, WorkerContent> => {
  const contents = new Map<string, WorkerContent>();
  if (isKnown(standing)) {
    const { profile, member_id, former_member_ids, aliases } = standing;
    contents.set(worker, {
      ...profile.version,
      member_id,
      former_member_ids,
      employment_kind: profile.employment_kind,
      status: profile.on_leave ? 'on_leave' : 'active',
      aliases,
    });
  }
  if (standing.employment) {
    const { version, employed } = standing.employment;
    contents.set(employmentKey(worker), {
      ...version,
      member_id: memberIdOf(employee_id, 'alumni'),
      former_member_ids: [],
      employment_kind: 'alumni',
      status: employed ? 'active' : 'terminated',
      aliases: [],
    });
  }
  return contents;
};
