import type { DeadLetter } from '../../services/runtime/engine/dead-letter.ts';
import { formatCoordinates } from '../../services/runtime/engine/headers.ts';
import { countedCode, inputOf, type Letter } from './letter.ts';
import type { WasReplayed } from './replay/audit.ts';

/** Dead letters of one input and code. */
export interface CodeSummary {
  readonly input: string;
  /** Null for letters whose headers cannot be read. */
  readonly code: string | null;
  count: number;
  /** Of these, sent back since. */
  replayed: number;
  /** When the first and the last of them were refused, epoch milliseconds. */
  first_ms: number;
  last_ms: number;
}

/** One dead letter without anything personal: neither key nor value. */
export interface Row {
  readonly at: string;
  readonly code: string | null;
  readonly died_at_ms: number;
  readonly refused: string | null;
  readonly origin: string | null;
  readonly attempt: number | null;
  readonly replayed: boolean;
  readonly message: string | null;
}

export interface Listing {
  readonly codes: readonly CodeSummary[];
  /** The first letters, as many as were asked for. */
  readonly rows: readonly Row[];
  readonly count: number;
}

export interface ListOptions {
  readonly rows_max: number;
  /** Leaves out what was sent back since. */
  readonly open_only: boolean;
}

export const toRow = ({ record, said }: Letter, replayed: boolean): Row => ({
  at: formatCoordinates(record),
  code: said?.code ?? null,
  died_at_ms: record.timestamp_ms,
  ...placesOf(said),
  attempt: said?.attempt ?? null,
  replayed,
  message: said?.message ?? null,
});

const placesOf = (said: DeadLetter | null): Pick<Row, 'refused' | 'origin'> =>
  said === null
    ? { refused: null, origin: null }
    : { refused: formatCoordinates(said.refused), origin: formatCoordinates(said.origin) };

/** Counts letters by input and code, and keeps the first few: the memory does not grow with the topics. */
export const listLetters = async (
  letters: AsyncIterable<Letter>,
  wasReplayed: WasReplayed,
  { rows_max, open_only }: ListOptions,
): Promise<Listing> => {
  const codes = new Map<string, CodeSummary>();
  const rows: Row[] = [];
  let count = 0;
  for await (const letter of letters) {
    const replayed = wasReplayed(letter.record);
    if (replayed && open_only) continue;
    const { timestamp_ms } = letter.record;
    const input = inputOf(letter.record.topic);
    const code = countedCode(letter);
    const slot = `${input} ${code}`;
    const fresh = { input, code, count: 0, replayed: 0, first_ms: timestamp_ms, last_ms: timestamp_ms };
    const summary: CodeSummary = codes.get(slot) ?? fresh;
    codes.set(slot, summary);
    summary.count += 1;
    if (replayed) summary.replayed += 1;
    summary.first_ms = Math.min(summary.first_ms, timestamp_ms);
    summary.last_ms = Math.max(summary.last_ms, timestamp_ms);
    count += 1;
    if (rows.length < rows_max) rows.push(toRow(letter, replayed));
  }
  return { codes: [...codes.values()].sort((a, b) => b.count - a.count), rows, count };
};
