import { describe, expect, it } from 'vitest';
import type { WorkerEvent } from '../../../schemas/types.generated.ts';
import { MERGES_PER_GROUP_MAX, WORKERS_PER_GROUP_MAX } from '../../../services/identity/groups/group.ts';
import type { PureRunner } from '../../support/pure-runner.ts';
import { aliasHash, auditsOf, createRunner, feed, having, hris, memberIdOf, ruleOf, worker } from './fixtures.ts';

type Given = Parameters<typeof hris>[0];

const email = (address: string) => worker({ email: address, email_consent: true });
const HIRED: readonly Given[] = [
  { employee_id: 'E1', worker: email('jane@corp.example') },
  { employee_id: 'E2', worker: email('old@corp.example') },
  { employee_id: 'E3', worker: email('other@corp.example') },
];
const merge = (keeper: string, absorbed: string, given: Given = {}): WorkerEvent =>
  hris({
    kind: 'merge',
    employee_id: keeper,
    related_employee_id: absorbed,
    event_id: `${keeper}+${absorbed}+${given.day ?? 0}`,
    worker: null,
    ...given,
  });
const unmerge = (keeper: string, absorbed: string, given: Given = {}): WorkerEvent =>
  merge(keeper, absorbed, { kind: 'unmerge', event_id: `${keeper}-${absorbed}-${given.day ?? 0}`, ...given });

const member = (runner: PureRunner, id: string) => runner.read('marketplace.member', id);
const mbox = (runner: PureRunner, address: string) => runner.read('identity.link', aliasHash('mbox', address));
/** Whose part each member is, by its id. */
const parts = (runner: PureRunner) =>
  Object.fromEntries([...runner.entries('marketplace.member')].map(([id, { merged_into }]) => [id, merged_into]));

