import { describe, expect, it } from 'vitest';
import type { IdentityLink } from '../../../schemas/types.generated.ts';
import type { PureRunner } from '../../support/pure-runner.ts';
import { aliasHash, feed, having, hris, memberIdOf, worker } from './fixtures.ts';

const MAIL = 'jane@corp.example';
const jane = (employment_kind: 'employee' | 'contractor' | 'alumni') => worker({ employment_kind, email: MAIL });
const PSEUDONYM = memberIdOf('E1', 'contractor');

const link = (runner: PureRunner): IdentityLink | null => runner.read('identity.link', aliasHash('mbox', MAIL));
const home = (runner: PureRunner): string | null => {
  const { member_id = null, known_as = null } = link(runner) ?? {};
  return known_as ?? member_id;
};

const REHIRE = { employee_id: 'E2', day: 5, worker: jane('employee') };
const MERGE = { kind: 'merge', employee_id: 'E2', related_employee_id: 'E1', day: 6, worker: null } as const;

describe('what is learned under an alias stays filed under the id that its worker had first', () => {
  it('when a contractor becomes an employee', () => {
    const runner = having({ worker: jane('contractor') });
    expect(home(runner)).toBe(PSEUDONYM);
    feed(runner, hris({ kind: 'update', day: 1, worker: jane('employee') }));
    expect(link(runner)).toMatchObject({ member_id: 'E1', known_as: PSEUDONYM });
  });

  it('when an employee becomes an alumnus and comes back', () => {
    const runner = having({ worker: jane('employee') }, { kind: 'update', day: 1, worker: jane('alumni') });
    expect(link(runner)).toMatchObject({ member_id: PSEUDONYM, known_as: 'E1' });
    feed(runner, hris({ kind: 'rehire', day: 2, worker: jane('employee') }));
    expect(link(runner)).toMatchObject({ member_id: 'E1', known_as: null });
  });

  it('when the worker is hired again under another employee id, and the two are merged', () => {
    const runner = having({ worker: jane('employee') }, REHIRE, MERGE);
    expect(link(runner)).toMatchObject({ state: 'linked', member_id: 'E2', known_as: 'E1' });
  });

  it('whatever order the HR system tells it in', () => {
    const events = [
      { worker: jane('contractor') },
      { kind: 'update', day: 1, worker: jane('employee') },
      REHIRE,
      MERGE,
    ];
    const other = [3, 1, 2, 0].map((i) => events[i]!) as typeof events;
    expect(home(having(...(events as never[])))).toBe(PSEUDONYM);
    expect(home(having(...(other as never[])))).toBe(PSEUDONYM);
  });
});

it('an entry of before the first id was kept counts as of today', () => {
  const runner = having({ worker: jane('contractor') });
  const key = aliasHash('employee_id', 'E1');
  runner.put('identity.worker', key, { ...runner.read('identity.worker', key)!, first: null });
  feed(runner, hris({ kind: 'update', day: 1, worker: jane('employee') }));
  expect(home(runner)).toBe(PSEUDONYM);
});
