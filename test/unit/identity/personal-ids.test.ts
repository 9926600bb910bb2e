import { describe, expect, it } from 'vitest';
import { createIdentity } from '../../../services/identity/service.ts';
import { createAliasHasher } from '../../../services/people/alias-hash.ts';
import { createPureRunner } from '../../support/pure-runner.ts';
import { createRunner, feed, hris, mappings, memberIdOf, worker } from './fixtures.ts';

const ADDRESS = 'jane.doe@corp.example';

describe('an employee id that says who somebody is', () => {
  it.each([ADDRESS, '123-45-6789', '+49 151 23456789'])('is in no key and no value: %s', (employee_id) => {
    const runner = createRunner();
    const events = [
      hris({ employee_id, event_id: `hire of ${employee_id}` }),
      hris({ kind: 'update', day: 1, employee_id, worker: worker({ on_leave: true }) }),
      hris({ day: 1, employee_id: 'E2' }),
      hris({ kind: 'merge', day: 2, employee_id: 'E2', related_employee_id: employee_id, worker: null }),
      hris({ kind: 'erase', day: 3, employee_id, worker: null }),
    ];
    for (const event of events) expect(feed(runner, event).kind).toBe('published');
    expect(runner.written.length).toBeGreaterThan(10);
    for (const record of runner.written) expect(JSON.stringify(record)).not.toContain(employee_id);
  });

  it('has the same pseudonym for every kind of employment', () => {
    expect(memberIdOf(ADDRESS, 'employee')).toMatch(/^p-[0-9a-f]{32}$/);
    expect(memberIdOf(ADDRESS, 'contractor')).toBe(memberIdOf(ADDRESS, 'employee'));
  });

  it('cannot be the pseudonym of somebody else', () => {
    const pseudonym = memberIdOf('E1', 'contractor');
    expect(memberIdOf(pseudonym, 'employee')).not.toBe(pseudonym);
  });
});

describe('ids of what is published', () => {
  const idsUnder = (secret: string): readonly string[] => {
    const deps = { mappings, hashAlias: createAliasHasher(secret), secret, member_id_policy: 'pseudonym' } as const;
    const runner = createPureRunner(createIdentity(deps));
    feed(runner, hris({ event_id: `hire of ${ADDRESS}`, employee_id: ADDRESS }));
    return runner.written.flatMap(({ value }) => (value !== null && 'event_id' in value ? [value.event_id] : []));
  };

  it('cannot be made from an event id without the key', () => {
    const [mine, others] = [idsUnder('the key of this company'), idsUnder('the key of another one')];
    expect(mine.length).toBeGreaterThan(2);
    expect(mine).toEqual(idsUnder('the key of this company'));
    expect(mine.filter((id) => others.includes(id))).toEqual([]);
  });
});
