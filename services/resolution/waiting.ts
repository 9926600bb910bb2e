import type { AliasWaiting, IdentityLink, WaitingRecord } from '../../schemas/types.generated.ts';
import type { ReturnCause, SendBack } from '../runtime/service.ts';

/** 10,000 entries are about 150 kB as Avro, far below the largest record of the table. */
export const PARKED_PER_ALIAS_MAX = 10_000;
/** One look sends so many back at most: with 2 kB statements, a transaction of about 1 MB. */
export const SENT_BACK_PER_LOOK_MAX = 500;
/** Or so many bytes and one record: statements may have a megabyte. */
export const SENT_BACK_PER_LOOK_BYTES_MAX = 4 * 1024 * 1024;

/** `due_at` of an alias whose first record may go back. */
const NOW = 0;
/** `recalled_up_to` where no operator asks for any of the records. */
const NONE = -1;

export const isLinked = (link: IdentityLink | null): boolean => link?.state === 'linked';

const waitingFor = (parked: readonly WaitingRecord[], linked: boolean, recalled_up_to: number): AliasWaiting | null => {
  const [first] = parked;
  if (first === undefined) return null;
  const recalled = first.offset <= recalled_up_to;
  return {
    due_at: linked || recalled ? NOW : first.deadline_at,
    parked,
    recalled_up_to: recalled ? recalled_up_to : NONE,
  };
};

/**
 * Adds a parked record at the end, unless it is there already.
 * @returns null when the alias has as many as it may
 */
export const park = (waiting: AliasWaiting | null, record: WaitingRecord, linked: boolean): AliasWaiting | null => {
  const { parked = [], recalled_up_to = NONE } = waiting ?? {};
  if (waiting && parked.some(({ offset }) => offset === record.offset)) return waiting;
  return parked.length < PARKED_PER_ALIAS_MAX ? waitingFor([...parked, record], linked, recalled_up_to) : null;
};

/** Makes the alias due at once. */
export const wake = (waiting: AliasWaiting): AliasWaiting => ({ ...waiting, due_at: NOW });

/**
 * Recalls the records up to an offset, none but those that wait now: what is parked again because of it stands behind
 * them, so a request goes round once, whatever it says and however often it is handled.
 * @returns the same where that is nothing new
 */
export const recall = (waiting: AliasWaiting, up_to: number): AliasWaiting => {
  const { offset = NONE } = waiting.parked.findLast((record) => record.offset <= up_to) ?? {};
  return offset <= waiting.recalled_up_to ? waiting : { ...wake(waiting), recalled_up_to: offset };
};

/** Which parked records go back now, and what still waits; null for nothing. */
export interface Look {
  readonly send_back: readonly SendBack[];
  readonly remaining: AliasWaiting | null;
}

/**
 * Looks at a due alias. With a link, the oldest go back whatever their deadline; without, those whose deadline has passed or
 * that are recalled, up to the first that has to wait: the order of an alias holds. What one look cannot take is due again at
 * once.
 */
export const look = ({ parked, recalled_up_to }: AliasWaiting, linked: boolean, now_ms: number): Look => {
  const causeOf = ({ offset, deadline_at }: WaitingRecord): ReturnCause | null => {
    if (linked) return 'link';
    if (deadline_at <= now_ms) return 'deadline';
    return offset <= recalled_up_to ? 'recall' : null;
  };
  const send_back: SendBack[] = [];
  let bytes_left = SENT_BACK_PER_LOOK_BYTES_MAX;
  for (const record of parked.slice(0, SENT_BACK_PER_LOOK_MAX)) {
    const cause = causeOf(record);
    if (cause === null || bytes_left <= 0) break;
    send_back.push({ parked_offset: record.offset, bytes: record.bytes, cause });
    bytes_left -= record.bytes;
  }
  return { send_back, remaining: waitingFor(parked.slice(send_back.length), linked, recalled_up_to) };
};
