import { HandlerFault, ProjectionLost } from '../errors.ts';
import type { LogRecord } from '../kafka/log-reader.ts';
import type { ClaimAnswer } from '../redis/claims.ts';
import {
  type InputDeclaration,
  type KnownLearner,
  type Prepared,
  STATE_ROUNDS_MAX,
  type TableKey,
} from '../service.ts';
import type { Chunk } from './chunk.ts';
import { type Engine, HOLDS, inputOf } from './engine.ts';
import { formatCoordinates } from './headers.ts';
import { claimOf, claimSlot, type Item } from './item.ts';
import { findLearner, learnerKeys, returnKeys } from './learner.ts';
import type { PartitionProcessor } from './partition-processor.ts';
import { toRows } from './restore.ts';
import type { TableView } from './table-view.ts';

/** A record that is not the one that has its id. */
export type Settled = Exclude<ClaimAnswer, 'ours'>;

/**
 * Claims the ids of all records that are not refused already.
 * @returns the records that are not first with their id, and the rebuild of the claims that said so
 * @param next one past the last of them
 * @throws ProjectionLost when Redis was emptied or exchanged
 */
export const claimAll = async (
  engine: Engine,
  processor: PartitionProcessor,
  items: readonly Item[],
  next: number,
): Promise<{ settled: ReadonlyMap<Item, Settled>; rebuild: string | null }> => {
  const settled = new Map<Item, Settled>();
  if (inputOf(engine, processor.topic).claim === false) return { settled, rebuild: null };
  const claiming = items.filter(({ prepared }) => prepared.kind !== 'rejected');
  const { topic, partition, topic_id } = processor;
  const claims = claiming.map((item) => claimOf(item, topic_id)!);
  const reach = { slot: claimSlot(topic, partition, topic_id), next };
  const claimed = await engine.claims.claim(claims, reach, engine.floors.claims(processor));
  if (claimed === null) throw new ProjectionLost('claims');
  claiming.forEach((item, i) => {
    const answer = claimed.answers[i]!;
    if (answer !== 'ours') settled.set(item, answer);
  });
  return { settled, rebuild: claimed.rebuild };
};

/** An input that is the changelog of a table that handlers read keeps its projection up to date. */
export const projectInput = async (
  engine: Engine,
  processor: PartitionProcessor,
  records: readonly LogRecord[],
): Promise<void> => {
  const table = engine.tables.get(processor.topic);
  if (table === undefined) return;
  const rows = await toRows(engine, processor.topic, records);
  if (!(await table.apply(processor.partition, rows, records.at(-1)!.offset + 1)))
    throw new ProjectionLost(processor.topic);
};

const eventOf = ({ prepared }: Item): Prepared<unknown> | null => (prepared.kind === 'prepared' ? prepared : null);

const needsState = (input: InputDeclaration<unknown, unknown>, event: unknown): boolean =>
  input.needsState?.(event) ?? true;

/** How many aliases more may have parked records of an input partition. */
export const aliasesLeft = async (engine: Engine, { topic, partition }: PartitionProcessor): Promise<number> => {
  const table = engine.tables.get(HOLDS);
  if (table === undefined || inputOf(engine, topic).learner === undefined) return Number.POSITIVE_INFINITY;
  const [aliases = 0] = await table.census(partition, 1);
  return engine.settings.parked_aliases_max - aliases;
};

/** Reads ahead for the whole chunk; what a record still misses when its turn comes is read then. */
export const lookUpAll = async ({ items, input, view }: Chunk): Promise<void> => {
  const events = items.flatMap((item) => {
    const prepared = eventOf(item);
    return prepared === null ? [] : [{ item, event: prepared.event }];
  });
  const { learner, state } = input;
  if (learner !== undefined) {
    await view.load([
      ...events.flatMap(({ item, event }) => {
        const alias = learner(event);
        return alias === null ? [] : learnerKeys(item, alias);
      }),
      ...items.flatMap(returnKeys),
    ]);
  }
  if (state === undefined) return;
  const asking = events.filter(({ event }) => needsState(input, event));
  for (let round = 0; asking.length > 0 && round < STATE_ROUNDS_MAX; round += 1) {
    const keys = asking.flatMap(({ item, event }) => state(event, knownLearner(item, event, input, view), view.get));
    const unread = keys.filter((key) => !view.has(key));
    if (unread.length === 0) return;
    await view.load(unread);
  }
};

/** Whether the handler of a record reads state. Asked first, since to wait for nothing costs most records more than this. */
export const readsState = (input: InputDeclaration<unknown, unknown>, { prepared }: Item): boolean =>
  input.state !== undefined && prepared.kind === 'prepared' && needsState(input, prepared.event);

/**
 * Reads what the handler of one record still misses: entries that depend on what earlier records of the chunk wrote.
 * Most handlers miss nothing.
 */
export const lookUpOne = async ({ input, view }: Chunk, item: Item): Promise<void> => {
  const prepared = eventOf(item);
  const { state } = input;
  if (prepared === null || state === undefined) return;
  const known = knownLearner(item, prepared.event, input, view);
  try {
    await readState(view, () => state(prepared.event, known, view.get));
  } catch (error) {
    throw error instanceof StateUnbounded ? new HandlerFault(formatCoordinates(item.record), error) : error;
  }
};

/** A service names ever more entries. Handling a record by half of what there is could publish what is not so. */
export class StateUnbounded extends Error {
  override readonly name = 'StateUnbounded';
}

/**
 * Reads entries until `named` names no unread one.
 * @throws StateUnbounded
 * @throws ProjectionLost
 */
export const readState = async (
  view: Pick<TableView, 'has' | 'load'>,
  named: () => readonly TableKey[],
): Promise<void> => {
  for (let round = 0; ; round += 1) {
    const unread = named().filter((key) => !view.has(key));
    if (unread.length === 0) return;
    if (round === STATE_ROUNDS_MAX) throw new StateUnbounded(`unread entries after ${STATE_ROUNDS_MAX} rounds`);
    await view.load(unread);
  }
};

const knownLearner = (
  item: Item,
  event: unknown,
  { learner }: InputDeclaration<unknown, unknown>,
  view: TableView,
): KnownLearner | null => {
  const alias = learner?.(event) ?? null;
  if (alias === null) return null;
  const found = findLearner(item, alias, view);
  return found.kind === 'member' ? found : null;
};
