import type { AliasWaiting, IdentityLink, WaitingRecord } from '../../schemas/types.generated.ts';
import type { SendBack } from '../runtime/service.ts';

/** 10,000 entries are about 120 kB as Avro, far below the largest record of the table. */
export const PARKED_PER_ALIAS_MAX = 10_000;
/** One look sends so many back at most: with 2 kB statements, a transaction of about 1 MB. */
export const SENT_BACK_PER_LOOK_MAX = 500;

/** `due_at` of an alias whose link is known. */
const NOW = 0;

export const isLinked = (link: IdentityLink | null): boolean => link?.state === 'linked';

const waitingFor = (parked: readonly WaitingRecord[], linked: boolean): AliasWaiting | null => {
  const [first] = parked;
  return first ? { due_at: linked ? NOW : first.deadline_at, parked } : null;
};

/**
 * Adds a parked record at the end, unless it is there already.
 * @returns null when the alias has as many as it may
 */
export const park = (waiting: AliasWaiting | null, record: WaitingRecord, linked: boolean): AliasWaiting | null => {
  const parked = waiting?.parked ?? [];
  if (waiting && parked.some(({ offset }) => offset === record.offset)) return waiting;
  return parked.length < PARKED_PER_ALIAS_MAX ? waitingFor([...parked, record], linked) : null;
};

/** Makes the alias due at once. */
export const wake = (waiting: AliasWaiting): AliasWaiting => ({ ...waiting, due_at: NOW });

/** Which parked records go back now, and what still waits; null for nothing. */
export interface Look {
  readonly send_back: readonly SendBack[];
  readonly remaining: AliasWaiting | null;
}

/** How many records at the head have had their time. Stops at the first that has not: the order of an alias holds. */
const countPassed = (parked: readonly WaitingRecord[], now_ms: number): number => {
  const first = parked.findIndex(({ deadline_at }) => deadline_at > now_ms);
  return first < 0 ? parked.length : first;
};

/**
 * Looks at a due alias. With a link, the oldest go back whatever their deadline; without, those whose deadline has
 * passed. What one look cannot take is due again at once.
 */
export const look = ({ parked }: AliasWaiting, linked: boolean, now_ms: number): Look => {
  const count = Math.min(linked ? parked.length : countPassed(parked, now_ms), SENT_BACK_PER_LOOK_MAX);
  return {
    send_back: parked
      .slice(0, count)
      .map(({ offset }) => ({ parked_offset: offset, cause: linked ? 'link' : 'deadline' })),
    remaining: waitingFor(parked.slice(count), linked),
  };
};
