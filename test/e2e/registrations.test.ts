import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hire, worker } from '../support/hr.ts';
import { readLedger } from '../support/ledger.ts';
import { type Pipeline, startPipeline } from '../support/pipeline.ts';
import { statementId } from '../support/statements.ts';

const AT = Date.UTC(2026, 2, 1, 10);
const WITHIN_MS = 60_000;
const ACCOUNT = { homePage: 'https://lms.example', name: 'learner-1' };
const ADL = 'http://adlnet.gov/expapi/verbs/';
const CMI5 = 'https://w3id.org/xapi/cmi5/context/';

/** A cmi5 statement about one unit in one registration; `minute` of the hour at which it happened. */
const statement = (id: number, verb: string, minute: number, extensions: object = {}): string =>
  JSON.stringify({
    id: statementId(id),
    actor: { account: ACCOUNT },
    verb: { id: `${ADL}${verb}` },
    object: { id: 'https://lms.example/au/1' },
    context: {
      registration: 'ec531277-b57b-4c15-8d91-d292c5b2b8f7',
      contextActivities: { category: [{ id: `${CMI5}categories/cmi5` }] },
      extensions: { [`${CMI5}extensions/sessionid`]: 'session-1', ...extensions },
    },
    timestamp: new Date(AT + minute * 60_000).toISOString(),
  });

/** By somebody who is no learner of ours. */
const voiding = (id: number, target: number): string =>
  JSON.stringify({
    id: statementId(id),
    actor: { account: { ...ACCOUNT, name: 'administrator' } },
    verb: { id: `${ADL}voided` },
    object: { objectType: 'StatementRef', id: statementId(target) },
  });

describe('a cmi5 registration, with Redis emptied in the middle', () => {
  let pipeline: Pipeline;
  const tell = async (...texts: readonly string[]): Promise<void> => {
    await pipeline.send(
      'raw.xapi',
      texts.map((text) => ({
        key: 'learner-1',
        value: pipeline.codec.encode('raw.xapi', { source: 'moodle', received_at: AT, statement: text }),
      })),
    );
    await pipeline.untilQuiet(WITHIN_MS);
  };

  beforeAll(async () => {
    pipeline = await startPipeline();
    const { homePage: home_page, name } = ACCOUNT;
    await hire(pipeline, { 'E-1': worker({ accounts: [{ home_page, name }] }) }, AT);
    await pipeline.untilQuiet(WITHIN_MS);
    await tell(
      statement(1, 'launched', 0, { [`${CMI5}extensions/moveon`]: 'CompletedAndPassed' }),
      statement(2, 'completed', 1),
      statement(3, 'failed', 9),
    );
    await pipeline.stack.redis.kill();
    await pipeline.stack.redis.start();
    await tell(statement(4, 'completed', 2), statement(5, 'passed', 5), statement(6, 'failed', 6));
    await tell(statement(7, 'passed', 7), voiding(8, 5));
  }, 180_000);

  afterAll(() => pipeline?.stop());

  test('is completed by the pass, as moveOn asks; once that is voided, by the one that was taken for a repeat', async () => {
    const completions = await pipeline.values('marketplace.completion');
    const scores = await pipeline.values('marketplace.score');
    const told = [...completions, ...scores].map((record) => {
      const what = 'learning_completed' in record ? `completed ${record.learning_completed}` : 'score';
      const { statement_id, assertion, success, voided_by } = record;
      return [statement_id, assertion, what, success, voided_by].join(' ');
    });
    const [failed, between, passed, again, voided] = [3, 6, 5, 7, 8].map(statementId);
    expect(told.toSorted()).toEqual(
      [
        `${failed} asserted score false `,
        `${failed} revoked score  ${passed}`,
        `${passed} asserted completed true true `,
        `${passed} asserted score true `,
        `${passed} revoked completed false  ${voided}`,
        `${passed} revoked score  ${voided}`,
        `${again} asserted completed true true `,
        `${again} asserted score true `,
        `${between} asserted score false `,
      ].toSorted(),
    );
  });

  test('leaves a ledger that balances', async () => {
    const { findings, inputs } = await readLedger(pipeline);
    expect(findings).toEqual([]);
    expect(inputs.find(({ topic }) => topic === 'raw.xapi')).toMatchObject({ records: 8, published: 8 });
  });
});
