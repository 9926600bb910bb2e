import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { PureRunner } from '../../support/pure-runner.ts';
import { aliasHash, auditsOf, createRunner, feed, having, hris, memberIdOf, ruleOf, worker } from './fixtures.ts';

const PSEUDONYM = memberIdOf('E1', 'contractor');

type Given = Parameters<typeof hris>[0];

const member = (runner: PureRunner, id = 'E1') => runner.read('marketplace.member', id);
const link = (runner: PureRunner, alias: string) => runner.read('identity.link', alias);
const jane = worker({
  email: 'Jane.Doe+hr@corp.example',
  other_emails: ['jd@corp.example'],
  accounts: [{ home_page: 'https://lms.example', name: 'jane' }],
  openids: ['https://jane.example/'],
  sso_subjects: [{ issuer: 'https://idp.example', subject: 'jane' }],
  lms_users: [{ source: 'lms', user_id: 'u1' }],
});

describe('a hire', () => {
  it('makes an employee a member under the employee id', () => {
    const runner = having({});
    expect(member(runner)).toMatchObject({
      member_id: 'E1',
      status: 'active',
      employment_kind: 'employee',
      email: null,
    });
    expect(auditsOf(runner)).toEqual(['E1 create first event that carries the worker', 'E1 link employee_id']);
  });

  it('makes anybody else a member under a pseudonym', () => {
    const runner = having({ worker: worker({ employment_kind: 'contractor' }) });
    expect(member(runner, PSEUDONYM)?.status).toBe('active');
    expect(PSEUDONYM).toMatch(/^p-[0-9a-f]{32}$/);
    expect(JSON.stringify(runner.written)).not.toContain('"E1"');
  });

  it('makes everybody a member under a pseudonym where policy says so', () => {
    const runner = createRunner('pseudonym');
    feed(runner, hris());
    expect([...runner.entries('marketplace.member').keys()]).toEqual([PSEUDONYM]);
  });

  it('links every alias in canonical form, e-mail hashes included', () => {
    const runner = having({ worker: jane });
    const hashes = [
      aliasHash('employee_id', 'E1'),
      aliasHash('mbox', 'mailto:jane.doe@CORP.example'),
      aliasHash('mbox', 'jd@corp.example'),
      aliasHash('mbox_sha1sum', hash('sha1', 'mailto:jane.doe@corp.example', 'hex')),
      aliasHash('account', 'jane', 'https://lms.example'),
      aliasHash('openid', 'https://jane.example/'),
      aliasHash('sso_subject', 'jane', 'https://idp.example'),
      aliasHash('lms_user', 'u1', 'lms'),
    ];
    for (const alias of hashes) expect(link(runner, alias)).toMatchObject({ state: 'linked', member_id: 'E1' });
  });

  it('shows the e-mail only with consent', () => {
    expect(member(having({ worker: jane }))?.email).toBeNull();
    expect(member(having({ worker: { ...jane, email_consent: true } }))?.email).toBe('jane.doe@corp.example');
  });
});

describe('later events', () => {
  it('change what they say', () => {
    const runner = having({}, { kind: 'update', day: 1, worker: worker({ on_leave: true }) });
    expect(member(runner)?.status).toBe('on_leave');
    expect(auditsOf(runner)).toContain('E1 update changed: status');
  });

  it('write nothing when they say nothing new', () => {
    const runner = having({ worker: jane });
    expect(ruleOf(runner, hris({ event_id: 'other', kind: 'snapshot_row', worker: jane }))).toBe('no-change');
  });

  it('are told from earlier ones by sequence first', () => {
    const leave = worker({ on_leave: true });
    const runner = having({ sequence: 2, day: 0 }, { kind: 'update', sequence: 1, day: 5, worker: leave });
    expect(member(runner)).toMatchObject({ status: 'active', as_of: hris().effective_at });
  });

  it('without a sequence come before those with one', () => {
    const leave = worker({ on_leave: true });
    const runner = having({ sequence: 0 }, { kind: 'snapshot_row', day: 5, worker: leave });
    expect(member(runner)?.status).toBe('active');
  });

  it('that arrive too late still give the worker their aliases', () => {
    const runner = having({ day: 3 });
    expect(ruleOf(runner, hris({ kind: 'update', day: 1, worker: jane }))).toBe('aliases-claimed');
    expect(member(runner)?.as_of).toBe(hris({ day: 3 }).effective_at);
    expect(link(runner, aliasHash('mbox', 'jd@corp.example'))?.member_id).toBe('E1');
  });

  it('date a link by its earliest claim', () => {
    const runner = having({ day: 3, source: 'sap', worker: jane }, { kind: 'update', day: 1, worker: jane });
    expect(link(runner, aliasHash('employee_id', 'E1'))).toMatchObject({
      since: hris({ day: 1 }).effective_at,
      source: 'workday',
    });
  });
});

