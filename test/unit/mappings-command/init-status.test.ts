import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadExportMap } from '../../../mappings/exports/load.ts';
import { loadMappings } from '../../../mappings/index.ts';
import { confirmed, run, temporary, written } from './support.ts';

const mappings = loadMappings();

type Row = Readonly<Record<string, unknown>>;

let files = 0;

/** Writes a map from rows of workers, and gives what it says of them and what comes out once its guesses are confirmed. */
const guessed = async (rows: readonly Row[], kind = 'workers', source = 'hris-core') => {
  const number = ++files;
  const sample = written(`status-${number}.json`, JSON.stringify(rows));
  const map = temporary(`status-${number}.csv`);
  const { code, out, err } = await run('init', sample, '--source', source, '--kind', kind, '--out', map);
  expect([code, err]).toEqual([0, '']);
  const lines = loadExportMap(map, kind as 'workers', mappings, { guesses: 'accept' }).rows;
  const dry = async (path: string) => {
    const done = await run('dry-run', sample, '--source', source, '--kind', kind, '--map', path, '--json');
    const judged = done.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    return { code: done.code, rows: judged.slice(0, -1), totals: judged.at(-1).totals };
  };
  const before = await dry(map);
  expect(before.code).toBe(1);
  expect(before.totals.outcomes.published).toBe(0);
  const after = await dry(confirmed(map));
  const told = after.rows.map(
    (row: { outcome: string; code?: string; rule?: string; records?: { value: { status: string } }[] }) =>
      ['published', 'unconfirmed'].includes(row.outcome)
        ? (row.records?.[0]?.value.status ?? 'nothing')
        : (row.code ?? row.rule),
  );
  // What is open keeps every row back, and not only those that it is about.
  expect(after.totals.outcomes[lines.some(({ questions }) => questions.length > 0) ? 'published' : 'unconfirmed']).toBe(
    0,
  );
  const sources = (target: string) =>
    lines.filter(({ target_field }) => target_field === target).map(({ source_field }) => source_field);
  return { out, lines, told, sources, code: after.code, first: before.rows[0] };
};

/** Rows of workers that differ in one column only. */
const workersWith = (name: string, values: readonly unknown[]): readonly Row[] =>
  values.map((value, index) => ({
    'Employee ID': `000${index + 1}`,
    ...(value === undefined ? {} : { [name]: value }),
  }));

const ASKED = 'mapping_undecided';

describe('a column that says yes or no to who works there is read by its name and its values', () => {
  it.each([
    ['Terminated', [false, true], ['active', 'terminated']],
    ['IsTerminated', ['N', 'Y'], ['active', 'terminated']],
    ['Leaver', ['no', 'yes'], ['active', 'terminated']],
    ['Ausgeschieden', ['nein', 'ja'], ['active', 'terminated']],
    ['Parti', ['non', 'oui'], ['active', 'terminated']],
    ['Cesado', ['no', 'sí'], ['active', 'terminated']],
    ['Not Terminated', ['Y', 'N'], ['active', 'terminated']],
    ['Active', ['1', '0'], ['active', 'terminated']],
    ['isActive', [true, false], ['active', 'terminated']],
    ['Not Active', ['N', 'Y'], ['active', 'terminated']],
    ['Aktiv', ['Ja', 'Nein'], ['active', 'terminated']],
    ['No longer employed', ['false', 'true'], ['active', 'terminated']],
    ['accountEnabled', [true, false], ['active', ASKED]],
    ['Disabled', ['N', 'Y'], ['active', ASKED]],
    ['IsInactive', [false, true], ['active', ASKED]],
    ['Inaktiv', ['nein', 'ja'], ['active', ASKED]],
    ['Suspended', [0, 1], [ASKED, ASKED]],
    ['Deleted', ['false', 'true'], [ASKED, ASKED]],
    ['Employment Status', ['0', '1'], [ASKED, ASKED]],
    ['Employment Status', ['true', 'false'], [ASKED, ASKED]],
  ])('%s: %j', async (name, values, expected) => {
    expect((await guessed(workersWith(name, values))).told).toEqual(expected);
  });

  it('names the other word, too, where a sample has one of the two', async () => {
    const { lines, told } = await guessed([{ EmployeeID: '5', EmploymentStatus: { Active: true, Terminated: false } }]);
    expect(told).toEqual(['active']);
    expect(lines.find(({ target_field }) => target_field === 'kind')?.source_field).toBe('EmploymentStatus.Terminated');
  });

  it('asks where two columns contradict each other', async () => {
    const { told, out } = await guessed([{ EmployeeID: '15', EmployeeStatus: 'Terminated', IsActive: true }]);
    expect(told).toEqual([ASKED]);
    expect(out).toContain('contradict each other in 1 of 1 rows');
  });

  it.each(['MFA Enabled', 'Email Active Directory', 'Marital Status', 'Veteran Status'])(
    'is not one that says something else: %s',
    async (name) => {
      const { sources, out } = await guessed(workersWith(name, ['true', 'false']));
      expect(sources('kind')).toEqual(['$']);
      expect(out).toContain('confirm that nobody in the list has left');
    },
  );
});

