import type { DueDeclaration, Service } from '../runtime/service.ts';
import type { LevelRank } from './combine.ts';
import { profileErrorCodes } from './error-codes.ts';
import { nextExpiry } from './evidence.ts';
import { evidenceInput, memberInput } from './forward.ts';
import { homeInput, MEMBERS, SETS } from './home.ts';
import { profileRecords } from './reconcile.ts';

/** Evidence expires without an event. */
const expiry = (levelRank: LevelRank): DueDeclaration<typeof SETS> => ({
  table: SETS,
  due_at: nextExpiry,
  handle: (key, before, now_ms) => {
    const after = { ...before, expired_until: now_ms };
    const cause = { id: `expired|${nextExpiry(before)}`, origin: null };
    return {
      send_back: [],
      records: [{ topic: SETS, key, value: after }, ...profileRecords({ ...before, before, after }, cause, levelRank)],
    };
  },
});

/**
 * Keeps what all evidence together says of each skill of a member, that of members merged into it included. Evidence,
 * members and contributions all pass to the partition of the member that they concern, where one writer puts them together.
 */
export const createProfile = ({ levelRank }: { readonly levelRank: LevelRank }): Service => ({
  name: 'profile',
  error_codes: profileErrorCodes,
  inputs: {
    // First, so that what falls due is written by the same partition processor as all else.
    'skill.news': homeInput(levelRank),
    'marketplace.skill': evidenceInput,
    'marketplace.member': memberInput,
  },
  tables: [SETS, MEMBERS],
  due: expiry(levelRank),
});
