import { describe, expect, it } from 'vitest';
import { LEARNER, ndjson, run, statement, written } from './support.ts';

const ROWS = [
  statement('completed', {
    result: { score: { scaled: 0.8 }, response: 'free text' },
    context: { platform: 'Moodle', registration: 'EC531277-B57B-4C15-8D91-D292C5B2B8F7' },
  }),
  statement('completed', { object: { id: 'https://lms-alpha.example/courses/beekeeping' } }),
  statement('initialized'),
  statement('juggled'),
];
const GOOD = written('good.ndjson', ndjson(ROWS));
const BAD = written('bad.ndjson', `${ndjson([statement('scored', { timestamp: 'today' })])}{"actor":\n`);

interface JsonRow {
  readonly row?: number;
  readonly outcome?: string;
  readonly code?: string;
  readonly path?: string;
  readonly records?: readonly { readonly topic: string; readonly value: object }[];
  readonly ambiguous?: readonly string[];
  readonly unmapped?: readonly string[];
  readonly totals?: object;
}
const json = async (...arguments_: readonly string[]): Promise<readonly JsonRow[]> => {
  const { out } = await run('dry-run', ...arguments_, '--json');
  return out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
};

describe('a dry run of statements', () => {
  it('says of each row what would be published, and of all rows how many', async () => {
    const rows = await json(GOOD, '--source', 'lms-alpha');
    expect(rows.slice(0, -1).map(({ outcome }) => outcome)).toEqual(['published', 'published', 'ignored', 'ignored']);
    expect(rows[0]).toMatchObject({
      row: 1,
      records: [
        { topic: 'marketplace.completion', value: { learning_completed: true } },
        { topic: 'marketplace.score', value: { score: 80 } },
        { topic: 'marketplace.skill', value: { label: 'SQL' } },
      ],
      unmapped: ['result.response', 'context.platform'],
    });
    expect(rows[0]!.ambiguous).toContain('result.score');
    expect(rows.at(-1)).toMatchObject({
      totals: {
        rows: 4,
        outcomes: { published: 2, ignored: 2, refused: 0 },
        records_by_topic: { 'marketplace.completion': 2, 'marketplace.score': 1, 'marketplace.skill': 1 },
        courses_without_skills: { 'https://lms-alpha.example/courses/beekeeping': 1 },
        unknown_verbs: { 'http://adlnet.gov/expapi/verbs/juggled': 1 },
      },
    });
  });

  it('shows no address, wherever a system puts one', async () => {
    const address = 'ada.secret@northwind.example';
    const course = (id: string): object => ({
      object: { id, definition: { type: `https://lms.example/types/${address}` } },
    });
    const path = written(
      'addresses.ndjson',
      ndjson([
        statement('completed', course(`https://lms.example/users/${address}/7`)),
        statement('completed', course(`https://lms.example/courses?user=ada.secret%40northwind.example`)),
        statement('completed', { context: { extensions: { [`https://lms.example/${address}`]: 1 } } }),
        statement('completed', { verb: { id: `mailto:${address}` } }),
        statement('completed', { object: { id: 'block-v1:edX+DemoX+type@problem+block@a1' } }),
      ]),
    );
    for (const flags of [['--show', 'all'], ['--json']]) {
      const { out } = await run('dry-run', path, '--source', 'lms-alpha', ...flags);
      expect(out).not.toContain('secret');
      expect(out).toContain('iri_form');
      expect(out).toContain('https://lms.example/…');
      expect(out).toContain('block-v1:edX+DemoX+type@problem+block@a1');
    }
  });

  it('lists types of which nobody has said what they are', async () => {
    const of_type = (type: string) => statement('completed', { object: { id: 'x:1', definition: { type } } });
    const types = ['https://lms.example/types/x', 'http://adlnet.gov/expapi/activities/module'];
    const file = written('types.ndjson', ndjson(types.map(of_type)));
    const [, , last] = await json(file, '--source', 'lms-alpha');
    expect(last).toMatchObject({ totals: { unknown_activity_types: { 'https://lms.example/types/x': 1 } } });
    const { out } = await run('dry-run', file, '--source', 'lms-alpha', '--show', 'none');
    expect(out).toContain('Types that no row of activity-types.csv names\n          1  https://lms.example/types/x');
  });

  it('ends with 0 when nothing is refused, with 1 when anything is, with 2 when it cannot run', async () => {
    expect((await run('dry-run', GOOD, '--source', 'lms-alpha')).code).toBe(0);
    expect((await run('dry-run', BAD, '--source', 'lms-alpha')).code).toBe(1);
    const { code, err } = await run('dry-run', GOOD, '--source', 'nobody');
    expect(code).toBe(2);
    expect(err).toContain('sources.csv has no source nobody');
    expect((await run('dry-run', GOOD)).code).toBe(2);
  });

  it('names code, place and reason of a refusal, and what to do', async () => {
    expect(await json(BAD, '--source', 'lms-alpha')).toMatchObject([
      { row: 1, outcome: 'refused', code: 'xapi_timestamp', path: '$.timestamp' },
      { row: 2, outcome: 'refused', code: 'row_form', path: '$' },
      { totals: { refused: { 'xapi_timestamp $.timestamp': 1, 'row_form $': 1 } } },
    ]);
    const { out } = await run('dry-run', BAD, '--source', 'lms-alpha', '--show', 'none');
    expect(out).toContain('1  xapi_timestamp at $.timestamp');
    expect(out).toContain('Correct the export');
  });

  it('prints nothing personal unless asked to', async () => {
    const personal = /ada\.secret|ec531277|<member>/i;
    for (const flags of [[], ['--json'], ['--show', 'all']]) {
      expect((await run('dry-run', GOOD, '--source', 'lms-alpha', ...flags)).out).not.toMatch(personal);
    }
    const { out } = await run('dry-run', GOOD, '--source', 'lms-alpha', '--personal', '--json');
    expect(out).toContain('ec531277-b57b-4c15-8d91-d292c5b2b8f7');
    expect(out).not.toContain(LEARNER);
  });
});

