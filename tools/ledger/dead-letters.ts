import { zstdDecompressSync } from 'node:zlib';
import { type Coordinates, formatCoordinates } from './coordinates.ts';
import type { Findings } from './findings.ts';
import { digest, fingerprint } from './fingerprint.ts';
import { type DeadLetter, type Return, readDeadLetter } from './headers.ts';
import { lastReturn } from './returns.ts';
import type { Routes } from './routes.ts';
import type { TopicReader, TopicRecord } from './topic-reader.ts';

interface Letter extends DeadLetter {
  /** Coordinates in the dead-letter topic. */
  readonly stands_at: string;
  /** Digest of the value of the record; null where it does not say. */
  readonly content: string | null;
  /** The key that the letter itself has, which is a hash. */
  readonly key: Buffer | null;
  matched: boolean;
  /** Fingerprint of the record that was refused, as the input has it; null where the input does not keep it any more. */
  refused: string | null;
  /** Offset at which it came back. */
  came_back_at: number | null;
}

/** Far more than any record has that a broker takes. */
const UNPACKED_BYTES_MAX = 1024 * 1024 * 1024;

/** What the dead letter says that the value of the record was; null where it has nothing, or the batch that the record came in. */
const contentOf = ({ value, headers }: TopicRecord): string | null => {
  const encoding = headers.get('value-encoding');
  if (encoding === 'none' || encoding === 'kafka-record-batch') return null;
  if (encoding !== 'zstd' || value === null) return digest(value);
  try {
    return digest(zstdDecompressSync(value, { maxOutputLength: UNPACKED_BYTES_MAX }));
  } catch {
    return 'not what its header says';
  }
};

/** A keyed hash for each key, none for none, and never the key itself. */
const isHashOf = (hashed: Buffer | null, key: Buffer | null): boolean =>
  key === null ? hashed === null : hashed !== null && HASH.test(hashed.toString('latin1')) && !hashed.equals(key);

const HASH = /^[0-9a-f]{32}$/;

export interface DeadLetters {
  /** How many records stand in the dead-letter topics, by topic. */
  readonly counts: ReadonlyMap<string, number>;
  /** Holds an input record against its dead letter; true when it has one. `back` is null for a fresh record. */
  readonly match: (record: TopicRecord, back: Return | null) => boolean;
  /** Holds a record that came back against the dead letter that was replayed; false when it was none. */
  readonly matchReturn: (record: TopicRecord, back: Return) => boolean;
  /** Whether a record ended as a dead letter and was not replayed. */
  readonly isDead: (origin: string) => boolean;
  /** Offset in the topic where records of its input come back, at which a replayed record did last; null when it never did. */
  readonly cameBackAt: (origin: string) => number | null;
  /** Codes of the dead letters of an input topic, with how many there are of each. */
  readonly codes: (input: string) => ReadonlyMap<string, number>;
  /** Reports dead letters whose record was in no input, unless it is older than what the input still holds. */
  readonly reportUnmatched: (earliest: (at: Coordinates) => number) => void;
}

const isWithin = ({ coordinates, first_offset }: Letter, { topic, partition, offset }: TopicRecord): boolean =>
  coordinates.topic === topic &&
  coordinates.partition === partition &&
  first_offset <= offset &&
  offset < coordinates.offset;

