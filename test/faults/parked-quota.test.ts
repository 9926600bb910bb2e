import { expect } from 'vitest';
import { SERVICE_NAMES } from '../../tools/demo/services.ts';
import { withBack } from '../../tools/ledger/totals.ts';
import { hire, worker } from '../support/hr.ts';
import { emptyRedis } from '../support/redis.ts';
import type { SentRecord } from '../support/send.ts';
import { completion, statementId } from '../support/statements.ts';
import { scenario } from './support/scenario.ts';

const AT = Date.UTC(2026, 4, 1);
const QUOTA = 10;
const STRANGERS = 25;
/** The quota is one of each input partition. */
const PARTITION = 0;
const emailOf = (n: number): string => `stranger-${n}@example.com`;

scenario(
  'more unknown learners than may wait',
  async (company) => {
    await company.startReady(...SERVICE_NAMES);
    const { sender } = company;
    await hire(sender, { E1: worker({ email: 'ada@example.com' }) }, AT);
    await company.untilHandled('identity');
    let made = 0;
    const record = (email: string): SentRecord => {
      made += 1;
      const value = completion(sender, { id: statementId(made), mbox: `mailto:${email}`, at_ms: AT });
      return { key: email, partition: PARTITION, value };
    };
    const strangers = Array.from({ length: STRANGERS }, (_, n) => emailOf(n));

    await sender.send('raw.xapi', strangers.map(record));
    await company.untilHandled('learning');
    // The count is one of what is parked, whatever becomes of Redis.
    await emptyRedis(company.stack.env['REDIS_URL']!);
    // Whoever waits may send more; nobody else may, but those who are known.
    await sender.send('raw.xapi', [...strangers.slice(0, QUOTA), emailOf(STRANGERS), 'ada@example.com'].map(record));
    await company.untilHandled('learning');

    const hired = strangers.slice(0, QUOTA).map((email, n) => [`S${n}`, worker({ email })] as const);
    await hire(sender, Object.fromEntries(hired), AT);
    await company.untilQuiet(60_000);
    // There is room again.
    await sender.send('raw.xapi', [record(emailOf(STRANGERS + 1))]);
    await company.untilHandled('learning');
    await hire(sender, { S99: worker({ email: emailOf(STRANGERS + 1) }) }, AT);
    return {
      faults: STRANGERS + 1 - QUOTA,
      check: ({ ledger }) =>
        expect(withBack(ledger.inputs).find(({ topic }) => topic === 'raw.xapi')).toMatchObject({
          parked: 2 * QUOTA + 1,
          returned: 2 * QUOTA + 1,
          published: 2 * QUOTA + 2,
          dead_by_code: { parked_overflow: STRANGERS - QUOTA + 1 },
        }),
    };
  },
  { env: { PARKED_ALIASES_MAX: String(QUOTA) } },
);
