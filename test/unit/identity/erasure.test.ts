import { describe, expect, it } from 'vitest';
import type { WorkerEvent } from '../../../schemas/types.generated.ts';
import type { PureRunner } from '../../support/pure-runner.ts';
import {
  aliasHash,
  auditsOf,
  createRunner,
  feed,
  having,
  hris,
  memberIdOf,
  ruleOf,
  tablesOf,
  worker,
} from './fixtures.ts';

type Given = Parameters<typeof hris>[0];

const email = (address: string) => worker({ email: address, email_consent: true });
const HIRED: readonly Given[] = [
  { employee_id: 'E1', worker: email('jane@corp.example') },
  { employee_id: 'E2', worker: email('jane.old@corp.example') },
];
const erase = (employee_id: string, day: number): WorkerEvent =>
  hris({ kind: 'erase', employee_id, day, worker: null });
const between = (kind: 'merge' | 'unmerge', day: number, keeper = 'E1', absorbed = 'E2'): WorkerEvent =>
  hris({ kind, employee_id: keeper, related_employee_id: absorbed, day, worker: null });

const sizes = (runner: PureRunner) =>
  Object.fromEntries(
    Object.entries(tablesOf(runner)).map(([table, entries]) => [table, Object.keys(entries as object).length]),
  );
const NOBODY = { 'marketplace.member': 0, 'identity.link': 0, 'identity.worker': 0 };
const statusOf = (runner: PureRunner, id: string) => runner.read('marketplace.member', id)?.status;
const mbox = (runner: PureRunner, address: string) => runner.read('identity.link', aliasHash('mbox', address));

describe('an erasure', () => {
  it('takes away members, links and what is known of the worker, former ids too', () => {
    const contractor = worker({ employment_kind: 'contractor', email: 'jane@corp.example' });
    const runner = having({ worker: contractor }, { day: 1 }, { kind: 'terminate', day: 2 });
    expect(ruleOf(runner, erase('E1', 3))).toBe('worker-erased');
    expect(sizes(runner)).toMatchObject({ ...NOBODY, 'identity.group': 1 });
    const tombstones = runner.written
      .filter(({ value }) => value === null)
      .map(({ topic, key, tombstone }) => `${topic} ${key} ${tombstone}`);
    expect(tombstones).toEqual(
      expect.arrayContaining([
        'marketplace.member E1 erased',
        `marketplace.member ${memberIdOf('E1', 'contractor')} erased`,
        `identity.link ${aliasHash('mbox', 'jane@corp.example')} unclaimed`,
        `identity.worker ${aliasHash('employee_id', 'E1')} erased`,
        `identity.worker ${aliasHash('employee_id', 'E1')}|employment erased`,
      ]),
    );
  });

  it('tells the audit trail, and nothing personal', () => {
    const runner = having(...HIRED);
    const verdict = feed(runner, erase('E1', 1));
    expect(auditsOf(runner).at(-1)).toBe('E1 erase the HR system erased the worker');
    expect(JSON.stringify(verdict)).not.toMatch(/@|jane/i);
  });

  it('is for good: what comes later, or late, is ignored', () => {
    const runner = having(...HIRED, erase('E1', 1));
    const kinds = ['hire', 'update', 'rehire', 'snapshot_row', 'terminate'] as const;
    for (const kind of kinds) {
      for (const day of [0, 9]) {
        const event = hris({
          kind,
          day,
          event_id: `${kind} ${day}`,
          worker: kind === 'terminate' ? null : email('jane@corp.example'),
        });
        expect(feed(runner, event)).toEqual({ kind: 'ignored', rule: 'erased-worker' });
      }
    }
    expect(ruleOf(runner, { ...erase('E1', 1), event_id: 'again' })).toBe('no-change');
    expect(sizes(runner)).toMatchObject({ 'marketplace.member': 1 });
  });

  it('may come before the worker is known', () => {
    const runner = createRunner();
    expect(ruleOf(runner, erase('E1', 1))).toBe('erasure-noted');
    expect(ruleOf(runner, hris())).toBe('erased-worker');
    expect(sizes(runner)).toMatchObject(NOBODY);
  });

  it('is not held up by what else the event carries', () => {
    const runner = having(...HIRED);
    expect(ruleOf(runner, { ...erase('E1', 1), worker: worker({ email: 'no address' }) })).toBe('worker-erased');
  });

  it('reaches everybody whom the worker is one person with', () => {
    const runner = having(...HIRED, { employee_id: 'E3' }, between('merge', 1), between('merge', 1, 'E2', 'E3'));
    feed(runner, erase('E2', 2));
    expect(sizes(runner)).toMatchObject(NOBODY);
    expect(auditsOf(runner)).toEqual(expect.arrayContaining(['E1 erase one person with an erased worker']));
    expect(ruleOf(runner, hris({ employee_id: 'E3', day: 3 }))).toBe('erased-worker');
  });

  it('also when the merge is heard of later', () => {
    const runner = having(...HIRED, erase('E2', 2));
    expect(statusOf(runner, 'E1')).toBe('active');
    expect(ruleOf(runner, between('merge', 1))).toBe('worker-erased');
    expect(sizes(runner)).toMatchObject(NOBODY);
  });

  it('reaches nobody who was unmerged before, or is merged after', () => {
    const unmerged = having(...HIRED, between('merge', 1), between('unmerge', 2), erase('E2', 3));
    const merged = having(...HIRED, erase('E2', 2), between('merge', 3));
    for (const runner of [unmerged, merged]) {
      expect(runner.read('marketplace.member', 'E1')).toMatchObject({ status: 'active', email: 'jane@corp.example' });
      expect(statusOf(runner, 'E2')).toBeUndefined();
    }
  });

  it('is not undone by an unmerge that takes effect later', () => {
    const runner = having(...HIRED, between('merge', 1), erase('E2', 2), between('unmerge', 3));
    expect(ruleOf(runner, hris({ day: 4, event_id: 'row', kind: 'snapshot_row' }))).toBe('erased-worker');
  });

  it('spares who was unmerged before it, though that is heard of later: the next snapshot brings them back', () => {
    const runner = having(...HIRED, between('merge', 1), erase('E2', 3));
    expect(sizes(runner)).toMatchObject(NOBODY);
    expect(ruleOf(runner, between('unmerge', 2))).toBe('unmerge-noted');
    feed(runner, hris({ kind: 'snapshot_row', day: 4, worker: email('jane@corp.example') }));
    expect(statusOf(runner, 'E1')).toBe('active');
    expect(ruleOf(runner, hris({ kind: 'snapshot_row', employee_id: 'E2', day: 4 }))).toBe('erased-worker');
  });

  it('of the root lets nobody go who is merged later than it takes effect', () => {
    const runner = having(...HIRED, between('merge', 3), erase('E1', 2));
    expect(runner.read('marketplace.member', 'E2')).toMatchObject({
      status: 'active',
      merged_into: null,
      email: 'jane.old@corp.example',
    });
    expect(auditsOf(runner)).toContain('E2 unmerge the other is erased');
  });
});

