import { hash } from 'node:crypto';
import { expect } from 'vitest';
import { untilReady } from '../../tools/demo/services.ts';
import { withBack } from '../../tools/ledger/totals.ts';
import { hire, worker } from '../support/hr.ts';
import { recallAll } from '../support/recall.ts';
import { completion, statementId } from '../support/statements.ts';
import type { Company } from './support/company.ts';
import type { Point } from './support/fault-plan.ts';
import { full, scenario } from './support/scenario.ts';

const AT = Date.UTC(2026, 4, 1);
const INPUT = 'raw.xapi';
const PEOPLE = full ? 200 : 20;
const EACH = 3;
const RECORDS = PEOPLE * EACH;
/** How often everything is recalled before anybody answers. */
const RECALLS = 3;
const POINTS: readonly Point[] = (
  [
    ['fence', 'after'],
    ['handle', 'after'],
    ['commit', 'before'],
    ['transact', 'after'],
    ['release', 'after'],
  ] as const
).map(([step, when]) => ({ step, when, time: 1 }));

const people = Array.from({ length: PEOPLE }, (_, i) => `person${i}@example.com`);

/** Statements of everybody, who is named by the sum of an address. */
const sendStatements = ({ sender }: Company): Promise<void> =>
  sender.send(
    INPUT,
    Array.from({ length: RECORDS }, (_, n) => {
      const address = people[n % PEOPLE]!;
      const actor = { mbox_sha1sum: hash('sha1', `mailto:${address}`, 'hex') };
      const options = { id: statementId(n), mbox: address, at_ms: AT, changes: { actor } };
      return { key: address, value: completion(sender, options) };
    }),
  );

scenario('parked records recalled again and again, while resolution and then learning are killed', async (company) => {
  await company.startOthers('learning', 'resolution');
  const wrong = await company.start('learning', { plan: { mbox_sha1sum_of: 'address' } });
  await untilReady(wrong);
  const [resolution] = await company.startReady('resolution');
  await hire(company.sender, Object.fromEntries(people.map((email, i) => [`E${i}`, worker({ email })])), AT);
  await company.untilHandled('identity');
  await sendStatements(company);
  await company.untilHandled('learning', 'resolution');
  await wrong.stop();
  await resolution!.stop();

  for (let i = 0; i < RECALLS; i += 1) expect(await recallAll(company.env)).toMatchObject({ sent: PEOPLE });
  for (const service of ['resolution', 'learning'] as const) {
    for (const at of POINTS) {
      const victim = await company.start(service, { plan: { signal: { name: 'SIGKILL', at } } });
      expect(await victim.exited, `${at.when} ${at.step}: ${victim.logFile}`).toMatchObject({ signal: 'SIGKILL' });
      await victim.evict();
    }
    await company.startReady(service);
    if (service === 'resolution') await company.untilHandled('resolution');
  }
  return {
    faults: POINTS.length * 2 + RECALLS,
    check: ({ ledger }) => {
      const totals = (name: string) => withBack(ledger.inputs).find(({ topic }) => topic === name);
      expect(totals(INPUT)).toMatchObject({
        published: RECORDS,
        parked: RECORDS,
        returned: RECORDS,
        duplicate: 0,
        dead: 0,
      });
      expect(totals('ops.recall')).toMatchObject({
        records: PEOPLE * RECALLS,
        rules: { 'published:recalled': PEOPLE },
      });
    },
  };
});
