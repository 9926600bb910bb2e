import { expect } from 'vitest';
import { openKey, readDeadLetter, toReplayed } from '../../services/runtime/engine/dead-letter.ts';
import type { LogRecord } from '../../services/runtime/kafka/log-reader.ts';
import type { ProducerRecord } from '../../services/runtime/kafka/transactional-producer.ts';
import { SERVICE_NAMES } from '../../tools/demo/services.ts';
import { withBack } from '../../tools/ledger/totals.ts';
import { readTopic } from '../../tools/topics/read.ts';
import type { TopicName } from '../../topology/topology.ts';
import { opener } from '../support/dead-letter-key.ts';
import { hire, worker } from '../support/hr.ts';
import { forgetClaims } from '../support/redis.ts';
import type { SentRecord } from '../support/send.ts';
import { completion, statementId } from '../support/statements.ts';
import type { Company } from './support/company.ts';
import { full, scenario } from './support/scenario.ts';

const AT = Date.UTC(2026, 4, 1);
const INPUT = 'raw.xapi';
const BACK = 'learning.resubmission-repartition';
const KNOWN = 'mailto:ada@example.com';
const UNKNOWN = 'mailto:grace@example.com';
/** Of each kind. */
const RECORDS = full ? 500 : 10;
const COPIES = 2;

const numbers = Array.from({ length: RECORDS }, (_, i) => i);

const readAll = ({ connections }: Company, topic: TopicName): Promise<readonly LogRecord[]> =>
  Array.fromAsync(readTopic(connections.reader, topic));

const statement = ({ sender }: Company, n: number, mbox: string, score: number, partition: number): SentRecord => ({
  key: mbox,
  partition,
  value: completion(sender, { id: statementId(n), mbox, at_ms: AT, score }),
});

const start = async (company: Company): Promise<void> => {
  await company.startReady(...SERVICE_NAMES);
  await hire(company.sender, { E1: worker({ email: 'ada@example.com' }) }, AT);
  await company.untilHandled('identity');
};

const hireUnknown = ({ sender }: Company): Promise<void> =>
  hire(sender, { E2: worker({ email: 'grace@example.com' }) }, AT);

/** Sends records that came back once more, each several times. */
const sendAgain = ({ sender }: Company, records: readonly (LogRecord | ProducerRecord)[]): Promise<void> =>
  sender.send(
    BACK,
    records.flatMap(({ key, value, partition, headers }) => {
      const record = { key, value, partition, headers: headers as NonNullable<SentRecord['headers']> };
      return Array.from({ length: COPIES }, () => record);
    }),
  );

scenario('one id in several partitions, with equal and with other content', async (company) => {
  await start(company);
  const { send } = company.sender;
  await send(
    INPUT,
    numbers.map((n) => statement(company, n, KNOWN, 80, 0)),
  );
  await company.untilHandled('learning');
  await send(
    INPUT,
    numbers.flatMap((n) => [statement(company, n, KNOWN, 80, 1), statement(company, n, KNOWN, 70, 2)]),
  );
  return {
    faults: RECORDS * 2,
    check: ({ ledger }) =>
      expect(withBack(ledger.inputs).find(({ topic }) => topic === INPUT)).toMatchObject({
        published: RECORDS,
        duplicate: RECORDS,
        dead_by_code: { conflict: RECORDS },
      }),
  };
});

scenario(
  'a dead letter replayed twice',
  async (company) => {
    await start(company);
    await company.sender.send(
      INPUT,
      numbers.map((n) => statement(company, n, UNKNOWN, 80, n % 6)),
    );
    await company.untilQuiet(60_000);
    const letters = await readAll(company, 'raw.xapi.dlq');
    expect(letters).toHaveLength(RECORDS);
    await hireUnknown(company);
    await company.untilHandled('identity');
    await sendAgain(
      company,
      letters.map((letter) => {
        const said = readDeadLetter(letter)!;
        return toReplayed(letter, said, openKey(letter, said, opener)!);
      }),
    );
    return {
      faults: RECORDS,
      planted: { returned_twice: RECORDS * (COPIES - 1) },
      check: ({ ledger }) =>
        expect(withBack(ledger.inputs).find(({ topic }) => topic === INPUT)).toMatchObject({
          published: RECORDS,
          duplicate: RECORDS * (COPIES - 1),
          dead_by_code: { unresolved: RECORDS },
        }),
    };
  },
  { env: { PARK_DEADLINE_MS: '1000' } },
);

scenario('parked records released again', async (company) => {
  await start(company);
  await company.sender.send(
    INPUT,
    numbers.map((n) => statement(company, n, UNKNOWN, 80, n % 6)),
  );
  await company.untilHandled('learning', 'resolution');
  await hireUnknown(company);
  await company.untilQuiet(60_000);
  const released = await readAll(company, BACK);
  expect(released).toHaveLength(RECORDS);
  await sendAgain(company, released);
  return {
    faults: RECORDS * COPIES,
    planted: { returned_twice: RECORDS * COPIES },
    check: ({ ledger }) =>
      expect(withBack(ledger.inputs).find(({ topic }) => topic === INPUT)).toMatchObject({
        published: RECORDS,
        duplicate: RECORDS * COPIES,
        parked: RECORDS,
        dead: 0,
      }),
  };
});

scenario('ids forgotten while their records are parked, and the same sent again', async (company) => {
  await start(company);
  const records = numbers.map((n) => statement(company, n, UNKNOWN, 80, n % 6));
  await company.sender.send(INPUT, records);
  await company.untilHandled('learning');
  await forgetClaims(company.stack.env['REDIS_URL']!, 'learning');
  await company.sender.send(INPUT, records);
  await company.untilHandled('learning');
  await hireUnknown(company);
  return {
    faults: RECORDS,
    check: async ({ ledger, topics }) => {
      expect(withBack(ledger.inputs).find(({ topic }) => topic === INPUT)).toMatchObject({
        published: RECORDS,
        parked: RECORDS * 2,
        duplicate: RECORDS,
      });
      // Nobody waits behind them any more.
      const holds = new Map<string, boolean>();
      for await (const { key, value } of topics.read('identity.hold')) holds.set(String(key), value !== null);
      expect([...holds].filter(([, isHeld]) => isHeld)).toEqual([]);
    },
  };
});
