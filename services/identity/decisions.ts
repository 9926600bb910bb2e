import type { IdentityAudit } from '../../schemas/types.generated.ts';
import type { IdentityEvent } from './event.ts';
import { type People, standingOf } from './groups/people.ts';
import type { LinkChange } from './link-changes.ts';
import { isKnown, type KnownStanding, type Standing, statusOf } from './standing.ts';

/** What the audit trail is told of an event; the rest of the record is the same for all decisions of the event. */
export type Decision = Pick<
  IdentityAudit,
  'member_id' | 'other_member_id' | 'action' | 'alias' | 'alias_kind' | 'reason'
>;

const about = (
  member_id: string,
  action: Decision['action'],
  reason: string,
  other_member_id: string | null = null,
): Decision => ({ member_id, other_member_id, action, alias: null, alias_kind: null, reason });

/** Which public facts differ, by name: their values may be personal. */
const changedFacts = (before: KnownStanding, after: KnownStanding): readonly string[] => [
  ...(statusOf(before) === statusOf(after) ? [] : ['status']),
  ...(before.profile.employment_kind === after.profile.employment_kind ? [] : ['employment_kind']),
  ...(before.profile.email === after.profile.email ? [] : ['email']),
];

const onWorker = (before: Standing, after: Standing): readonly Decision[] => {
  if (!isKnown(after)) return [];
  const { member_id } = after;
  const previous = isKnown(before) ? before : null;
  const decisions: Decision[] = [];
  if (!previous) decisions.push(about(member_id, 'create', 'first event that carries the worker'));
  if (after.former_member_ids.some((id) => !before.former_member_ids.includes(id))) {
    decisions.push(about(member_id, 'merge', 'employment kind changed'));
  }
  const ended = statusOf(after) === 'terminated' && (!previous || statusOf(previous) !== 'terminated');
  const changed = previous ? changedFacts(previous, after) : [];
  if (ended) decisions.push(about(member_id, 'terminate', 'employment ended'));
  else if (changed.length > 0) decisions.push(about(member_id, 'update', `changed: ${changed.join(', ')}`));
  return decisions;
};

/** Both sides are told, so that either's trail says what to undo. */
const bothTold = (
  action: 'merge' | 'unmerge',
  part: string,
  root: string,
  [ofPart, ofRoot]: readonly [string, string],
): readonly Decision[] => [about(part, action, ofPart, root), about(root, action, ofRoot, part)];

/** Who has become part of whom, and who no longer is. A conversion of either is no merge, and is told as what it is. */
const onPlaces = (before: People, after: People): readonly Decision[] =>
  [...after.places].flatMap(([worker, { member_id, root, root_member_id }]) => {
    const was = before.places.get(worker);
    if (was?.root === root) return [];
    const decisions: Decision[] = [];
    const left = was && was.root !== worker ? after.places.get(was.root) : undefined;
    if (was && after.gone.has(was.root)) {
      decisions.push(about(member_id, 'unmerge', 'the other is erased', was.root_member_id));
    } else if (left && left.root !== root) {
      const reasons = ['no longer part of the other', 'the other is no longer part of it'] as const;
      decisions.push(...bothTold('unmerge', member_id, left.member_id, reasons));
    }
    if (root !== worker) {
      const reasons = ['part of the other', 'the other has become part of it'] as const;
      decisions.push(...bothTold('merge', member_id, root_member_id, reasons));
    }
    return decisions;
  });

const onErasure = (before: People, after: People, { worker }: IdentityEvent): readonly Decision[] =>
  [...before.places]
    .filter(([one]) => after.gone.has(one))
    .map(([one, { member_id }]) =>
      about(
        member_id,
        'erase',
        one === worker ? 'the HR system erased the worker' : 'one person with an erased worker',
      ),
    );

/** A conflict concerns who claims now and whoever had the alias until now. */
const onLink = (
  { alias, kind, before, after }: LinkChange,
  claimant: string | undefined,
  people: People,
): readonly Decision[] => {
  if (!after) return [];
  const decide = (member: string, action: Decision['action'], reason: string): Decision => ({
    ...about(member, action, reason),
    alias,
    alias_kind: kind,
  });
  if (after.member_id !== null) {
    if (before?.member_id === after.member_id) return [];
    const reason =
      before === null
        ? 'named by the HR system'
        : before.state === 'linked'
          ? 'follows its worker'
          : 'only one person claims the alias now';
    return [decide(after.member_id, 'link', reason)];
  }
  const is_new = before?.state !== 'conflict' || after.claimants.some((one) => !before.claimants.includes(one));
  if (!is_new) return [];
  const claimants = claimant === undefined ? after.claimants : [claimant];
  const claiming = claimants.flatMap((one) => people.places.get(one)?.root_member_id ?? []);
  const losing = before?.member_id ?? null;
  const concerned = new Set([...claiming, ...(losing === null ? [] : [losing])]);
  return [...concerned].map((member) => decide(member, 'conflict', 'more than one person claims the alias'));
};

/** Every decision that an event led to. */
export const decisionsOf = (
  before: People,
  after: People,
  event: IdentityEvent,
  links: readonly LinkChange[],
): readonly Decision[] => {
  const { worker, aliases } = event;
  const named = new Set(aliases.map(({ alias }) => alias));
  return [
    ...onErasure(before, after, event),
    ...onWorker(standingOf(before, worker), standingOf(after, worker)),
    ...onPlaces(before, after),
    ...links.flatMap((change) => onLink(change, named.has(change.alias) ? worker : undefined, after)),
  ];
};