describe('a merge', () => {
  it('makes one worker part of the other, and takes its links along', () => {
    const runner = having(...HIRED);
    expect(ruleOf(runner, merge('E1', 'E2', { day: 1 }))).toBe('workers-merged');
    expect(member(runner, 'E1')).toMatchObject({ status: 'active', email: 'jane@corp.example', merged_into: null });
    expect(member(runner, 'E2')).toMatchObject({
      status: 'merged',
      email: null,
      merged_into: 'E1',
      rule: 'worker-merged',
    });
    expect(mbox(runner, 'old@corp.example')).toMatchObject({ state: 'linked', member_id: 'E1', known_as: 'E2' });
    expect(mbox(runner, 'jane@corp.example')).toMatchObject({ member_id: 'E1', known_as: null });
    expect(mbox(runner, 'other@corp.example')).toMatchObject({ member_id: 'E3', known_as: null });
  });

  it('tells both members’ audit trails', () => {
    const runner = having(...HIRED, merge('E1', 'E2', { day: 1, source: 'sap' }));
    const audits = runner.written.flatMap(({ topic, value }) =>
      topic === 'identity.audit' && value?.other_member_id ? [value] : [],
    );
    const shared = { action: 'merge', decided_by: 'sap', at: hris({ day: 1 }).effective_at, origin: { offset: 3 } };
    expect(audits).toMatchObject([
      { ...shared, member_id: 'E2', other_member_id: 'E1', reason: 'part of the other' },
      { ...shared, member_id: 'E1', other_member_id: 'E2', reason: 'the other has become part of it' },
    ]);
    expect(auditsOf(runner)).toContain('E1 link mbox');
  });

  it('leads straight to the member at the end of a chain', () => {
    const runner = having(...HIRED, merge('E2', 'E3'), merge('E1', 'E2'));
    expect(parts(runner)).toEqual({ E1: null, E2: 'E1', E3: 'E1' });
    expect(mbox(runner, 'other@corp.example')).toMatchObject({ member_id: 'E1', known_as: 'E3' });
    feed(runner, unmerge('E1', 'E2', { day: 1 }));
    expect(parts(runner)).toEqual({ E1: null, E2: null, E3: 'E2' });
    expect(mbox(runner, 'other@corp.example')).toMatchObject({ member_id: 'E2', known_as: 'E3' });
  });

  it('shows what the root alone says of itself', () => {
    const runner = having(...HIRED, merge('E1', 'E2'), { kind: 'terminate', employee_id: 'E2', day: 2 });
    expect(member(runner, 'E1')).toMatchObject({ status: 'active', as_of: hris().effective_at });
    feed(
      runner,
      hris({ kind: 'update', employee_id: 'E2', day: 3, worker: { ...email('new@corp.example'), on_leave: true } }),
    );
    expect(member(runner, 'E1')).toMatchObject({ status: 'active', email: 'jane@corp.example' });
    expect(mbox(runner, 'new@corp.example')).toMatchObject({ member_id: 'E1', known_as: 'E2' });
    feed(runner, hris({ kind: 'terminate', employee_id: 'E1', day: 4 }));
    expect(member(runner, 'E1')?.status).toBe('terminated');
  });

  it('covers the former ids of both', () => {
    const contractor = worker({ employment_kind: 'contractor' });
    const [one, two] = ['E1', 'E2'].map((id) => memberIdOf(id, 'contractor')) as [string, string];
    const runner = having({ worker: contractor }, { employee_id: 'E2', worker: contractor });
    feed(runner, hris({ employee_id: 'E2', day: 1 }));
    feed(runner, merge('E1', 'E2', { day: 2 }));
    expect(parts(runner)).toEqual({ [one]: null, [two]: one, E2: one });
    feed(runner, hris({ day: 3 }));
    expect(parts(runner)).toEqual({ E1: null, [one]: 'E1', [two]: 'E1', E2: 'E1' });
    expect(runner.read('identity.link', aliasHash('employee_id', 'E2'))).toMatchObject({
      member_id: 'E1',
      known_as: two,
    });
    expect(runner.read('identity.link', aliasHash('employee_id', 'E1'))).toMatchObject({
      member_id: 'E1',
      known_as: one,
    });
  });

  it('ends a conflict between the two, but not one with a third', () => {
    const both = email('team@corp.example');
    const runner = having({ worker: both, day: -1 }, { employee_id: 'E2', worker: both }, merge('E1', 'E2'));
    expect(mbox(runner, 'team@corp.example')).toMatchObject({ state: 'linked', member_id: 'E1', known_as: null });
    expect(
      runner.written.some(
        ({ value }) => value && 'reason' in value && value.reason === 'only one person claims the alias now',
      ),
    ).toBe(true);
    feed(runner, unmerge('E1', 'E2', { day: 1 }));
    expect(mbox(runner, 'team@corp.example')).toMatchObject({ state: 'conflict', member_id: null });
    expect(auditsOf(runner)).toEqual(expect.arrayContaining(['E1 conflict mbox', 'E2 conflict mbox']));
    feed(runner, merge('E1', 'E2', { day: 2 }));
    feed(runner, hris({ employee_id: 'E3', worker: both }));
    expect(mbox(runner, 'team@corp.example')).toMatchObject({ state: 'conflict', member_id: null });
  });

  it('waits for workers of whom nothing is known yet', () => {
    const runner = createRunner();
    expect(ruleOf(runner, merge('E1', 'E2'))).toBe('merge-noted');
    expect(ruleOf(runner, merge('E1', 'E2', { event_id: 'again' }))).toBe('no-change');
    feed(runner, hris({ employee_id: 'E2', worker: email('old@corp.example') }));
    expect(member(runner, 'E2')).toMatchObject({ status: 'active', email: 'old@corp.example' });
    expect(ruleOf(runner, hris())).toBe('member-created');
    expect(member(runner, 'E2')).toMatchObject({ status: 'merged', email: null, merged_into: 'E1' });
    expect(auditsOf(runner)).toContain('E2 merge part of the other');
  });

  it('passes through a worker of whom nothing is known', () => {
    const runner = having({}, { employee_id: 'E3' }, merge('E2', 'E3'), merge('E1', 'E2'));
    expect(parts(runner)).toEqual({ E1: null, E3: 'E1' });
  });

  it('that is newer takes a worker from one to the other', () => {
    const runner = having(...HIRED, merge('E1', 'E2', { day: 1 }), merge('E3', 'E2', { day: 2 }));
    expect(parts(runner)).toEqual({ E1: null, E2: 'E3', E3: null });
    expect(auditsOf(runner)).toEqual(
      expect.arrayContaining(['E2 unmerge no longer part of the other', 'E2 merge part of the other']),
    );
  });

  it('the other way round decides who stays, when it is newer', () => {
    expect(parts(having(...HIRED, merge('E1', 'E2', { day: 1 }), merge('E2', 'E1', { day: 2 })))).toMatchObject({
      E1: 'E2',
      E2: null,
    });
    expect(parts(having(...HIRED, merge('E1', 'E2', { day: 2 }), merge('E2', 'E1', { day: 1 })))).toMatchObject({
      E1: null,
      E2: 'E1',
    });
  });

  it('that would close a circle counts by its age', () => {
    const circle = [merge('E1', 'E2', { day: 3 }), merge('E2', 'E3', { day: 1 }), merge('E3', 'E1', { day: 2 })];
    expect(parts(having(...HIRED, ...circle))).toEqual({ E1: 'E3', E2: 'E3', E3: null });
  });
});

