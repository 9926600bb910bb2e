import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SkillProfile } from '../../schemas/types.generated.ts';
import { decodeRecords } from '../../tools/topics/read.ts';
import { type HrEvent, hire, tellHr, worker } from '../support/hr.ts';
import { readLedger } from '../support/ledger.ts';
import { type Pipeline, startPipeline } from '../support/pipeline.ts';
import { statementId } from '../support/statements.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const AT = Date.UTC(2026, 2, 1, 10);
const WITHIN_MS = 60_000;
const HOME_PAGE = 'https://lms.example';
const COURSE = 'https://lms-alpha.example/courses/sql-essentials';
const SQL = 'http://data.europa.eu/esco/skill/598de5b0-5b58-4ea7-8058-a4bc4d18c742';

const accountOf = (employee_id: string) => ({ home_page: HOME_PAGE, name: `account-of-${employee_id}` });

const statement = (id: number, employee_id: string, verb: string, object: object) => ({
  key: employee_id,
  statement: {
    id: statementId(id),
    actor: { account: { homePage: HOME_PAGE, name: `account-of-${employee_id}` } },
    verb: { id: `http://adlnet.gov/expapi/verbs/${verb}` },
    object,
    timestamp: new Date(AT).toISOString(),
  },
});

const completed = (id: number, employee_id: string) =>
  statement(id, employee_id, 'completed', {
    id: COURSE,
    definition: { type: 'http://adlnet.gov/expapi/activities/course' },
  });

const voided = (id: number, employee_id: string, target: number) =>
  statement(id, employee_id, 'voided', { objectType: 'StatementRef', id: statementId(target) });

describe('workers who turn out to be one person, and one who is forgotten', () => {
  let pipeline: Pipeline;
  let days = 0;

  const learn = async (...told: readonly ReturnType<typeof statement>[]): Promise<void> => {
    const values = told.map(({ key, statement: text }) => ({
      key,
      value: pipeline.codec.encode('raw.xapi', {
        source: 'lms-alpha',
        received_at: AT,
        statement: JSON.stringify(text),
      }),
    }));
    await pipeline.send('raw.xapi', values);
    await pipeline.untilQuiet(WITHIN_MS);
  };

  const hear = async (...events: readonly HrEvent[]): Promise<void> => {
    days += 1;
    await tellHr(pipeline, events, AT + days * DAY_MS);
    await pipeline.untilQuiet(WITHIN_MS);
  };

  /** Pieces of evidence in the newest profile of each member. */
  const evidenceCounts = async (): Promise<Readonly<Record<string, number>>> => {
    const newest = new Map<string, SkillProfile>();
    const topic = 'marketplace.skill-profile';
    for (const { record, value } of await decodeRecords(pipeline, topic, await pipeline.readAll(topic))) {
      if (value === null) newest.delete(String(record.key));
      else newest.set(String(record.key), value);
    }
    return Object.fromEntries([...newest].map(([key, { evidence_count }]) => [key, evidence_count]));
  };

  beforeAll(async () => {
    pipeline = await startPipeline();
    const staff = {
      'E-1': worker({ accounts: [accountOf('E-1')] }),
      'E-2': worker({ accounts: [accountOf('E-2')] }),
      'C-3': worker({ accounts: [accountOf('C-3')], employment_kind: 'contractor' }),
    };
    await hire(pipeline, staff, AT);
    await learn(completed(1, 'E-1'), completed(2, 'E-2'), completed(3, 'C-3'));
    await hear(
      { kind: 'merge', employee_id: 'E-1', related_employee_id: 'E-2', sequence: 2 },
      { kind: 'update', employee_id: 'C-3', sequence: 2, worker: worker({ accounts: [accountOf('C-3')] }) },
    );
    await learn(completed(4, 'E-2'), voided(5, 'E-2', 2));
  }, 180_000);

  afterAll(() => pipeline?.stop());

  test('have one skill profile, also who was a contractor', async () => {
    expect(await evidenceCounts()).toEqual({ [`E-1|${SQL}`]: 2, [`C-3|${SQL}`]: 1 });
  });

  test('are told of by both names, and what is taken back by those of its time', async () => {
    const told = (await pipeline.values('marketplace.completion')).map(
      ({ statement_id, assertion, member_id, known_as }) => [statement_id, assertion, member_id, known_as],
    );
    expect(told).toContainEqual([statementId(4), 'asserted', 'E-1', 'E-2']);
    expect(told).toContainEqual([statementId(2), 'revoked', 'E-2', null]);
  });

  test('have what is their own when they are two people after all, and nothing when they are forgotten', async () => {
    await hear({ kind: 'unmerge', employee_id: 'E-1', related_employee_id: 'E-2', sequence: 3 });
    expect(await evidenceCounts()).toEqual({ [`E-1|${SQL}`]: 1, [`E-2|${SQL}`]: 1, [`C-3|${SQL}`]: 1 });
    await hear({ kind: 'erase', employee_id: 'E-2', sequence: 2 });
    expect(await evidenceCounts()).toEqual({ [`E-1|${SQL}`]: 1, [`C-3|${SQL}`]: 1 });
  });

  test('leave a ledger that balances', async () => {
    const { findings, inputs } = await readLedger(pipeline);
    expect(findings).toEqual([]);
    expect(inputs.find(({ topic }) => topic === 'marketplace.member')).toMatchObject({ dead: 0 });
  });
});
