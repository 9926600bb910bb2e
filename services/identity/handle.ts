import type { Context, Outcome, OutputRecord, ReadTable, TableKey } from '../runtime/service.ts';
import { decisionsOf } from './decisions.ts';
import { employmentKey, workerEntriesOf } from './entries.ts';
import { ALIASES_PER_WORKER_MAX, groupTooLarge, type IdentityEvent, isAboutWorker, tooManyAliases } from './event.ts';
import { isTooLarge, workersOf } from './groups/group.ts';
import { type People, peopleAfter, readPeople, standingOf } from './groups/people.ts';
import { followersOf, linkChangesOf, strangerKeysOf } from './link-changes.ts';
import type { MemberIdOf } from './member-id.ts';
import { memberEntriesOf } from './members.ts';
import { recordsOfEvent } from './records.ts';
import { isKnown, memberIdsOf } from './standing.ts';

export interface HandleDeps {
  readonly memberIdOf: MemberIdOf;
  readonly mapping_version: string;
}

const keysOfWorker = (worker: string): readonly TableKey[] => [
  { table: 'identity.group', key: worker },
  { table: 'identity.worker', key: worker },
  { table: 'identity.worker', key: employmentKey(worker) },
];

/**
 * What the handler reads: the worker, its links, its member records under either id it may have; and the same of everybody
 * whom merges ever named together with it.
 */
export const keysOf = (event: IdentityEvent, memberIdOf: MemberIdOf, get: ReadTable): readonly TableKey[] => {
  const before = readPeople(event, get);
  const after = peopleAfter(before, event, memberIdOf);
  const followers = followersOf(before, after, event);
  const members = [
    memberIdOf(event.employee_id, 'employee'),
    memberIdOf(event.employee_id, 'contractor'),
    ...[...before.standings.values()].flatMap(memberIdsOf),
  ];
  const aliases = [...event.aliases.map(({ alias }) => alias), ...followers];
  return [
    ...[...before.standings.keys(), ...before.gone].flatMap(keysOfWorker),
    ...members.map((key): TableKey => ({ table: 'marketplace.member', key })),
    ...aliases.map((key): TableKey => ({ table: 'identity.link', key })),
    ...(after.gone.size === 0 ? [] : strangerKeysOf(followers, after, get)),
  ];
};

const hasErased = (before: People, after: People): boolean =>
  [...before.places.keys()].some((worker) => after.gone.has(worker));

const hasMoved = (before: People, after: People): boolean =>
  [...after.places].some(([worker, { root }]) => before.places.get(worker)?.root !== root);

const RULES = {
  merge: { moved: 'workers-merged', noted: 'merge-noted' },
  unmerge: { moved: 'workers-unmerged', noted: 'unmerge-noted' },
  erase: { moved: 'workers-unmerged', noted: 'erasure-noted' },
} as const;

const ruleOf = (event: IdentityEvent, before: People, after: People, records: readonly OutputRecord[]): string => {
  const { kind, worker } = event;
  const writes = (topic: OutputRecord['topic']): boolean => records.some((record) => record.topic === topic);
  if (records.length === 0) return 'no-change';
  if (hasErased(before, after)) return 'worker-erased';
  if (kind === 'merge' || kind === 'unmerge' || kind === 'erase') {
    return RULES[kind][hasMoved(before, after) ? 'moved' : 'noted'];
  }
  const [was, is] = [standingOf(before, worker), standingOf(after, worker)];
  if (!isKnown(was)) return isKnown(is) ? 'member-created' : 'employment-noted';
  if (was.member_id !== is.member_id) return 'member-converted';
  if (writes('marketplace.member')) return 'member-changed';
  return writes('identity.link') ? 'aliases-claimed' : 'version-noted';
};

/** Applies a worker event to what is known. Writes only what changes, so an event that says nothing new writes nothing. */
export const handleEvent = (
  event: IdentityEvent,
  { record, get }: Context,
  { memberIdOf, mapping_version }: HandleDeps,
): Outcome => {
  const before = readPeople(event, get);
  if (isAboutWorker(event) && before.gone.has(event.worker)) return { kind: 'ignored', rule: 'erased-worker' };
  const after = peopleAfter(before, event, memberIdOf);
  if (standingOf(after, event.worker).aliases.length > ALIASES_PER_WORKER_MAX) return tooManyAliases();
  if (isTooLarge(after.group, event.kind)) return groupTooLarge();
  const { entries, audits } = recordsOfEvent(event, record.origin, get);
  const links = linkChangesOf(before, after, event, get);
  const records = [
    ...entries('marketplace.member', memberEntriesOf(before, after, mapping_version)),
    ...entries(
      'identity.link',
      links.map((change) => [change.alias, change.after]),
    ),
    ...audits(decisionsOf(before, after, event, links)),
    ...entries('identity.worker', workerEntriesOf(before, after, event, memberIdOf)),
    ...entries(
      'identity.group',
      workersOf(after.group).map((worker) => [worker, after.group]),
    ),
  ];
  return { kind: 'published', rule: ruleOf(event, before, after, records), records };
};
