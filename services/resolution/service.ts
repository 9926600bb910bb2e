import type { AliasWaiting, ParkedRecord, WaitingRecord } from '../../schemas/types.generated.ts';
import { isReleasable } from '../runtime/engine/released.ts';
import { type DueDeclaration, defineInput, type OutputRecord, type Service } from '../runtime/service.ts';
import { type ResolutionErrorCode, resolutionErrorCodes } from './error-codes.ts';
import { isLinked, look, PARKED_PER_ALIAS_MAX, park, recall, wake } from './waiting.ts';

const write = (alias: string, value: AliasWaiting | null): OutputRecord => ({
  topic: 'identity.waiting',
  key: alias,
  ...(value === null ? ({ value, tombstone: 'ended' } as const) : { value }),
});

/** Inputs of our own topics are never repeats, so their ids are not claimed. */
const unclaimed = <E>(id: string, event: E) => ({ kind: 'prepared', id, fingerprint: '', event }) as const;

const bytesOf = ({ key, value, headers }: ParkedRecord): number =>
  headers.reduce(
    (bytes, header) => bytes + header.name.length + header.value.length,
    (key?.length ?? 0) + value.length,
  );

/** A record was parked: remember where it stands and until when it may wait. */
const parked = defineInput<'identity.unresolved', WaitingRecord & { alias: string }>('identity.unresolved', {
  claim: false,
  prepare: ({ value, coordinates }) => {
    const code: ResolutionErrorCode = 'parked_invalid';
    if (!isReleasable(value)) return { kind: 'rejected', code, reason: 'not as a service parks a record' };
    return unclaimed(value.event_id, {
      alias: value.alias,
      offset: coordinates.offset,
      deadline_at: value.deadline_at,
      bytes: bytesOf(value),
    });
  },
  state: ({ alias }) => [
    { table: 'identity.waiting', key: alias },
    { table: 'identity.link', key: alias },
  ],
  handle: ({ alias, ...record }, { get }) => {
    const before = get('identity.waiting', alias);
    const after = park(before, record, isLinked(get('identity.link', alias)));
    if (after === before) return { kind: 'published', rule: 'no-change', records: [] };
    if (after) return { kind: 'published', rule: 'parked', records: [write(alias, after)] };
    const code: ResolutionErrorCode = 'parked_overflow';
    return { kind: 'rejected', code, reason: `more than ${PARKED_PER_ALIAS_MAX} records of the alias wait` };
  },
});

/** A link changed: whoever waits for it is looked at. A link in conflict, or erased, helps nobody. */
const link = defineInput<'identity.link', { alias: string }>('identity.link', {
  claim: false,
  prepare: ({ key, value }) =>
    isLinked(value) && key !== null
      ? unclaimed(value.event_id, { alias: key })
      : { kind: 'ignored', rule: 'link-in-conflict', id: value.event_id, fingerprint: '' },
  prepareTombstone: ({ key }) => ({ kind: 'ignored', rule: 'link-erased', id: key ?? '', fingerprint: '' }),
  state: ({ alias }) => [{ table: 'identity.waiting', key: alias }],
  handle: ({ alias }, { get }) => {
    const waiting = get('identity.waiting', alias);
    if (!waiting) return { kind: 'ignored', rule: 'nobody-waits' };
    const awake = wake(waiting);
    if (awake.due_at === waiting.due_at) return { kind: 'published', rule: 'no-change', records: [] };
    return { kind: 'published', rule: 'link-arrived', records: [write(alias, awake)] };
  },
});

/** An operator wants the records of an alias read anew: those that wait still, as far as was asked for. */
const recalled = defineInput<'ops.recall', { alias: string; up_to: number }>('ops.recall', {
  claim: false,
  prepare: ({ value: { run_id, alias, up_to } }) => unclaimed(`${run_id}|${alias}`, { alias, up_to }),
  state: ({ alias }) => [{ table: 'identity.waiting', key: alias }],
  handle: ({ alias, up_to }, { get }) => {
    const before = get('identity.waiting', alias);
    if (!before) return { kind: 'ignored', rule: 'nobody-waits' };
    const after = recall(before, up_to);
    if (after === before) return { kind: 'published', rule: 'no-change', records: [] };
    return { kind: 'published', rule: 'recalled', records: [write(alias, after)] };
  },
});

const due: DueDeclaration<'identity.waiting'> = {
  table: 'identity.waiting',
  due_at: ({ due_at }) => due_at,
  state: (alias) => [{ table: 'identity.link', key: alias }],
  handle: (alias, waiting, now_ms, get) => {
    const { send_back, remaining } = look(waiting, isLinked(get('identity.link', alias)), now_ms);
    const unchanged = send_back.length === 0 && remaining?.due_at === waiting.due_at;
    return { send_back, records: unchanged ? [] : [write(alias, remaining)] };
  },
};

/** Releases parked records, in order, when their link arrives, an operator recalls them or their deadline passes. */
export const createResolution = (): Service => ({
  name: 'resolution',
  error_codes: resolutionErrorCodes,
  inputs: { 'identity.unresolved': parked, 'identity.link': link, 'ops.recall': recalled },
  tables: ['identity.waiting'],
  due,
});