describe('words of a status', () => {
  it.each([
    ...['Resigned', 'Suspended', 'Inactive', 'On Leave', 'Pending', 'Pre-hire', 'Deleted', 'tobedeleted', 'Disabled'],
    ...['Retired', 'Furloughed', 'Active - On Leave', 'Not Active', 'Unterminated', 'Xyzzy', 'Beurlaubt', 'Gekündigt'],
    ...['De baja', 'En congé', 'Active (pending termination)', 'Ex', '?'],
  ])('ask what somebody is who is %s', async (word) => {
    const { told, out } = await guessed(workersWith('Status', ['Active', word]));
    expect(told).toEqual(['active', ASKED]);
    expect(out).toContain(`"${word}"`);
  });

  it.each(['Terminated', 'Left', 'Former Employee', 'Deceased', 'Ausgeschieden', 'Licencié', 'TERMINATED - Voluntary'])(
    'say of some that they have left: %s',
    async (word) => {
      expect((await guessed(workersWith('Status', ['Active', word]))).told).toEqual(['active', 'terminated']);
    },
  );

  it('of no language that is known are asked, all of them', async () => {
    const { told } = await guessed(workersWith('Employment Status', ['töissä', 'lähtenyt']));
    expect(told).toEqual([ASKED, ASKED]);
  });

  it('are found whatever the column is called', async () => {
    const { sources, told } = await guessed(workersWith('Zustand', ['Aktiv', 'Ausgeschieden', 'Ruhend']));
    expect(sources('kind')).toEqual(['Zustand']);
    expect(told).toEqual(['active', 'terminated', ASKED]);
  });

  it('never make anybody active who is not said to be, whatever they are and in whatever order', async () => {
    const word = fc.stringMatching(/^[A-Za-zäéñ][a-zäéñ -]{0,14}[a-z]$/);
    const there = /^(?:active|aktiv|actif|activo|activa|attivo|ativo|ativa|employed|current|in service)\b/i;
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(word, { minLength: 1, maxLength: 6 }), async (words) => {
        const rows = workersWith('Worker Status', words);
        const { told } = await guessed(rows);
        for (const [index, status] of told.entries()) {
          if (status === 'active') expect(words[index]).toMatch(there);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('are read alike whatever the order of columns and rows', async () => {
    const rows = [
      { 'Employee ID': '1', Status: 'Active', Terminated: 'N', 'Hire Date': '2020-01-01', 'Worker Type': 'Contractor' },
      {
        'Employee ID': '2',
        Status: 'Terminated',
        Terminated: 'Y',
        'Hire Date': '2020-01-02',
        'Worker Type': 'Regular',
      },
      { 'Employee ID': '3', Status: 'Resigned', Terminated: 'N', 'Hire Date': '2020-01-03', 'Worker Type': 'Intern' },
    ];
    const names = Object.keys(rows[0]!);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(names, { minLength: names.length }),
        fc.shuffledSubarray(rows, { minLength: rows.length }),
        async (columns, shuffled) => {
          const { told, sources } = await guessed(
            shuffled.map((row) => Object.fromEntries(columns.map((name) => [name, row[name as keyof typeof row]]))),
          );
          const by_id = new Map(shuffled.map((row, index) => [row['Employee ID'], told[index]]));
          expect(Object.fromEntries(by_id)).toEqual({ 1: 'active', 2: 'terminated', 3: ASKED });
          expect(sources('effective_at')).toEqual(['$received_at']);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('that are blank in a table are asked', async () => {
    for (const [name, values] of Object.entries({ Status: ['Active', ''], Leaver: ['N', ''], Active: ['Y', ''] }))
      expect((await guessed(workersWith(name, values))).told).toEqual(['active', ASKED]);
  });

  it('that are absent say nothing of who works there, where JSON has them as true and false', async () => {
    const { lines } = await guessed(workersWith('active', [true, 'False', undefined]));
    expect(lines.filter(({ target_field }) => target_field === 'kind').map(({ guess }) => guess)).toEqual([
      expect.stringContaining('who works there'),
      expect.stringContaining('blank in 1 of 3 rows: such a row says nothing of who works there'),
    ]);
    expect((await guessed(workersWith('Leaver', ['x', undefined, undefined]))).told).toEqual([
      'terminated',
      ASKED,
      ASKED,
    ]);
  });
});

describe('the kind of employment', () => {
  it('counts where one word is in every row', async () => {
    const rows = Array.from({ length: 41 }, (_, index) => ({
      WorkerID: String(1222 + index),
      WorkerStatus: 'Active',
      WorkerType: 'Contractor',
    }));
    const { first } = await guessed(rows);
    expect(first.records[0].value).toMatchObject({ status: 'active', employment_kind: 'contractor' });
  });

  it.each([
    ['Worker Type', 'Contingent Worker', 'contractor'],
    ['User Type', 'Freelancer', 'contractor'],
    ['Vertragsart', 'Leiharbeiter', 'contractor'],
    ['is_contractor', true, 'contractor'],
    ['isContingentWorker', 'N', 'employee'],
    ['Employment Type', 'Full-Time', 'employee'],
    ['Worker Type', 'Regular Employee', 'employee'],
  ])('%s: %s', async (name, value, expected) => {
    expect((await guessed(workersWith(name, [value]))).first.records[0].value.employment_kind).toBe(expected);
  });

  it.each(['Intern', 'Temp', 'Non-Employee', 'Consultant', 'Volunteer', 'Former Contractor', 'Werkstudent', 'Zork'])(
    'is asked for %s',
    async (word) => {
      expect((await guessed(workersWith('Worker Type', ['Employee', word]))).told).toEqual(['active', ASKED]);
    },
  );
});

describe('the time of a row', () => {
  const day = { 'Employee ID': '1', Status: 'Active' };

  it.each([
    'Hire Date',
    'HireDate',
    'Start Date',
    'Eintrittsdatum',
    'createdDateTime',
    'Date of Birth',
    'Position Effective Date',
  ])('is never %s', async (name) => {
    const { sources, lines } = await guessed([{ ...day, [name]: '2021-08-30' }]);
    expect(sources('effective_at')).toEqual(['$received_at']);
    expect(lines.find(({ target_field }) => target_field === 'event_id')?.guess).toContain('the time of the export');
  });

  it('is the end of those who have left, and of nobody else', async () => {
    const rows = [
      { ...day, 'Termination Date': '2020-02-28' },
      { ...day, 'Employee ID': '2', Status: 'Terminated', 'Termination Date': '2026-02-28' },
    ];
    const { sources } = await guessed(rows);
    expect(sources('effective_at')).toEqual(["['Status'='Terminated']['Termination Date']", '$received_at']);
  });

  it('of an enrollment is never when the course ends', async () => {
    const row = {
      user_id: 'u1',
      course_id: 'c1',
      status: 'Completed',
      start_date: '2026-01-01',
      end_date: '2026-06-01',
    };
    expect((await guessed([row], 'enrollments', 'lms-beta')).sources('occurred_at')).toEqual(['$received_at']);
  });

  it.each(['2026-03-01', '2026-03-01T08:00:00Z'])(
    'is that of the export where it is blank, and not like %s',
    async (time) => {
      const rows = [
        { username: 'ada', dateLastModified: time },
        { username: 'ben', dateLastModified: '' },
      ];
      const { told, sources } = await guessed(rows);
      expect(sources('effective_at')).toEqual(['dateLastModified', '$received_at']);
      expect(told).toEqual(['active', 'active']);
    },
  );

  it('is asked where no value shows which part is the month', async () => {
    const two = fc.integer({ min: 1, max: 12 });
    const separator = fc.constantFrom('/', '-');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(two, two), { minLength: 1, maxLength: 8 }),
        separator,
        async (days, between) => {
          const rows = days.map(([a, b], index) => ({
            userSourcedId: `u${index}`,
            course_id: 'c1',
            status: 'Completed',
            changed: `${a}${between}${b}${between}2023`,
          }));
          const { told, out } = await guessed(rows, 'enrollments', 'lms-beta');
          expect(new Set(told)).toEqual(new Set([ASKED]));
          expect(out).toMatch(/ambiguous: the values could be/);
          expect(out).not.toContain('100 %');
        },
      ),
      { numRuns: 10 },
    );
  });

  it('is asked where some values show one order and some the other', async () => {
    const rows = ['13/01/2023', '01/13/2023', '01/02/2023'].map((changed, index) => ({
      userSourcedId: `u${index}`,
      course_id: 'c1',
      status: 'Completed',
      changed,
    }));
    expect((await guessed(rows, 'enrollments', 'lms-beta')).told).toEqual([ASKED, ASKED, ASKED]);
  });
});

describe('the learner of an enrollment', () => {
  const enrollment = { course_id: 42, status: 'Completed', updated_at: '2026-03-01T08:00:00Z' };

  it('is an id, and not a name beside it', async () => {
    const row = { ...enrollment, user: { name: 'Ada Example', id: 7 }, user_id: 7 };
    const { sources } = await guessed([row], 'enrollments', 'lms-beta');
    expect(sources('learner.value')).toEqual(['user_id']);
  });

  it('is asked where only a column of names is there', async () => {
    const { told } = await guessed([{ ...enrollment, user: { name: 'Ada Example' } }], 'enrollments', 'lms-beta');
    expect(told).toEqual([ASKED]);
  });

  it('is not a teacher', async () => {
    const rows = ['student', 'teacher', 'aide'].map((role, index) => ({ ...enrollment, user_id: `u${index}`, role }));
    const { told, sources } = await guessed(rows, 'enrollments', 'lms-beta');
    expect(sources('$ignored_by')).toEqual(['role']);
    expect(told).toEqual(['nothing', 'lms-beta-not-a-learner', 'lms-beta-not-a-learner']);
  });
});
