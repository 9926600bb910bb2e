import type { ParkedRecord } from '../../../schemas/types.generated.ts';
import type { KnownLearner, Rejected, TableKey } from '../service.ts';
import { HOLDS, LINKS } from './engine.ts';
import { passedOn } from './headers.ts';
import type { Item } from './item.ts';
import type { TableView } from './table-view.ts';

/** Whose record it is: a member, somebody yet unknown, or nobody until the deadline. */
export type Learner =
  | ({ readonly kind: 'member' } & KnownLearner)
  | { readonly kind: 'park'; readonly reason: ParkedRecord['reason'] }
  | Rejected;

/** A person nobody knows must not fill the parked topic; what is beyond can be replayed once the person is known. */
const PARKED_PER_ALIAS_MAX = 1_000;

/** Holds are per input partition: each has one owner, who alone counts what it parked and what came back. */
const holdKeyOf = ({ record }: Item, alias: string): string => `${record.topic}|${record.partition}|${alias}`;

/** Table entries that finding the learner of a record needs. */
export const learnerKeys = (item: Item, alias: string): readonly TableKey[] => [
  { table: LINKS, key: alias },
  { table: HOLDS, key: holdKeyOf(item, alias) },
];

/** Table entry that counting a record back in needs, whatever becomes of it. */
export const returnKeys = (item: Item): readonly TableKey[] =>
  item.provenance.returned === null ? [] : [{ table: HOLDS, key: holdKeyOf(item, item.provenance.returned.alias) }];

const outstanding = (item: Item, alias: string, view: TableView): number =>
  view.get(HOLDS, holdKeyOf(item, alias))?.outstanding ?? 0;

/**
 * Finds the member behind an alias. While parked records of the alias have not come back, later ones wait behind
 * them, so that a person's events keep their order.
 */
export const findLearner = (item: Item, alias: string, view: TableView): Learner => {
  const { returned } = item.provenance;
  const waiting = outstanding(item, alias, view);
  if (returned === null && waiting >= PARKED_PER_ALIAS_MAX) {
    return {
      kind: 'rejected',
      code: 'parked_overflow',
      reason: `${waiting} records of the learner alias wait already`,
    };
  }
  if (returned === null && waiting > 0) return { kind: 'park', reason: 'behind' };
  const link = view.get(LINKS, alias);
  if (link !== null && link.state === 'linked' && link.member_id !== null) {
    return { kind: 'member', member_id: link.member_id, known_as: link.known_as };
  }
  if (returned?.cause === 'deadline') {
    return { kind: 'rejected', code: 'unresolved', reason: 'nobody was known by the learner alias until the deadline' };
  }
  return { kind: 'park', reason: link?.state === 'conflict' ? 'conflict' : 'unknown' };
};

/** Aliases whose hold changed in a chunk. */
export type HoldChanges = Map<string, { readonly key: string; readonly partition: number }>;

/**
 * Counts what came back from the parked topic, and what goes there. A record that is parked again stays out.
 * @param parked alias that the record is parked under now, or null
 */
export const countHold = (item: Item, parked: string | null, view: TableView, changes: HoldChanges): void => {
  const back = item.provenance.returned?.alias ?? null;
  if (back === parked) return;
  if (back !== null) change(item, back, -1, view, changes);
  if (parked !== null) change(item, parked, +1, view, changes);
};

const change = (item: Item, alias: string, by: number, view: TableView, changes: HoldChanges): void => {
  const key = holdKeyOf(item, alias);
  const now = Math.max(0, outstanding(item, alias, view) + by);
  view.set(HOLDS, key, now === 0 ? null : { outstanding: now });
  changes.set(key, { key, partition: item.record.partition });
};

/** The record as it is set aside until its person is known. */
export const toParkedRecord = (
  item: Item,
  alias: string,
  reason: ParkedRecord['reason'],
  options: {
    readonly service: string;
    readonly event_id: string;
    readonly deadline_ms: number;
    readonly now_ms: number;
  },
): ParkedRecord => {
  const { record, provenance } = item;
  const parked_at = provenance.parked_at_ms ?? options.now_ms;
  return {
    event_id: options.event_id,
    alias,
    service: options.service,
    reason,
    origin: provenance.origin,
    input_partition: record.partition,
    attempt: provenance.attempt,
    timestamp: provenance.timestamp_ms,
    parked_at,
    deadline_at: provenance.deadline_at_ms ?? parked_at + options.deadline_ms,
    key: record.key,
    value: record.value ?? Buffer.alloc(0),
    headers: Object.entries(passedOn(record.headers)).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((one) => ({ name, value: one })),
    ),
  };
};
