import { growForest, pathOf } from './forest.ts';
import { type Group, workersOf } from './group.ts';

/**
 * Everybody who is to be forgotten: the workers that an erasure names, and whoever was one person with them when it took
 * effect, by the merges and unmerges up to then. Erasures count in the order of their times, and nobody is merged with a
 * worker that is gone.
 */
export const goneOf = ({ statements, erasures }: Group): ReadonlySet<string> => {
  const gone = new Set<string>();
  if (erasures.length === 0) return gone;
  const everybody = workersOf({ statements, erasures });
  const inOrder = [...erasures].sort((a, b) => a.effective_at - b.effective_at || (a.worker < b.worker ? -1 : 1));
  for (const { worker, effective_at } of inOrder) {
    if (gone.has(worker)) continue;
    const forest = growForest(
      statements.filter((one) => one.effective_at <= effective_at),
      gone,
    );
    const root = pathOf(worker, forest).at(-1);
    const person = everybody.filter((one) => pathOf(one, forest).at(-1) === root);
    for (const one of person) gone.add(one);
  }
  return gone;
};

/** What a worker is to the marketplace. */
export interface Place {
  /** Member id of the worker itself. */
  readonly member_id: string;
  /** The member id that the worker had first: what it learns stays filed under it, whatever becomes of the worker. */
  readonly home_id: string;
  /** The worker that it is part of in the end, or itself. */
  readonly root: string;
  readonly root_member_id: string;
}

/** Member ids of one worker, whoever it is part of. */
export type OwnIds = Pick<Place, 'member_id' | 'home_id'>;

/**
 * Places of the workers that the marketplace can know of. A worker of whom nothing is known yet holds nobody: who is part of
 * it stands alone until it is known.
 * @param idsOf null for a worker of whom nothing is known
 */
export const placesOf = (
  group: Group,
  gone: ReadonlySet<string>,
  workers: readonly string[],
  idsOf: (worker: string) => OwnIds | null,
): ReadonlyMap<string, Place> => {
  const forest = growForest(group.statements, gone);
  const places = new Map<string, Place>();
  for (const worker of workers) {
    const own = idsOf(worker);
    if (own === null || gone.has(worker)) continue;
    const root = pathOf(worker, forest).findLast((above) => idsOf(above) !== null) ?? worker;
    places.set(worker, { ...own, root, root_member_id: (idsOf(root) ?? own).member_id });
  }
  return places;
};