/** Reads the dead letters of some inputs. */
export const readDeadLetters = async (
  reader: TopicReader,
  topics: readonly string[],
  { inputOf, backOf }: Routes,
  findings: Findings,
): Promise<DeadLetters> => {
  const counts = new Map<string, number>();
  const letters = new Map<string, Letter>();
  /** By origin, then by attempt: a record that was replayed may die again. */
  const deathsOf = new Map<string, Map<number, Letter>>();
  /** Dead letters that stand for several records. */
  const runs: Letter[] = [];

  const add = (record: TopicRecord): void => {
    const stands_at = formatCoordinates(record);
    const letter = readDeadLetter(record);
    if (typeof letter === 'string') {
      findings.add('dead_headers', stands_at, letter);
      return;
    }
    const at = formatCoordinates(letter.coordinates);
    const origin = formatCoordinates(letter.origin);
    const deaths = deathsOf.get(origin) ?? new Map<number, Letter>();
    deathsOf.set(origin, deaths);
    if (letters.has(at) || deaths.has(letter.attempt)) {
      findings.add('dead_twice', stands_at, `attempt ${letter.attempt} of ${origin}`);
    }
    const content = contentOf(record);
    const { key } = record;
    const known: Letter = { ...letter, stands_at, content, key, matched: false, refused: null, came_back_at: null };
    deaths.set(letter.attempt, known);
    letters.set(at, known);
    if (letter.first_offset < letter.coordinates.offset) runs.push(known);
  };

  for (const topic of topics) {
    let count = 0;
    for await (const record of reader.read(topic)) {
      count += 1;
      add(record);
    }
    counts.set(topic, count);
  }

  const match = (record: TopicRecord, back: Return | null): boolean => {
    const { origin, attempt } = back ?? { origin: record, attempt: 0 };
    const letter = letters.get(formatCoordinates(record));
    // The run is checked at its last record.
    if (!letter) return runs.some((run) => isWithin(run, record));
    letter.matched = true;
    letter.refused = fingerprint(record.key, record.value);
    if (letter.content !== null && letter.content !== digest(record.value)) {
      findings.add('dead_changed', letter.stands_at, `input ${formatCoordinates(record)}`);
    }
    if (letter.content !== null && !isHashOf(letter.key, record.key)) {
      findings.add('dead_key', letter.stands_at, `input ${formatCoordinates(record)}`);
    }
    if (formatCoordinates(letter.origin) !== formatCoordinates(origin)) {
      findings.add('dead_headers', letter.stands_at, `origin should be ${formatCoordinates(origin)}`);
    }
    if (letter.attempt !== attempt) findings.add('dead_headers', letter.stands_at, `attempt should be ${attempt}`);
    return true;
  };

  const matchReturn = (record: TopicRecord, { origin, attempt }: Return): boolean => {
    const letter = deathsOf.get(formatCoordinates(origin))?.get(attempt - 1);
    const goes_to = letter && backOf(inputOf(letter.coordinates.topic));
    if (!letter || goes_to !== record.topic || letter.coordinates.partition !== record.partition) return false;
    const where = formatCoordinates(record);
    if (letter.came_back_at !== null) findings.add('returned_twice', where, `was back at ${letter.came_back_at}`);
    // Inputs are read before what comes back from them, so the record that was refused is known unless it has expired.
    const is_same =
      letter.refused === null
        ? letter.content === digest(record.value)
        : letter.refused === fingerprint(record.key, record.value);
    if (!is_same) {
      findings.add('returned_changed', where, `dead letter at ${letter.stands_at}`);
    }
    letter.came_back_at ??= record.offset;
    return true;
  };

  const deaths = (origin: string): readonly Letter[] => [...(deathsOf.get(origin)?.values() ?? [])];

  return {
    counts,
    match,
    matchReturn,
    isDead: (origin) => deaths(origin).some(({ came_back_at }) => came_back_at === null),
    cameBackAt: (origin) => lastReturn(deaths(origin)),
    codes: (input) => {
      const codes = new Map<string, number>();
      for (const { coordinates, code } of letters.values()) {
        if (coordinates.topic === input) codes.set(code, (codes.get(code) ?? 0) + 1);
      }
      return codes;
    },
    reportUnmatched: (earliest) => {
      for (const { matched, coordinates, stands_at } of letters.values()) {
        if (matched || coordinates.offset < earliest(coordinates)) continue;
        findings.add('dead_count', stands_at, `no input record at ${formatCoordinates(coordinates)}`);
      }
    },
  };
};
