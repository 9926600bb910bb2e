import type { ParkedRecord } from '../../../schemas/types.generated.ts';
import type { Rejected, TableKey } from '../service.ts';
import { HOLDS, LINKS } from './engine.ts';
import { passedOn } from './headers.ts';
import type { Item } from './item.ts';
import type { TableView } from './table-view.ts';

/** Whose record it is: a member, somebody yet unknown, or nobody until the deadline. */
export type Learner =
  | { readonly kind: 'member'; readonly member_id: string }
  | { readonly kind: 'park'; readonly reason: ParkedRecord['reason'] }
  | Rejected;

/** Holds are per input partition: each has one owner, who alone counts what it parked and what came back. */
const holdKeyOf = ({ record }: Item, alias: string): string => `${record.topic}|${record.partition}|${alias}`;

/** Table entries that finding the learner of a record needs. */
export const learnerKeys = (item: Item, alias: string): readonly TableKey[] => [
  { table: LINKS, key: alias },
  { table: HOLDS, key: holdKeyOf(item, alias) },
];

const outstanding = (item: Item, alias: string, view: TableView): number =>
  view.get(HOLDS, holdKeyOf(item, alias))?.outstanding ?? 0;

/**
 * Finds the member behind an alias. While parked records of the alias have not come back, later ones wait behind
 * them, so that a person's events keep their order.
 */
export const findLearner = (item: Item, alias: string, view: TableView): Learner => {
  const { returned } = item.provenance;
  if (returned === null && outstanding(item, alias, view) > 0) return { kind: 'park', reason: 'behind' };
  const link = view.get(LINKS, alias);
  if (link !== null && link.state === 'linked' && link.member_id !== null) {
    return { kind: 'member', member_id: link.member_id };
  }
  if (returned === 'deadline') {
    return { kind: 'rejected', code: 'unresolved', reason: 'nobody was known by the learner alias until the deadline' };
  }
  return { kind: 'park', reason: link?.state === 'conflict' ? 'conflict' : 'unknown' };
};

/** Aliases whose hold changed in a chunk. */
export type HoldChanges = Map<string, { readonly key: string; readonly partition: number }>;

/** Counts a record out to the parked topic, or back in. A parked record that is parked again stays out. */
export const countHold = (item: Item, alias: string, parked: boolean, view: TableView, changes: HoldChanges): void => {
  const came_back = item.provenance.returned !== null;
  if (parked === came_back) return;
  const key = holdKeyOf(item, alias);
  const before = view.get(HOLDS, key)?.outstanding ?? 0;
  const now = Math.max(0, before + (parked ? 1 : -1));
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
