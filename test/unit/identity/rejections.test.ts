import { describe, expect, it } from 'vitest';
import { mappingErrorCodes } from '../../../mappings/error-codes.ts';
import type { WorkerEvent } from '../../../schemas/types.generated.ts';
import { identityErrorCodes } from '../../../services/identity/error-codes.ts';
import { createRunner, feed, hris, worker } from './fixtures.ts';

const lmsUsers = (prefix: string, length: number) =>
  worker({ lms_users: Array.from({ length }, (_, i) => ({ source: 'lms', user_id: `${prefix}${i}` })) });

const bad: readonly [string, string, Partial<WorkerEvent>][] = [
  ['unknown_source', '$.source', { source: 'nobody' }],
  ['unknown_source', '$.source', { source: 'lms' }],
  ['hris_related_id_invalid', '$.related_employee_id', { kind: 'merge', worker: null }],
  ['hris_related_id_invalid', '$.related_employee_id', { kind: 'unmerge', worker: null }],
  ['hris_related_id_invalid', '$.related_employee_id', { kind: 'merge', related_employee_id: ' ' }],
  ['hris_related_id_invalid', '$.related_employee_id', { kind: 'merge', related_employee_id: 'jane|2' }],
  ['hris_related_id_invalid', '$.related_employee_id', { kind: 'unmerge', related_employee_id: ' E1 ' }],
  ['hris_event_id_missing', '$.event_id', { event_id: ' ' }],
  ['hris_employee_id_invalid', '$.employee_id', { employee_id: ' ' }],
  ['hris_employee_id_invalid', '$.employee_id', { employee_id: 'E1|E2' }],
  ['hris_employee_id_invalid', '$.employee_id', { employee_id: 'E'.repeat(129) }],
  ...['0', '000000', 'null', ' N/A ', 'Unknown', '#REF!', '-', '\u200b'].flatMap(
    (id): readonly (typeof bad)[number][] => [
      ['hris_employee_id_invalid', '$.employee_id', { employee_id: id }],
      ['hris_related_id_invalid', '$.related_employee_id', { kind: 'merge', related_employee_id: id }],
    ],
  ),
  ['hris_alias_invalid', '$.worker.openids[0]', { worker: worker({ openids: ['https://'] }) }],
  [
    'hris_alias_invalid',
    '$.worker.lms_users[0]',
    { worker: worker({ lms_users: [{ source: 'lms', user_id: 'null' }] }) },
  ],
  [
    'hris_alias_invalid',
    '$.worker.accounts[0]',
    { worker: worker({ accounts: [{ home_page: 'http://', name: 'ada' }] }) },
  ],
  ['hris_time_implausible', '$.effective_at', { effective_at: Date.UTC(2026, 0, 1) * 1000 }],
  ['hris_time_implausible', '$.effective_at', { effective_at: Date.UTC(1899, 0, 1) }],
  ['hris_worker_missing', '$.worker', { worker: null }],
  ['hris_worker_missing', '$.worker', { kind: 'snapshot_row', worker: null }],
  ['hris_alias_invalid', '$.worker.other_emails[1]', { worker: worker({ other_emails: ['a@b.example', 'jane'] }) }],
  ['hris_alias_invalid', '$.worker.accounts[0]', { worker: worker({ accounts: [{ home_page: '', name: 'jane' }] }) }],
  ['hris_too_many_aliases', '$.worker', { worker: lmsUsers('u', 2_001) }],
];

describe('a worker event that cannot be right', () => {
  it.each(bad)('%s at %s', (code, path, given) => {
    const verdict = feed(createRunner(), hris(given));
    expect(verdict).toMatchObject({ kind: 'rejected', code, path });
    expect(JSON.stringify(verdict)).not.toContain('jane');
  });

  it('has a key other than the employee id', () => {
    const verdict = createRunner().feed('raw.hris', { key: 'E2', value: hris() });
    expect(verdict).toMatchObject({ kind: 'rejected', code: 'hris_key_mismatch' });
  });

  it('gives a worker too many aliases in the end', () => {
    const runner = createRunner();
    feed(runner, hris({ worker: lmsUsers('a', 1_500) }));
    const verdict = feed(runner, hris({ kind: 'update', day: 1, worker: lmsUsers('b', 1_500) }));
    expect(verdict).toMatchObject({ kind: 'rejected', code: 'hris_too_many_aliases' });
  });

  it('has a code of the table, and every code of the table is given', () => {
    const given = new Set([...bad.map(([code]) => code), 'hris_key_mismatch', 'hris_group_too_large']);
    expect([...given].sort()).toEqual(Object.keys(identityErrorCodes).sort());
    for (const code of given) expect(mappingErrorCodes).not.toHaveProperty(code);
  });
});

describe('an event id', () => {
  it('is its source’s own', () => {
    const runner = createRunner();
    feed(runner, hris({ event_id: '1' }));
    expect(feed(runner, hris({ event_id: '1', source: 'sap', worker: worker({ on_leave: true }) })).kind).toBe(
      'published',
    );
  });

  it('cannot stand for two contents', () => {
    const runner = createRunner();
    feed(runner, hris({ event_id: '1' }));
    expect(feed(runner, hris({ event_id: '1', received_at: 0 })).kind).toBe('duplicate');
    expect(feed(runner, hris({ event_id: '1', worker: worker({ on_leave: true }) })).kind).toBe('conflict');
  });
});
