import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { SkillProfile } from '../../schemas/types.generated.ts';
import { decodeRecords } from '../../tools/topics/read.ts';
import { hire, worker } from '../support/hr.ts';
import { readLedger } from '../support/ledger.ts';
import { type Pipeline, startPipeline } from '../support/pipeline.ts';
import { statementId } from '../support/statements.ts';

const AT = Date.UTC(2026, 2, 1, 10);
/** Long enough ago for a first aid course, which counts for 24 months. */
const LONG_AGO = Date.UTC(2020, 2, 1, 10);
const WITHIN_MS = 60_000;
const LEARNER = { homePage: 'https://lms.example', name: 'learner-1' };
const SQL = 'http://data.europa.eu/esco/skill/598de5b0-5b58-4ea7-8058-a4bc4d18c742';

interface Told {
  readonly key: string;
  readonly statement: object;
}

const completed = (id: number, course: string, at_ms = AT): Told => ({
  key: LEARNER.name,
  statement: {
    id: statementId(id),
    actor: { account: LEARNER },
    verb: { id: 'http://adlnet.gov/expapi/verbs/completed' },
    object: { id: course, definition: { type: 'http://adlnet.gov/expapi/activities/course' } },
    timestamp: new Date(at_ms).toISOString(),
  },
});

/** By somebody whom HR does not know, under a key of another partition. */
const voided = (id: number, target: number): Told => ({
  key: 'administrator',
  statement: {
    id: statementId(id),
    actor: { account: { ...LEARNER, name: 'administrator' } },
    verb: { id: 'http://adlnet.gov/expapi/verbs/voided' },
    object: { objectType: 'StatementRef', id: statementId(target) },
  },
});

const SQL_COURSE = 'https://lms-alpha.example/courses/sql-essentials';
const FIRST_AID = 'urn:lms-beta:course:HSE-130';

describe('voided statements, with Redis emptied in the middle', () => {
  let pipeline: Pipeline;

  const tell = async (...told: readonly Told[]): Promise<void> => {
    const values = told.map(({ key, statement }) => ({
      key,
      value: pipeline.codec.encode('raw.xapi', {
        source: 'lms-alpha',
        received_at: AT,
        statement: JSON.stringify(statement),
      }),
    }));
    await pipeline.send('raw.xapi', values);
    await pipeline.untilQuiet(WITHIN_MS);
  };

  /** The newest profile of each key, as the compacted topic keeps it. */
  const profiles = async (): Promise<ReadonlyMap<string, SkillProfile>> => {
    const newest = new Map<string, SkillProfile>();
    const topic = 'marketplace.skill-profile';
    for (const { record, value } of await decodeRecords(pipeline, topic, await pipeline.readAll(topic))) {
      if (value === null) newest.delete(String(record.key));
      else newest.set(String(record.key), value);
    }
    return newest;
  };

  beforeAll(async () => {
    pipeline = await startPipeline();
    const { homePage: home_page, name } = LEARNER;
    await hire(pipeline, { 'E-1': worker({ accounts: [{ home_page, name }] }) }, AT);
    await pipeline.untilQuiet(WITHIN_MS);
    await tell(completed(1, FIRST_AID, LONG_AGO), completed(2, SQL_COURSE), voided(3, 4));
    expect((await profiles()).get(`E-1|${SQL}`)).toMatchObject({ status: 'current', evidence_count: 1 });
    await pipeline.stack.redis.kill();
    await pipeline.stack.redis.start();
    await tell(completed(4, SQL_COURSE), voided(5, 2));
  }, 180_000);

  afterAll(() => pipeline?.stop());

  test('are taken back, whether the voiding came before or after', async () => {
    const completions = await pipeline.values('marketplace.completion');
    const told = completions.map(({ statement_id, assertion, voided_by }) => [statement_id, assertion, voided_by]);
    expect(told.toSorted()).toEqual([
      [statementId(1), 'asserted', null],
      [statementId(2), 'asserted', null],
      [statementId(2), 'revoked', statementId(5)],
      [statementId(4), 'asserted', null],
      [statementId(4), 'revoked', statementId(3)],
    ]);
    for (const { assertion, withdraws, event_id } of completions) {
      if (assertion === 'revoked') expect(completions.map((one) => one.event_id)).toContain(withdraws);
      expect(withdraws).not.toBe(event_id);
    }
  });

  test('leave no skill profile behind, and what has expired says so', async () => {
    await vi.waitFor(
      async () => {
        expect([...(await profiles()).values()]).toMatchObject([
          { member_id: 'E-1', status: 'expired', evidence_count: 1, origin: null },
        ]);
      },
      { timeout: WITHIN_MS, interval: 100 },
    );
  });

  test('leave a ledger that balances', async () => {
    const { findings, inputs } = await readLedger(pipeline);
    expect(findings).toEqual([]);
    expect(inputs.find(({ topic }) => topic === 'learning.statement')).toMatchObject({ records: 5, published: 5 });
  });
});
