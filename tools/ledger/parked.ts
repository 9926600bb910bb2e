import type { ParkedRecord } from '../../schemas/types.generated.ts';
import { type Coordinates, formatCoordinates, formatPartition } from './coordinates.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { Findings } from './findings.ts';
import { fingerprint } from './fingerprint.ts';
import { isReplayedInto, type Return } from './headers.ts';
import { RECALLED, type WasRecalled } from './recalls.ts';
import { lastReturn } from './returns.ts';
import type { Routes } from './routes.ts';
import type { DecodeValue, TopicReader, TopicRecord } from './topic-reader.ts';

export const PARKED_TOPIC = 'identity.unresolved';

/** One stay of an input record in the parked topic. */
interface Stay {
  readonly stands_at: Coordinates;
  readonly alias: string;
  readonly goes_to: string;
  readonly content: string;
  /** Offset at which it came back. */
  came_back_at: number | null;
}

export interface Parked {
  /** Records that stand in the parked topic. */
  readonly count: number;
  /** The same by the `<topic>/<partition>` from which they were parked. */
  readonly counts: ReadonlyMap<string, number>;
  /** Holds an input record, as its producer sent it, against its first stay; true when it was parked. */
  readonly match: (record: TopicRecord) => boolean;
  /** Holds a record that came back against the stay it came from. */
  readonly matchReturn: (record: TopicRecord, back: Return) => void;
  /** Offset in the resubmission topic at which a parked record came back last; null when it never did. */
  readonly cameBackAt: (origin: string) => number | null;
  /** How many records of an input topic are parked and not back. */
  readonly waiting: (input: string) => number;
  readonly isWaiting: (origin: string) => boolean;
  readonly reportWaiting: () => void;
}

/** Reads the parked records. */
export const readParked = async (
  reader: TopicReader,
  decode: DecodeValue,
  letters: DeadLetters,
  wasRecalled: WasRecalled,
  { backOf }: Routes,
  findings: Findings,
): Promise<Parked> => {
  /** By origin, then by attempt: a record can be parked again, and a replayed dead letter be parked for the first time. */
  const staysOf = new Map<string, Map<number, Stay>>();
  const counts = new Map<string, number>();
  let count = 0;

  const add = (record: TopicRecord, parked: ParkedRecord): void => {
    const origin = formatCoordinates(parked.origin);
    const goes_to = formatPartition({ topic: backOf(parked.origin.topic), partition: parked.input_partition });
    const came_from = parked.attempt > 0 ? goes_to : formatPartition(parked.origin);
    const stays = staysOf.get(origin) ?? new Map<number, Stay>();
    staysOf.set(origin, stays);
    counts.set(came_from, (counts.get(came_from) ?? 0) + 1);
    if (stays.has(parked.attempt)) {
      findings.add('parked_twice', formatCoordinates(record), `attempt ${parked.attempt} of ${origin}`);
      return;
    }
    const content = fingerprint(parked.key, parked.value);
    stays.set(parked.attempt, { stands_at: record, alias: parked.alias, goes_to, content, came_back_at: null });
  };

  for await (const record of reader.read(PARKED_TOPIC)) {
    // A parked record that died here and was replayed: the stay it belongs to is known already.
    if (isReplayedInto(PARKED_TOPIC, record)) continue;
    count += 1;
    if (record.value === null) continue;
    add(record, (await decode(PARKED_TOPIC, record.value)) as ParkedRecord);
  }

  const match = (record: TopicRecord): boolean => {
    const stay = staysOf.get(formatCoordinates(record))?.get(0);
    if (!stay) return false;
    if (stay.content !== fingerprint(record.key, record.value)) {
      findings.add('parked_changed', formatCoordinates(stay.stands_at), `input ${formatCoordinates(record)}`);
    }
    return true;
  };

  const matchReturn = (record: TopicRecord, { origin, attempt, cause }: Return): void => {
    const stay = staysOf.get(formatCoordinates(origin))?.get(attempt - 1);
    const where = formatCoordinates(record);
    if (!stay || stay.goes_to !== formatPartition(record)) {
      findings.add('returned_stray', where, `attempt ${attempt} of ${formatCoordinates(origin)}`);
      return;
    }
    if (stay.came_back_at !== null) findings.add('returned_twice', where, `was back at ${stay.came_back_at}`);
    if (stay.content !== fingerprint(record.key, record.value)) {
      findings.add('returned_changed', where, `parked at ${formatCoordinates(stay.stands_at)}`);
    }
    if (cause === RECALLED && !wasRecalled(stay.alias, stay.stands_at.offset)) {
      findings.add('recalled_stray', where, `parked at ${formatCoordinates(stay.stands_at)}`);
    }
    // The first return is the one that is handled; whatever comes later is a copy.
    stay.came_back_at ??= record.offset;
  };

  const stays = (origin: string): readonly Stay[] => [...(staysOf.get(origin)?.values() ?? [])];
  const stillHere = (stay: Stay): boolean =>
    stay.came_back_at === null && !letters.isDead(formatCoordinates(stay.stands_at));

  return {
    count,
    counts,
    match,
    matchReturn,
    cameBackAt: (origin) => lastReturn(stays(origin)),
    waiting: (input) => {
      let waiting = 0;
      for (const origin of staysOf.keys()) {
        if (origin.startsWith(`${input}/`) && stays(origin).some(stillHere)) waiting += 1;
      }
      return waiting;
    },
    isWaiting: (origin) => stays(origin).some(stillHere),
    reportWaiting: () => {
      for (const stay of [...staysOf.keys()].flatMap(stays).filter(stillHere)) {
        findings.add('not_returned', formatCoordinates(stay.stands_at), `waits to go back to ${stay.goes_to}`);
      }
    },
  };
};
