import type { AliasWaiting } from '../../schemas/types.generated.ts';
import type { LogReader } from '../../services/runtime/kafka/log-reader.ts';
import { type Reading, readDecoded } from '../topics/read.ts';

export const WAITING_TOPIC = 'identity.waiting';
export const PARKED_TOPIC = 'identity.unresolved';

/** What the tool reads with. */
export interface ParkedParts extends Omit<Reading, 'reader'> {
  readonly reader: LogReader;
}

/** Why records are on their way back before their deadline. */
export interface OnTheirWay {
  /** Whether the link is known, so that all records are on their way back. */
  readonly linked: boolean;
  /** Whether an operator recalled them, the first at least. */
  readonly recalled: boolean;
}

/** The parked records of one alias, in a few numbers. */
export interface WaitingAlias extends OnTheirWay {
  /** Keyed hash of the alias. */
  readonly alias: string;
  /** Of `identity.waiting` and `identity.unresolved` alike: both are keyed by the alias. */
  readonly partition: number;
  readonly records: number;
  /** Offset of the oldest in `identity.unresolved`. */
  readonly first_offset: number;
  /** Offset of the newest. */
  readonly last_offset: number;
  /** Offset up to which they are recalled; below `first_offset` when none is. */
  readonly recalled_up_to: number;
  /** When the oldest becomes a dead letter, epoch milliseconds. */
  readonly deadline_at: number;
}

/** `resolution` makes an alias due at this time as soon as its link is known, or its first record recalled. */
const AT_ONCE = 0;

export const onTheirWay = ({ due_at, parked, recalled_up_to }: AliasWaiting): OnTheirWay => {
  const recalled = (parked[0]?.offset ?? Number.POSITIVE_INFINITY) <= recalled_up_to;
  return { linked: due_at === AT_ONCE && !recalled, recalled };
};

const toAlias = (alias: string, partition: number, entry: AliasWaiting): WaitingAlias | null => {
  const { parked, recalled_up_to } = entry;
  const [first, last] = [parked[0], parked.at(-1)];
  if (first === undefined || last === undefined) return null;
  return {
    alias,
    partition,
    records: parked.length,
    first_offset: first.offset,
    last_offset: last.offset,
    recalled_up_to,
    deadline_at: first.deadline_at,
    ...onTheirWay(entry),
  };
};

/**
 * Reads who waits, one partition at a time: the topic is compacted, so the last entry of each alias counts. The memory
 * is bounded by the aliases of one partition, a few numbers each.
 * @throws Undecodable unless `onUnreadable` is given
 */
export async function* readWaiting(parts: ParkedParts): AsyncGenerator<readonly WaitingAlias[]> {
  for (const { partition, earliest, latest } of await parts.reader.offsets(WAITING_TOPIC)) {
    const waiting = new Map<string, WaitingAlias>();
    for await (const [alias, entry] of readEntries(parts, partition, earliest, latest)) {
      const known = entry === null ? null : toAlias(alias, partition, entry);
      if (known === null) waiting.delete(alias);
      else waiting.set(alias, known);
    }
    yield [...waiting.values()];
  }
}

/** The entry of one alias, with every record that waits; null when none does. */
export const readEntry = async (parts: ParkedParts, alias: string, partition: number): Promise<AliasWaiting | null> => {
  const range = (await parts.reader.offsets(WAITING_TOPIC))[partition];
  if (range === undefined) return null;
  let last: AliasWaiting | null = null;
  for await (const [key, entry] of readEntries(parts, partition, range.earliest, range.latest)) {
    if (key === alias) last = entry;
  }
  return last;
};

async function* readEntries(
  parts: ParkedParts,
  partition: number,
  from: number,
  to: number,
): AsyncGenerator<readonly [alias: string, entry: AliasWaiting | null]> {
  for await (const { record, value } of readDecoded(parts, WAITING_TOPIC, { partition, from, to })) {
    if (record.key !== null) yield [record.key.toString('utf8'), value];
  }
}