describe('the end of an employment', () => {
  const end: Given = { kind: 'terminate', day: 2 };

  it('leaves the links, because late learning still belongs to the member', () => {
    const runner = having({ worker: jane }, end);
    expect(member(runner)).toMatchObject({ status: 'terminated', as_of: hris({ day: 2 }).effective_at });
    expect(link(runner, aliasHash('lms_user', 'u1', 'lms'))?.state).toBe('linked');
    expect(auditsOf(runner)).toContain('E1 terminate employment ended');
  });

  it('may be heard of before the worker is', () => {
    const runner = having(end);
    expect(runner.entries('marketplace.member').size + runner.entries('identity.link').size).toBe(0);
    feed(runner, hris({ worker: jane }));
    expect(member(runner)?.status).toBe('terminated');
    expect(auditsOf(runner).slice(0, 2)).toEqual([
      'E1 create first event that carries the worker',
      'E1 terminate employment ended',
    ]);
  });

  it('is not undone by a later correction, nor by a snapshot of alumni', () => {
    const corrected = having({}, end, { kind: 'update', day: 3, worker: jane });
    expect(member(corrected)).toMatchObject({ status: 'terminated', as_of: hris({ day: 3 }).effective_at });
    const listed = having({}, end, { kind: 'snapshot_row', day: 3, worker: worker({ employment_kind: 'alumni' }) });
    expect(member(listed, PSEUDONYM)?.status).toBe('terminated');
  });

  it('is told by a snapshot that lists the worker as alumni, where the termination was lost', () => {
    const alumni = worker({ employment_kind: 'alumni' });
    const runner = having({}, { kind: 'snapshot_row', day: 3, worker: alumni });
    expect(member(runner, PSEUDONYM)).toMatchObject({ status: 'terminated', employment_kind: 'alumni' });
    expect(auditsOf(runner)).toContain(`${PSEUDONYM} terminate employment ended`);
    feed(runner, hris({ kind: 'rehire', day: 4 }));
    expect(member(runner)).toMatchObject({ status: 'active' });
  });

  it.each(['rehire', 'snapshot_row'] as const)('is undone by a later %s', (kind) => {
    expect(member(having({}, end, { kind, day: 3 }))?.status).toBe('active');
  });

  it('stands against a hire of the same moment', () => {
    expect(member(having({}, { kind: 'terminate' }))?.status).toBe('terminated');
  });
});

describe('a change of employment kind', () => {
  const contractor = worker({ employment_kind: 'contractor', email: 'jane@corp.example', email_consent: true });
  const hired: Given = { day: 1, worker: worker({ lms_users: [{ source: 'lms', user_id: 'u1' }] }) };

  it('merges the former member into the new one and takes every link along', () => {
    const runner = having({ worker: contractor }, hired);
    expect(member(runner)).toMatchObject({ status: 'active', merged_into: null });
    expect(member(runner, PSEUDONYM)).toMatchObject({ status: 'merged', merged_into: 'E1', email: null });
    for (const { member_id } of runner.entries('identity.link').values()) expect(member_id).toBe('E1');
    expect(auditsOf(runner)).toContain('E1 merge employment kind changed');
    expect(auditsOf(runner)).toContain('E1 link mbox');
  });

  it('goes back the same way', () => {
    const runner = having({ worker: contractor }, hired, { kind: 'update', day: 2, worker: contractor });
    expect(member(runner)).toMatchObject({ status: 'merged', merged_into: PSEUDONYM });
    expect(member(runner, PSEUDONYM)).toMatchObject({
      status: 'active',
      email: 'jane@corp.example',
      merged_into: null,
    });
    expect(link(runner, aliasHash('lms_user', 'u1', 'lms'))?.member_id).toBe(PSEUDONYM);
  });

  it('leaves an alias in conflict with nobody', () => {
    const other: Given = { employee_id: 'E2', worker: worker({ email: 'jane@corp.example' }) };
    const runner = having({ worker: contractor }, other, hired);
    expect(link(runner, aliasHash('mbox', 'jane@corp.example'))).toMatchObject({ state: 'conflict', member_id: null });
  });
});

describe('an alias that two workers claim', () => {
  const team = worker({ email: 'team@corp.example' });
  const mbox = aliasHash('mbox', 'team@corp.example');

  it('belongs to nobody, and the audit trail says so to both', () => {
    const runner = having({ worker: team }, { employee_id: 'E2', worker: team });
    const claimants = ['E1', 'E2'].map((id) => aliasHash('employee_id', id)).sort();
    expect(link(runner, mbox)).toMatchObject({ state: 'conflict', member_id: null, claimants });
    expect(auditsOf(runner).filter((audit) => audit.endsWith('conflict mbox'))).toEqual([
      'E2 conflict mbox',
      'E1 conflict mbox',
    ]);
  });

  it('keeps a bounded list of claimants, the same in every order', () => {
    const crowd = Array.from({ length: 40 }, (_, i): Given => ({ employee_id: `E${i}`, worker: team }));
    const [forth, back] = [having(...crowd), having(...crowd.toReversed())];
    expect(link(forth, mbox)?.claimants).toHaveLength(32);
    expect(link(forth, mbox)?.claimants).toEqual(link(back, mbox)?.claimants);
  });
});
