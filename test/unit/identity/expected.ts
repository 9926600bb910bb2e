import type { IdentityLink, LinkClaim, Member, WorkerEvent } from '../../../schemas/types.generated.ts';
import type { PureRunner } from '../../support/pure-runner.ts';
import { aliasHash, createRunner, feed, memberIdOf as memberIdOfKind, tablesOf } from './fixtures.ts';
import { isAboutWorker } from './histories.ts';

/**
 * What the rules of merging and forgetting ask for, worked out from a whole history at once and in the plainest way: of each
 * worker its own standing as if there were no merges, and who is part of whom at the end.
 */

const hashOf = (employee_id: string): string => aliasHash('employee_id', employee_id);

interface Word {
  readonly keeper: string;
  readonly absorbed: string;
  readonly merged: boolean;
  /** Without a sequence comes before every sequence. */
  readonly sequence: number;
  readonly at: number;
}

const wordsOf = (history: readonly WorkerEvent[]): readonly Word[] =>
  history
    .filter(({ kind }) => kind === 'merge' || kind === 'unmerge')
    .map(({ kind, employee_id, related_employee_id, sequence, effective_at }) => ({
      keeper: hashOf(employee_id),
      absorbed: hashOf(related_employee_id ?? ''),
      merged: kind === 'merge',
      sequence: sequence ?? -1,
      at: effective_at,
    }));

const lastWord = (words: readonly Word[], keeper: string, absorbed: string): Word | undefined =>
  words
    .filter((word) => word.keeper === keeper && word.absorbed === absorbed)
    .sort((a, b) => a.sequence - b.sequence || a.at - b.at || Number(b.merged) - Number(a.merged))
    .at(-1);

const newestFirst = (a: Word, b: Word): number =>
  b.at - a.at || (`${a.keeper}|${a.absorbed}` < `${b.keeper}|${b.absorbed}` ? -1 : 1);

/** The one merge that decides whose part each worker is, circles cut open at their oldest merge. */
const decisive = (words: readonly Word[], gone: ReadonlySet<string>): ReadonlyMap<string, Word> => {
  const merges = new Map<string, Word>();
  for (const absorbed of new Set(words.map((word) => word.absorbed))) {
    const [newest] = [...new Set(words.map((word) => word.keeper))]
      .flatMap((keeper) => lastWord(words, keeper, absorbed) ?? [])
      .filter((word) => {
        const reverse = lastWord(words, absorbed, word.keeper);
        return word.merged && (!reverse || reverse.merged || reverse.at < word.at);
      })
      .filter(({ keeper }) => !gone.has(keeper) && !gone.has(absorbed))
      .sort(newestFirst);
    if (newest) merges.set(absorbed, newest);
  }
  for (const start of merges.keys()) {
    const walked: Word[] = [];
    for (let word = merges.get(start); word && !walked.includes(word); word = merges.get(word.keeper))
      walked.push(word);
    const circle = walked.at(-1)?.keeper === start ? walked.sort(newestFirst) : [];
    const oldest = circle.at(-1);
    if (oldest) merges.delete(oldest.absorbed);
  }
  return merges;
};

const above = (worker: string, merges: ReadonlyMap<string, Word>): readonly string[] => {
  const next = merges.get(worker);
  return next ? [worker, ...above(next.keeper, merges)] : [worker];
};

/** Hashes of all workers that a history wants forgotten. */
export const goneIn = (history: readonly WorkerEvent[]): ReadonlySet<string> => {
  const words = wordsOf(history);
  const everybody = new Set(words.flatMap(({ keeper, absorbed }) => [keeper, absorbed]));
  const gone = new Set<string>();
  const erasures = history
    .filter(({ kind }) => kind === 'erase')
    .map(({ employee_id, effective_at }) => ({ worker: hashOf(employee_id), at: effective_at }))
    .sort((a, b) => a.at - b.at || (a.worker < b.worker ? -1 : 1));
  for (const { worker, at } of erasures) {
    if (gone.has(worker)) continue;
    const merges = decisive(
      words.filter((word) => word.at <= at),
      gone,
    );
    const topOf = (one: string) => above(one, merges).at(-1);
    const person = [...everybody].filter((one) => topOf(one) === topOf(worker));
    for (const one of [worker, ...person]) gone.add(one);
  }
  return gone;
};

