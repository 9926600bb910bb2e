import { type Coordinates, formatCoordinates } from './coordinates.ts';
import type { Findings } from './findings.ts';
import { fingerprint } from './fingerprint.ts';
import { type DeadLetter, readDeadLetter } from './headers.ts';
import type { TopicReader, TopicRecord } from './topic-reader.ts';

interface Letter extends DeadLetter {
  /** Coordinates in the dead-letter topic. */
  readonly stands_at: string;
  readonly content: string;
  matched: boolean;
}

export interface DeadLetters {
  /** How many records stand in the dead-letter topics, by topic. */
  readonly counts: ReadonlyMap<string, number>;
  /** Holds an input record against its dead letter; true when it has one. */
  readonly match: (record: TopicRecord, origin: Coordinates) => boolean;
  readonly hasOrigin: (origin: string) => boolean;
  /** Codes of the dead letters of an input topic, with how many there are of each. */
  readonly codes: (input: string) => ReadonlyMap<string, number>;
  /** Reports dead letters whose record was in no input, unless it is older than what the input still holds. */
  readonly reportUnmatched: (earliest: (at: Coordinates) => number) => void;
}

/** Reads the dead letters of some inputs. */
export const readDeadLetters = async (
  reader: TopicReader,
  topics: readonly string[],
  findings: Findings,
): Promise<DeadLetters> => {
  const counts = new Map<string, number>();
  const letters = new Map<string, Letter>();
  const origins = new Set<string>();

  const add = (record: TopicRecord): void => {
    const stands_at = formatCoordinates(record);
    const letter = readDeadLetter(record);
    if (typeof letter === 'string') {
      findings.add('dead_headers', stands_at, letter);
      return;
    }
    const at = formatCoordinates(letter.coordinates);
    const origin = formatCoordinates(letter.origin);
    if (letters.has(at) || origins.has(origin)) findings.add('dead_twice', stands_at, `origin ${origin}`);
    origins.add(origin);
    letters.set(at, { ...letter, stands_at, content: fingerprint(record.key, record.value), matched: false });
  };

  for (const topic of topics) {
    let count = 0;
    for await (const record of reader.read(topic)) {
      count += 1;
      add(record);
    }
    counts.set(topic, count);
  }

  const match = (record: TopicRecord, origin: Coordinates): boolean => {
    const letter = letters.get(formatCoordinates(record));
    if (!letter) return false;
    letter.matched = true;
    if (letter.content !== fingerprint(record.key, record.value)) {
      findings.add('dead_changed', letter.stands_at, `input ${formatCoordinates(record)}`);
    }
    if (formatCoordinates(letter.origin) !== formatCoordinates(origin)) {
      findings.add('dead_headers', letter.stands_at, `origin should be ${formatCoordinates(origin)}`);
    }
    return true;
  };

  return {
    counts,
    match,
    hasOrigin: (origin) => origins.has(origin),
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
