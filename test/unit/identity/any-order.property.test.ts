import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Worker, WorkerEvent } from '../../../schemas/types.generated.ts';
import type { MemberIdPolicy } from '../../../services/identity/member-id.ts';
import type { PureRunner } from '../../support/pure-runner.ts';
import { aliasHash, createRunner, feed, tablesOf } from './fixtures.ts';
import { check, plainHistories, shuffled } from './histories.ts';

const PERSONAL = /@|jane|john|doe|team/i;

const mailboxOf = (email: string): string => email.toLowerCase().replace('+lms', '');

const historiesInTwoOrders = plainHistories.chain((history) =>
  fc.tuple(fc.constant(history), shuffled(history), fc.constantFrom<MemberIdPolicy>('employee-id', 'pseudonym')),
);

const run = (history: readonly WorkerEvent[], policy: MemberIdPolicy = 'employee-id'): PureRunner => {
  const runner = createRunner(policy);
  for (const event of history) feed(runner, event);
  return runner;
};

describe('whatever workers and HR systems do', () => {
  it('every order of arrival ends in the same tables', () =>
    check(historiesInTwoOrders, ([history, otherwise, policy]) => {
      expect(tablesOf(run(otherwise, policy))).toEqual(tablesOf(run(history, policy)));
    }));

  it('repeats change nothing and write nothing', () =>
    check(fc.tuple(plainHistories, fc.nat()), ([history, received_at]) => {
      const runner = run(history);
      const [tables, count] = [tablesOf(runner), runner.written.length];
      for (const event of history) expect(feed(runner, { ...event, received_at }).kind).toBe('duplicate');
      expect(tablesOf(runner)).toEqual(tables);
      expect(runner.written).toHaveLength(count);
    }));

  it('the same facts under another event id write nothing', () =>
    check(plainHistories, (history) => {
      const runner = run(history);
      for (const event of history) {
        const again = feed(runner, { ...event, event_id: `${event.event_id} again` });
        expect(again).toEqual({ kind: 'published', rule: 'no-change', records: [] });
      }
    }));

  it('no event id is written twice', () =>
    check(plainHistories, (history) => {
      const ids = run(history).written.map(
        ({ topic, value }) => `${topic} ${JSON.stringify(value && 'event_id' in value && value.event_id)}`,
      );
      expect(new Set(ids).size).toBe(ids.length);
    }));

  it('an alias is linked exactly when one worker alone was ever given it', () =>
    check(plainHistories, (history) => {
      const runner = run(history);
      for (const email of ['jane.doe@corp.example', 'john@corp.example', 'team@corp.example']) {
        const claimants = new Set(
          history
            .filter(({ worker }) => worker && namesEmail(worker, email))
            .map(({ employee_id }) => aliasHash('employee_id', employee_id)),
        );
        const link = runner.read('identity.link', aliasHash('mbox', email));
        expect(link?.claimants ?? []).toEqual([...claimants].sort());
        const shared = claimants.size > 1 ? 'conflict' : 'linked';
        expect(link?.state).toBe(claimants.size === 0 ? undefined : shared);
      }
    }));

  it('no link leads to a member that has become part of another', () =>
    check(plainHistories, (history) => {
      const runner = run(history);
      for (const { state, member_id } of runner.entries('identity.link').values()) {
        const member = member_id === null ? null : runner.read('marketplace.member', member_id);
        if (state === 'linked') expect(member?.status).toMatch(/^(active|on_leave|terminated)$/);
        else expect(member_id).toBeNull();
      }
    }));

  it('nothing personal leaves in clear but the e-mail of who consented', () =>
    check(plainHistories, (history) => {
      const consented = history.flatMap(({ worker }) => (worker?.email_consent && worker.email ? [worker.email] : []));
      const { written } = run(history);
      const emails = written.flatMap(({ value }) => (value && 'email' in value && value.email ? [value.email] : []));
      expect(consented.map(mailboxOf)).toEqual(expect.arrayContaining(emails));
      const others = written.map((record) => ({ ...record, value: { ...record.value, email: null } }));
      expect(JSON.stringify(others)).not.toMatch(PERSONAL);
    }));
});

const namesEmail = ({ email, other_emails }: Worker, mailbox: string): boolean =>
  [email, ...other_emails].some((given) => given !== null && mailboxOf(given) === mailbox);
