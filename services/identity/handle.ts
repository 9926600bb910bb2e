import type { Context, Outcome, OutputRecord, ReadTable, TableKey } from '../runtime/service.ts';
import { decisionsOf } from './decisions.ts';
import { contentsOf, employmentKey, readStanding } from './entries.ts';
import { ALIASES_PER_WORKER_MAX, type IdentityEvent, tooManyAliases } from './event.ts';
import { followersOf, linkChangesOf } from './link-changes.ts';
import type { MemberIdOf } from './member-id.ts';
import { memberContentsOf } from './members.ts';
import { type RecordsOfEvent, recordsOfEvent } from './records.ts';
import { fold, isKnown, type Standing } from './standing.ts';

export interface HandleDeps {
  readonly memberIdOf: MemberIdOf;
  readonly mapping_version: string;
}

/** What the handler reads: the worker, its links, and its member records under either id it may have. */
export const keysOf = (event: IdentityEvent, memberIdOf: MemberIdOf, get: ReadTable): readonly TableKey[] => {
  const { worker, employee_id } = event;
  const before = readStanding(worker, get);
  const members = [memberIdOf(employee_id, 'employee'), memberIdOf(employee_id, 'contractor')];
  const aliases = event.aliases.map(({ alias }) => alias);
  const followers = followersOf(before, fold(before, event, memberIdOf), event);
  return [
    { table: 'identity.worker', key: worker },
    { table: 'identity.worker', key: employmentKey(worker) },
    ...members.map((key): TableKey => ({ table: 'marketplace.member', key })),
    ...[...aliases, ...followers].map((key): TableKey => ({ table: 'identity.link', key })),
  ];
};

/** What the marketplace and the audit trail are told; nothing about a person of whom no event has told anything yet. */
const publicRecords = (
  event: IdentityEvent,
  before: Standing,
  after: Standing,
  get: ReadTable,
  { members, links, audits }: RecordsOfEvent,
  mapping_version: string,
): readonly OutputRecord[] => {
  if (!isKnown(after)) return [];
  const changes = linkChangesOf(before, after, event, get);
  return [
    ...members(memberContentsOf(after, mapping_version)),
    ...links(changes),
    ...audits(decisionsOf(before, after, changes)),
  ];
};

const ruleOf = (before: Standing, after: Standing, records: readonly OutputRecord[]): string => {
  const writes = (topic: OutputRecord['topic']): boolean => records.some((record) => record.topic === topic);
  if (records.length === 0) return 'no-change';
  if (!isKnown(before)) return isKnown(after) ? 'member-created' : 'employment-noted';
  if (before.member_id !== after.member_id) return 'member-converted';
  if (writes('marketplace.member')) return 'member-changed';
  return writes('identity.link') ? 'aliases-claimed' : 'version-noted';
};

/** Applies a worker event to what is known. Writes only what changes, so an event that says nothing new writes nothing. */
export const handleEvent = (
  event: IdentityEvent,
  { record, get }: Context<unknown>,
  { memberIdOf, mapping_version }: HandleDeps,
): Outcome => {
  const before = readStanding(event.worker, get);
  const after = fold(before, event, memberIdOf);
  if (after.aliases.length > ALIASES_PER_WORKER_MAX) return tooManyAliases();
  const make = recordsOfEvent(event, record.origin, get);
  const records = [
    ...publicRecords(event, before, after, get, make, mapping_version),
    ...make.workers(contentsOf(after, event.worker, event.employee_id, memberIdOf)),
  ];
  return { kind: 'published', rule: ruleOf(before, after, records), records };
};
