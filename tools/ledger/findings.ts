/** What the oracle can find wrong. The text says what it means to somebody who has to act on it. */
export const FINDINGS = {
  unknown_entry: 'the ledger names an input that the topology does not have, or two groups share one',
  overlap: 'two chunks cover the same offsets: records were handled twice',
  gap: 'records between two chunks are covered by none: they were skipped',
  uncovered: 'records behind the last chunk: not handled yet, or lost',
  miscount: 'the outcomes of a chunk do not add up to the records that stand in its range',
  rules: 'the counts by rule do not add up to the counts by outcome',
  position_differs: 'the position of a partition is not where its ledger ends',
  dead_count: 'the dead letters that stand in the topic are not those the ledger counts',
  dead_twice: 'one input record has two dead letters without having been replayed in between',
  dead_headers: 'a dead letter does not say where it is from or why',
  dead_changed: 'a dead letter does not hold the bytes of its input record',
  dead_key: 'the key of a dead letter is not a keyed hash of the key of its input record',
  parked_count: 'the parked records that stand in the topic are not those the ledger counts',
  parked_twice: 'one input record is parked twice without having come back in between',
  parked_changed: 'a parked record does not hold the bytes of its input record',
  returned_count: 'the records that came back are not those the ledger counts',
  returned_twice: 'a parked record or dead letter came back more than once',
  returned_stray: 'a record came back that was neither parked nor a dead letter, or to another partition',
  returned_changed: 'a record came back with other bytes than were set aside',
  recalled_stray: 'a parked record came back as recalled although nobody asked for it',
  not_returned: 'a parked record neither came back nor became a dead letter',
  output_count: 'the records that stand in an output topic are not those the ledger counts',
  output_undecodable: 'an output record does not fit its schema',
  event_id_twice: 'an event id stands twice in one output topic',
  tombstone_unexplained: 'a tombstone of a public topic has no event id, or does not say why there is no value',
  withdrawal_stray: 'a record takes back one that does not stand before it in its partition',
  origin_missing: 'an output record names an origin that is no input record',
  published_count: 'more input records of a chunk have output than it counts as published',
  two_states: 'one input record ended in two states',
  order_of_key: 'outputs of one input key are not in the order of its records',
  order_of_partition: 'outputs of one input partition and output key are not in the order of handling',
} as const;

export type FindingCode = keyof typeof FINDINGS;

export interface Finding {
  readonly code: FindingCode;
  /** Topic, partition and offset or range; never a key or value, which may be personal. */
  readonly where: string;
  readonly detail: string;
}

export interface Findings {
  readonly add: (code: FindingCode, where: string, detail: string) => void;
  /** The first findings of each code, in the order in which they were made. */
  readonly listed: readonly Finding[];
  /** How many there are of each code, listed or not. */
  readonly counts: ReadonlyMap<FindingCode, number>;
}

const LISTED_PER_CODE_MAX = 20;

/** Collects findings; of each code only the first few are kept, since one fault can show a million times. */
export const createFindings = (): Findings => {
  const listed: Finding[] = [];
  const counts = new Map<FindingCode, number>();
  const add = (code: FindingCode, where: string, detail: string): void => {
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    if (count <= LISTED_PER_CODE_MAX) listed.push({ code, where, detail });
  };
  return { add, listed, counts };
};
