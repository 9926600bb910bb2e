import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confirmed, run, temporary, written } from './support.ts';

const HEADER = 'WorkerID,FirstName,LastName,WorkerStatus,WorkerType,Birth Date,Work Email\n';
let files = 0;

const dryRun = async (rows: readonly string[]) => {
  const number = ++files;
  const file = written(`repeats-${number}.csv`, `${HEADER}${rows.join('\n')}\n`);
  const map = temporary(`repeats-${number}.map.csv`);
  await run('init', file, '--source', 'hris-core', '--out', map);
  const { code, out } = await run('dry-run', file, '--source', 'hris-core', '--map', confirmed(map), '--json');
  const text = await run('dry-run', file, '--source', 'hris-core', '--map', confirmed(map), '--show', 'none');
  return { code, totals: JSON.parse(out.trim().split('\n').at(-1)!).totals, text: text.out };
};

const ADA = '1222,Ada,Example,Active,Employee,1990-01-01,a@x.example';
const OTHERS = [
  '1300,Cy,Probe,Active,Employee,1992-01-01,c@x.example',
  '1301,Di,Probe,Active,Employee,1993-01-01,d@x.example',
];

describe('an id that several rows have', () => {
  it('with people of different names is counted, without a name', async () => {
    const { code, totals, text } = await dryRun([
      ADA,
      ...OTHERS,
      '1222,Ben,Sample,Active,Employee,1991-01-01,b@x.example',
    ]);
    expect(code).toBe(1);
    expect(totals.repeats).toMatchObject({
      repeated_ids: 1,
      different: { names: { count: 1, rows: ['2 and 5'] }, birth: { count: 1 }, email: { count: 1 } },
    });
    expect(text).toContain('1  ids with people of different names: lines 2 and 5');
    expect(text).not.toMatch(/Ada|Ben|1222|x\.example/);
  });

  it.each([
    ['names', ADA.replace('Example', 'Other')],
    ['birth', ADA.replace('1990', '1991')],
    ['email', ADA.replace('a@x', 'z@x')],
  ])('with different %s is in doubt', async (fact, other) => {
    const { code, totals } = await dryRun([ADA, ...OTHERS, other]);
    expect(totals.repeats.different[fact].count).toBe(1);
    expect(code).toBe(1);
  });

  it('with the same person and different words for the same moment is in doubt', async () => {
    const { code, totals } = await dryRun([ADA, ...OTHERS, ADA.replace('Employee', 'Contractor')]);
    expect(totals.repeats).toMatchObject({ contradicting: { count: 1 }, different: { names: { count: 0 } } });
    expect(code).toBe(1);
  });

  it('and rows that are there twice word for word are no contradiction', async () => {
    const { code, totals } = await dryRun([ADA, ...OTHERS, ADA]);
    expect(totals.repeats).toMatchObject({ duplicate_rows: { count: 1, rows: ['2 and 5'] }, repeated_ids: 0 });
    expect(code).toBe(0);
  });

  it('is found whatever the order of rows', async () => {
    const rows = [ADA, ...OTHERS, ADA.replace('Ada', 'Ben').replace('Example', 'Sample')];
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(rows, { minLength: rows.length }), async (shuffled) => {
        expect((await dryRun(shuffled)).totals.repeats.different.names.count).toBe(1);
      }),
      { numRuns: 8 },
    );
  });

  it('is found though the rows are refused', async () => {
    const { totals } = await dryRun([ADA.replace('Active', 'Inactive'), ...OTHERS, ADA.replace('Ada', 'Ben')]);
    expect(totals.repeats.different.names.count).toBe(1);
  });
});

it('raw records of one worker may change its address, but not for the same moment', async () => {
  const event = (id: number, email: string, effective_at: string) =>
    JSON.stringify({
      event_id: `w-${id}`,
      kind: 'update',
      employee_id: 'E-7',
      effective_at,
      worker: { employment_kind: 'employee', email, email_consent: true },
    });
  const file = (name: string, ...lines: readonly string[]) => written(name, `${lines.join('\n')}\n`);
  const first = event(1, 'a@x.example', '2026-03-01T00:00:00Z');
  const later = file('later.ndjson', first, event(2, 'b@x.example', '2026-03-02T00:00:00Z'));
  expect((await run('dry-run', later, '--source', 'hris-core')).code).toBe(0);
  const same = file('same.ndjson', first, event(2, 'b@x.example', '2026-03-01T00:00:00Z'));
  expect((await run('dry-run', same, '--source', 'hris-core')).code).toBe(1);
});
