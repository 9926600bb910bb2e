import type { AliasHold, ParkedRecord } from '../../../schemas/types.generated.ts';
import { originInputOf } from '../../../topology/topology.ts';
import type { KnownLearner, Rejected, TableKey } from '../service.ts';
import { HOLDS, LINKS } from './engine.ts';
import { PARKED_MAX_MS } from './headers.ts';
import type { Item } from './item.ts';
import { producerHeaders } from './producer-headers.ts';
import type { TableView } from './table-view.ts';

/** Whose record it is: a member, somebody yet unknown, or nobody until the deadline. */
export type Learner =
  | ({ readonly kind: 'member' } & KnownLearner)
  | { readonly kind: 'park'; readonly reason: ParkedRecord['reason'] }
  | Rejected;

/** A person nobody knows must not fill the parked topic; what is beyond can be replayed once the person is known. */
const PARKED_PER_ALIAS_MAX = 1_000;

/** Were the record that others wait for lost from the parked topic, they would go round for ever. */
const ATTEMPTS_IN_ORDER_MAX = 100;

/**
 * Counts are per partition of the raw input: each has one owner, who alone counts what it parked and what came back. What comes
 * back through the resubmission topic, in the partition of the same number, is counted with the input.
 */
const holdKeyOf = ({ record }: Item, alias: string): string =>
  `${originInputOf(record.topic)}|${record.partition}|${alias}`;

/** Table entries that finding the learner of a record needs. */
export const learnerKeys = (item: Item, alias: string): readonly TableKey[] => [
  { table: LINKS, key: alias },
  { table: HOLDS, key: holdKeyOf(item, alias) },
];

/** Table entry that counting a record back in needs, whatever becomes of it. */
export const returnKeys = (item: Item): readonly TableKey[] =>
  item.provenance.returned === null ? [] : [{ table: HOLDS, key: holdKeyOf(item, item.provenance.returned.alias) }];

const NOTHING_OUT: AliasHold = { outstanding: 0, again: [] };

const holdOf = (item: Item, alias: string, view: TableView): AliasHold =>
  view.get(HOLDS, holdKeyOf(item, alias)) ?? NOTHING_OUT;

/**
 * Whether a record that came back must let one go first that stood before it, came back too, and was parked again as the
 * link had gone meanwhile. Normally once is enough, as the earlier one is ahead of it by then.
 */
const isAhead = ({ provenance: { origin, attempt } }: Item, { again }: AliasHold): boolean =>
  attempt < ATTEMPTS_IN_ORDER_MAX && again.some((offset) => offset < origin.offset);

/**
 * Finds the member behind an alias. While parked records of the alias have not come back, later ones wait behind
 * them, so that a person's events keep their order. A record that waited under another alias, until rules were mended, is
 * a later one too.
 */
export const findLearner = (item: Item, alias: string, view: TableView): Learner => {
  const { returned } = item.provenance;
  const hold = holdOf(item, alias, view);
  const is_later = returned?.alias !== alias;
  if (is_later && hold.outstanding >= PARKED_PER_ALIAS_MAX) {
    return {
      kind: 'rejected',
      code: 'parked_overflow',
      reason: `${hold.outstanding} records of the learner alias wait already`,
    };
  }
  if (is_later ? hold.outstanding > 0 : isAhead(item, hold)) return { kind: 'park', reason: 'behind' };
  const link = view.get(LINKS, alias);
  if (link !== null && link.state === 'linked' && link.member_id !== null) {
    return { kind: 'member', member_id: link.member_id, known_as: link.known_as };
  }
  if (returned?.cause === 'deadline') {
    return { kind: 'rejected', code: 'unresolved', reason: 'nobody was known by the learner alias until the deadline' };
  }
  return { kind: 'park', reason: link?.state === 'conflict' ? 'conflict' : 'unknown' };
};

/** Whether a record that is to be parked is the first of its alias. */
export const opensHold = (item: Item, alias: string, view: TableView): boolean =>
  item.provenance.returned?.alias !== alias && holdOf(item, alias, view).outstanding === 0;

/** Aliases whose hold changed in a chunk. */
export type HoldChanges = Map<string, { readonly key: string; readonly partition: number }>;

/**
 * Counts what came back from the parked topic, and what goes there. A record that is parked again stays out.
 * @param parked alias that the record is parked under now, or null
 */
export const countHold = (item: Item, parked: string | null, view: TableView, changes: HoldChanges): void => {
  const { returned, origin } = item.provenance;
  const set = (alias: string, hold: AliasHold): void => {
    const key = holdKeyOf(item, alias);
    view.set(HOLDS, key, hold.outstanding <= 0 ? null : hold);
    changes.set(key, { key, partition: item.record.partition });
  };
  if (returned !== null && returned.alias !== parked) {
    const { outstanding, again } = holdOf(item, returned.alias, view);
    set(returned.alias, { outstanding: outstanding - 1, again: again.filter((offset) => offset !== origin.offset) });
  }
  if (parked === null) return;
  const { outstanding, again } = holdOf(item, parked, view);
  const stays = returned?.alias === parked;
  if (stays && again.includes(origin.offset)) return;
  set(parked, {
    outstanding: stays ? outstanding : outstanding + 1,
    again: returned === null ? again : [...again, origin.offset],
  });
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
    deadline_at: Math.min(provenance.deadline_at_ms ?? parked_at + options.deadline_ms, options.now_ms + PARKED_MAX_MS),
    key: record.key,
    value: record.value ?? Buffer.alloc(0),
    headers: Object.entries(producerHeaders(record)).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((one) => ({ name, value: one })),
    ),
  };
};
