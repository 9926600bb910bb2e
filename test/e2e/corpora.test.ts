import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openKey, readDeadLetter } from '../../services/runtime/engine/dead-letter.ts';
import { headerText } from '../../services/runtime/engine/headers.ts';
import type { LogRecord } from '../../services/runtime/kafka/log-reader.ts';
import { withBack } from '../../tools/ledger/totals.ts';
import { opener } from '../support/dead-letter-key.ts';
import { hire, worker } from '../support/hr.ts';
import { readLedger } from '../support/ledger.ts';
import { type Pipeline, startPipeline } from '../support/pipeline.ts';
import { corporaAbsent, hasCorpora, readCases, readStatementTexts } from '../unit/learning/xapi/corpora.ts';

interface Account {
  readonly homePage: string;
  readonly name: string;
}

const RECEIVED_AT = Date.UTC(2026, 0, 1);
const WITHIN_MS = 120_000;
/**
 * Codes of statements that are as the specification wants them. Those about people that nobody knows end at their deadline,
 * and so may others with the same id. A store must take a statement from the future; nobody can have learned then.
 */
const ACCEPTED: ReadonlySet<string> = new Set(['unresolved', 'conflict', 'time_implausible']);

describe.skipIf(!hasCorpora)(
  `real statements through the real pipeline${hasCorpora ? '' : ` (skipped: ${corporaAbsent})`}`,
  () => {
    let pipeline: Pipeline;
    /** With the keys that the senders gave. */
    let dead_letters: readonly (LogRecord & { sent_key: string })[];
    const texts = hasCorpora ? readStatementTexts() : [];
    const cases = hasCorpora ? readCases() : [];

    beforeAll(async () => {
      // Nobody in the conformance cases is a worker, so those that mean something become dead letters soon.
      pipeline = await startPipeline({ env: { PARK_DEADLINE_MS: '1000' } });
      const accounts = new Map<string, Account>();
      for (const text of texts) {
        const { account } = (JSON.parse(text) as { actor: { account: Account } }).actor;
        accounts.set(account.name, account);
      }
      const workers = [...accounts.values()].map(({ homePage, name }, i) => [
        `E${i}`,
        worker({ accounts: [{ home_page: homePage, name }] }),
      ]);
      await hire(pipeline, Object.fromEntries(workers), RECEIVED_AT);
      await pipeline.untilQuiet(WITHIN_MS);
      await pipeline.send(
        'raw.xapi',
        texts.map((text, i) => statement(pipeline, `real-${i}`, text)),
      );
      await pipeline.send(
        'raw.xapi',
        cases.map((one, i) => statement(pipeline, `case-${i}`, JSON.stringify(one.statement))),
      );
      await pipeline.untilQuiet(WITHIN_MS);
      dead_letters = (await pipeline.readAll('raw.xapi.dlq')).map((letter) => ({
        ...letter,
        sent_key: String(openKey(letter, readDeadLetter(letter)!, opener)),
      }));
    }, 300_000);

    afterAll(() => pipeline?.stop());

    test('the ledger balances', async () => {
      const report = await readLedger(pipeline);
      expect(report.findings).toEqual([]);
      const xapi = withBack(report.inputs).find(({ topic }) => topic === 'raw.xapi');
      expect(xapi).toMatchObject({ records: texts.length + cases.length + (xapi?.parked ?? 0) });
    });

    test('all 22,000 statements of Open edX are understood', () => {
      expect(texts).toHaveLength(22_000);
      expect(dead_letters.filter(({ sent_key }) => sent_key.startsWith('real-'))).toEqual([]);
    });

    test('each of the 950 conformance cases is accepted or refused as the suite says', () => {
      const codes = new Map(dead_letters.map(({ sent_key, headers }) => [sent_key, headerText(headers, 'error-code')]));
      const wrong = cases.flatMap(({ expect: status, name }, i) => {
        const code = codes.get(`case-${i}`);
        const refused = code !== undefined && !ACCEPTED.has(code);
        return refused === (status === 400) ? [] : [`${status} ${name}: ${code}`];
      });
      expect(wrong).toEqual([]);
    });

    test('dead letters carry the original bytes, the requirement and no personal data', () => {
      const refused = dead_letters.filter(({ sent_key }) => sent_key.startsWith('case-'));
      expect(refused.length).toBeGreaterThan(500);
      for (const { sent_key, value, headers } of refused) {
        const sent = cases[Number(sent_key.slice('case-'.length))]!;
        expect(value?.equals(statement(pipeline, sent_key, JSON.stringify(sent.statement)).value)).toBe(true);
        const reason = headerText(headers, 'kafka_dlt-exception-message') ?? '';
        expect(reason).not.toMatch(/@/);
        expect(reason.length).toBeGreaterThan(10);
      }
    });
  },
);

const statement = ({ codec }: Pipeline, key: string, text: string) => ({
  key,
  value: codec.encode('raw.xapi', { source: 'openedx', received_at: RECEIVED_AT, statement: text }),
});