const earliest = (claims: readonly LinkClaim[]): LinkClaim | undefined =>
  [...claims].sort(
    (a, b) =>
      a.since - b.since ||
      (a.source === b.source ? Number(a.claimant > b.claimant) - 0.5 : Number(a.source > b.source) - 0.5),
  )[0];

/** The member id of the oldest event that tells what kind of worker it is. */
const firstIdIn = (history: readonly WorkerEvent[], claimant: string): string => {
  const ids = history
    .filter(({ employee_id, worker }) => worker !== null && hashOf(employee_id) === claimant)
    .map(({ employee_id, worker, sequence, effective_at }) => ({
      id: memberIdOfKind(employee_id, worker!.employment_kind),
      sequence: sequence ?? -1,
      at: effective_at,
    }))
    .sort((a, b) => a.sequence - b.sequence || a.at - b.at || (a.id < b.id ? -1 : 1));
  return ids[0]!.id;
};

interface Expected {
  readonly members: Readonly<Record<string, Partial<Member>>>;
  readonly links: Readonly<Record<string, Partial<IdentityLink>>>;
}

export const expectedOf = (history: readonly WorkerEvent[]): Expected => {
  const gone = goneIn(history);
  const merges = decisive(wordsOf(history), gone);
  const apart = createRunner();
  for (const event of history.filter(isAboutWorker)) feed(apart, event);
  const personOf = (worker: string) => (gone.has(worker) ? null : apart.read('identity.worker', worker));
  const rootOf = (worker: string) => above(worker, merges).findLast((one) => personOf(one)) ?? worker;
  const memberIdOf = (worker: string) => personOf(worker)?.member_id ?? '';
  const tables = tablesOf(apart) as { [table: string]: { [key: string]: object } };

  const members: Record<string, Partial<Member>> = {};
  for (const employee_id of new Set(history.map((event) => event.employee_id))) {
    const worker = hashOf(employee_id);
    const person = personOf(worker);
    if (!person) continue;
    const shown = tables['marketplace.member']?.[memberIdOf(rootOf(worker))] as Member;
    for (const id of [person.member_id, ...person.former_member_ids]) {
      members[id] =
        rootOf(worker) === worker
          ? { ...tables['marketplace.member']?.[id] }
          : {
              ...shown,
              member_id: id,
              status: 'merged',
              email: null,
              merged_into: shown.member_id,
              rule: 'worker-merged',
            };
    }
  }

  const links: Record<string, Partial<IdentityLink>> = {};
  for (const [alias, content] of Object.entries(tables['identity.link'] ?? {})) {
    const link = content as IdentityLink;
    const all = link.claims.length > 0 ? link.claims : link.claimants.map((claimant) => ({ ...link, claimant }));
    const claims = all.filter(({ claimant }) => !gone.has(claimant));
    const first = earliest(claims);
    if (!first) continue;
    const roots = new Set(claims.map(({ claimant }) => rootOf(claimant)));
    const root = roots.size === 1 ? rootOf(first.claimant) : null;
    const home = root === null ? null : firstIdIn(history.filter(isAboutWorker), first.claimant);
    links[alias] = {
      alias_kind: link.alias_kind,
      state: root === null ? 'conflict' : 'linked',
      member_id: root === null ? null : memberIdOf(root),
      known_as: root !== null && home !== memberIdOf(root) ? home : null,
      claimants: claims.map(({ claimant }) => claimant),
      claims: claims.length > 1 ? claims : [],
      since: first.since,
      source: first.source,
    };
  }
  return { members, links };
};

/** What the two public tables say. */
export const publicTablesOf = (runner: PureRunner): Expected => {
  const tables = tablesOf(runner) as { [table: string]: Expected['members'] & Expected['links'] };
  return { members: tables['marketplace.member'] ?? {}, links: tables['identity.link'] ?? {} };
};