describe('an unmerge', () => {
  it('restores both exactly', () => {
    const before = having(...HIRED);
    const runner = having(...HIRED, merge('E1', 'E2', { day: 1 }));
    expect(ruleOf(runner, unmerge('E1', 'E2', { day: 2 }))).toBe('workers-unmerged');
    for (const id of ['E1', 'E2']) {
      const { event_id: _, origin: __, ...content } = member(before, id) ?? {};
      expect(member(runner, id)).toMatchObject(content);
    }
    expect(mbox(runner, 'old@corp.example')).toMatchObject({ member_id: 'E2', known_as: null });
    expect(runner.read('identity.worker', aliasHash('employee_id', 'E2'))?.email).toBeNull();
    expect(auditsOf(runner)).toEqual(
      expect.arrayContaining([
        'E2 unmerge no longer part of the other',
        'E1 unmerge the other is no longer part of it',
      ]),
    );
  });

  it('stands against an older merge that comes late, and against one of the same time', () => {
    for (const day of [1, 2]) {
      const runner = having(...HIRED, unmerge('E1', 'E2', { day: 2 }));
      expect(ruleOf(runner, merge('E1', 'E2', { day }))).toBe('merge-noted');
      expect(member(runner, 'E2')?.status).toBe('active');
    }
    expect(parts(having(...HIRED, unmerge('E1', 'E2', { day: 2 }), merge('E1', 'E2', { day: 3 })))).toMatchObject({
      E2: 'E1',
    });
  });

  it('is told from a merge by the sequence of the worker that stays', () => {
    const runner = having(
      ...HIRED,
      merge('E1', 'E2', { sequence: 2, day: 1 }),
      unmerge('E1', 'E2', { sequence: 1, day: 5 }),
    );
    expect(parts(runner)).toMatchObject({ E2: 'E1' });
  });

  it('that names the two the other way round counts by time', () => {
    expect(parts(having(...HIRED, merge('E1', 'E2', { day: 1 }), unmerge('E2', 'E1', { day: 2 })))).toMatchObject({
      E2: null,
    });
    expect(parts(having(...HIRED, merge('E1', 'E2', { day: 3 }), unmerge('E2', 'E1', { day: 2 })))).toMatchObject({
      E2: 'E1',
    });
  });
});

describe('a group of workers', () => {
  it('has a bounded number of workers', () => {
    const runner = createRunner();
    const others = Array.from({ length: WORKERS_PER_GROUP_MAX }, (_, i) => `F${i}`);
    const verdicts = others.map((other) => feed(runner, merge('E1', other)));
    expect(verdicts.slice(0, -1).map(({ kind }) => kind)).toEqual(others.slice(1).map(() => 'published'));
    expect(verdicts.at(-1)).toMatchObject({ code: 'hris_group_too_large', path: '$.related_employee_id' });
    expect(ruleOf(runner, hris({ kind: 'erase', worker: null }))).toBe('erasure-noted');
  });

  it('has a bounded number of merges, which can still be undone', () => {
    const runner = createRunner();
    for (let day = 0; day < MERGES_PER_GROUP_MAX; day++) feed(runner, merge('E1', 'E2', { day }));
    expect(feed(runner, merge('E1', 'E2', { day: 998 }))).toMatchObject({ code: 'hris_group_too_large' });
    expect(ruleOf(runner, unmerge('E1', 'E2', { day: 999 }))).toBe('unmerge-noted');
  });
});
