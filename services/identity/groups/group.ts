import type { MergeStatement, WorkerErasure, WorkerEventKind, WorkerGroup } from '../../../schemas/types.generated.ts';

/**
 * What the HR system said about which workers are one person, of workers that any merge ever named together. Old words
 * stay: an erasure reaches whoever was merged when it took effect, and may be told before the merge is.
 */
export type Group = Pick<WorkerGroup, 'statements' | 'erasures'>;

export const NO_GROUP: Group = { statements: [], erasures: [] };

/** One person may have had many contracts, but who is merged with more is not one person. */
export const WORKERS_PER_GROUP_MAX = 16;
/** About 10 kB as Avro. Each merge that is told anew, with another time, counts. */
export const MERGES_PER_GROUP_MAX = 128;
/** Beyond the number above, what was merged can still be unmerged: a wrong merge is worse than none. */
const STATEMENTS_PER_GROUP_MAX = 2 * MERGES_PER_GROUP_MAX;

const nameOf = ({ keeper, absorbed, merged, sequence, effective_at }: MergeStatement): string =>
  [keeper, absorbed, merged, sequence, effective_at].join('|');

const distinct = (statements: readonly MergeStatement[]): readonly MergeStatement[] =>
  [...new Map(statements.map((one) => [nameOf(one), one]))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, statement]) => statement);

/** The earliest erasure of each worker: by a later one nobody else is reached, as nobody is merged with it any more. */
const earliest = (erasures: readonly WorkerErasure[]): readonly WorkerErasure[] => {
  const times = new Map<string, number>();
  for (const { worker, effective_at } of erasures) {
    times.set(worker, Math.min(effective_at, times.get(worker) ?? effective_at));
  }
  return [...times].sort(([a], [b]) => (a < b ? -1 : 1)).map(([worker, effective_at]) => ({ worker, effective_at }));
};

/** All that several groups say, in an order of its own, so that it is the same whatever order it was told in. */
export const joinGroups = (groups: readonly Group[]): Group => {
  const [{ statements, erasures } = NO_GROUP, ...others] = groups;
  if (others.length === 0) return { statements, erasures };
  return {
    statements: distinct(groups.flatMap(({ statements }) => statements)),
    erasures: earliest(groups.flatMap(({ erasures }) => erasures)),
  };
};

/** Everybody whom a group names. */
export const workersOf = ({ statements, erasures }: Group): readonly string[] => [
  ...new Set([
    ...statements.flatMap(({ keeper, absorbed }) => [keeper, absorbed]),
    ...erasures.map(({ worker }) => worker),
  ]),
];

/** Whether there is more than one person can have been part of. @param kind of the event that made the group what it is */
export const isTooLarge = (group: Group, kind: WorkerEventKind): boolean =>
  group.statements.length > (kind === 'merge' ? MERGES_PER_GROUP_MAX : STATEMENTS_PER_GROUP_MAX) ||
  workersOf(group).length > WORKERS_PER_GROUP_MAX;