describe('a dry run of other rows', () => {
  const enrollment = {
    event_id: 'e-1',
    learner: { kind: 'lms_user', namespace: 'lms-beta', value: 'U-7' },
    course_id: 'SEC-101',
    status: 'In Progress',
    occurred_at: '2026-03-01T10:00:00Z',
  };
  const worker = {
    event_id: 'w-1',
    kind: 'hire',
    employee_id: 'E-7',
    effective_at: Date.UTC(2026, 2, 1),
    worker: { employment_kind: 'employee', email: 'ada.secret@northwind.example', email_consent: true },
  };

  it('reads enrollments to the end, through the topic between the two halves of the service', async () => {
    const file = written('enrollments.json', JSON.stringify([enrollment, { ...enrollment, status: 'Waitlisted' }]));
    expect(await json(file, '--source', 'lms-beta', '--kind', 'enrollments')).toMatchObject([
      {
        outcome: 'published',
        records: [
          {
            topic: 'marketplace.enrollment',
            value: { course_id: 'urn:lms-beta:course:SEC-101', enrollment_state: 'active' },
          },
        ],
      },
      { outcome: 'refused', code: 'enrollment_status_unknown', path: '$.status' },
      {},
    ]);
  });

  it('reads workers, of whom it shows no address', async () => {
    const file = written('workers.ndjson', ndjson([worker, { ...worker, worker: { email: 'x@y.example' } }]));
    const rows = await json(file, '--source', 'hris-core');
    expect(rows[0]).toMatchObject({
      outcome: 'published',
      records: [{ topic: 'marketplace.member', value: { status: 'active', employment_kind: 'employee' } }],
    });
    expect(rows[1]).toMatchObject({ outcome: 'refused', code: 'row_form', path: '$.worker.employment_kind' });
    expect(JSON.stringify(rows)).not.toContain('secret');
  });

  it('reads a table whose columns are named like the fields of the record', async () => {
    const table =
      'event_id,learner.kind,learner.value,course_id,status,occurred_at\n' +
      'e-1,employee_id,E-7,SEC-101,Completed,2026-03-01T10:00:00Z\n' +
      'e-2,employee_id,E-7,SEC-101,Completed,2026-03-01\n' +
      'e-3,employee_id\n';
    const file = written('enrollments.csv', table);
    expect(await json(file, '--source', 'lms-beta', '--kind', 'enrollments', '--no-map')).toMatchObject([
      { row: 2, outcome: 'published' },
      { row: 3, outcome: 'refused', code: 'row_form', path: '$.occurred_at' },
      { row: 4, outcome: 'refused', code: 'row_form', path: '$' },
      {},
    ]);
  });
});
