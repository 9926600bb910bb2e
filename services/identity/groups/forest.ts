import type { MergeStatement } from '../../../schemas/types.generated.ts';
import { compareVersions } from '../version.ts';

/** For each worker that is part of another: which one. No worker is part of itself, directly or through others. */
export type Forest = ReadonlyMap<string, string>;

const pairOf = (keeper: string, absorbed: string): string => `${keeper}|${absorbed}`;

/** Of a merge and an unmerge of one version, the unmerge: a wrong merge is worse than none. */
const newer = (a: MergeStatement, b: MergeStatement): MergeStatement => {
  const order = compareVersions(a, b);
  if (order !== 0) return order > 0 ? a : b;
  return a.merged ? b : a;
};

/**
 * Merges that stand. Of the words on who is part of whom, the newest counts; an unmerge also undoes a merge of the two the
 * other way round, and there the times decide, because their sequences are of different workers.
 */
const standing = (statements: readonly MergeStatement[]): readonly MergeStatement[] => {
  const words = new Map<string, MergeStatement>();
  for (const statement of statements) {
    const pair = pairOf(statement.keeper, statement.absorbed);
    const known = words.get(pair);
    words.set(pair, known ? newer(known, statement) : statement);
  }
  return [...words.values()].filter(({ keeper, absorbed, merged, effective_at }) => {
    const reverse = words.get(pairOf(absorbed, keeper));
    const is_undone = reverse !== undefined && !reverse.merged && reverse.effective_at >= effective_at;
    return merged && !is_undone;
  });
};

const newestFirst = (a: MergeStatement, b: MergeStatement): number =>
  b.effective_at - a.effective_at || (pairOf(a.keeper, a.absorbed) < pairOf(b.keeper, b.absorbed) ? -1 : 1);

/** The worker and those it is part of, up to the one that is part of no other. */
export const pathOf = (worker: string, forest: Forest): readonly string[] => {
  const path = [worker];
  for (let next = forest.get(worker); next !== undefined; next = forest.get(next)) path.push(next);
  return path;
};

/**
 * Who is part of whom. A worker is part of one other at most: of the one that the newest merge names. Where merges go round
 * in a circle, the oldest of the circle does not count.
 * @param gone workers whose merges do not count
 */
export const growForest = (statements: readonly MergeStatement[], gone: ReadonlySet<string>): Forest => {
  const forest = new Map<string, string>();
  const decided = new Set<string>();
  for (const { keeper, absorbed } of [...standing(statements)].sort(newestFirst)) {
    if (gone.has(keeper) || gone.has(absorbed) || decided.has(absorbed)) continue;
    decided.add(absorbed);
    if (!pathOf(keeper, forest).includes(absorbed)) forest.set(absorbed, keeper);
  }
  return forest;
};