describe('an alias that an erased worker claimed', () => {
  const team = email('team@corp.example');
  const claiming = (...employee_ids: string[]): Given[] =>
    employee_ids.map((employee_id, day) => ({
      employee_id,
      day: 2 - day,
      source: day === 0 ? 'workday' : 'sap',
      worker: team,
    }));

  it('belongs to the one other person who claims it, since they do', () => {
    const runner = having(...claiming('E1', 'E2'), erase('E2', 3));
    expect(mbox(runner, 'team@corp.example')).toMatchObject({
      state: 'linked',
      member_id: 'E1',
      claimants: [aliasHash('employee_id', 'E1')],
      source: 'workday',
      since: hris({ day: 2 }).effective_at,
    });
    expect(auditsOf(runner)).toContain('E1 link mbox');
  });

  it('stays in conflict between two others', () => {
    const runner = having(...claiming('E1', 'E2', 'E3'), erase('E2', 3));
    expect(mbox(runner, 'team@corp.example')).toMatchObject({ state: 'conflict', member_id: null });
    expect(mbox(runner, 'team@corp.example')?.claimants).toHaveLength(2);
  });

  it('belongs to two others who are one person', () => {
    const runner = having(...claiming('E1', 'E2', 'E3'), between('merge', 3, 'E1', 'E3'), erase('E2', 3));
    expect(mbox(runner, 'team@corp.example')).toMatchObject({ state: 'linked', member_id: 'E1', known_as: 'E3' });
  });

  it('tells as whom the one who is left is known', () => {
    const runner = having(...claiming('E2', 'E3'), { employee_id: 'E1' }, between('merge', 3), erase('E3', 3));
    expect(mbox(runner, 'team@corp.example')).toMatchObject({ state: 'linked', member_id: 'E1', known_as: 'E2' });
  });

  it('stays with nobody where more claim it than are kept', () => {
    const crowd = Array.from({ length: 33 }, (_, i): Given => ({ employee_id: `E${i}`, worker: team }));
    const runner = having(...crowd, ...crowd.map((_, i) => erase(`E${i}`, 1)).slice(1));
    expect(mbox(runner, 'team@corp.example')).toMatchObject({ state: 'conflict', member_id: null });
  });
});
