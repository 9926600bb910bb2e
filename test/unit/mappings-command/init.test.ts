import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadExportMap } from '../../../mappings/exports/load.ts';
import type { ExportKind } from '../../../mappings/exports/targets.ts';
import { loadMappings } from '../../../mappings/index.ts';
import { confirmed, run, temporary, written } from './support.ts';

const mappings = loadMappings();

const ENROLLMENTS = written(
  'enrollments.csv',
  'Full Name;E-Mail;Course Code;Course Title;Status;Changed On\n' +
    'Ada Secret;ada.secret@corp.example;SEC-101;Security Awareness;Completed;14.03.2026 15:30\n' +
    'Bob Secret;bob.secret@corp.example;SEC-101;Security Awareness;Waitlisted;02.03.2026 09:00\n' +
    'Cy Secret;cy.secret@corp.example;PRV-110;Data Protection;Completed;01.03.2026 08:15\n',
);
const WORKERS = written(
  'workers.json',
  JSON.stringify({
    Report_Entry: [
      {
        Employee_ID: 'secret-1',
        Worker_Type: 'Regular',
        First_Name: 'Ada',
        Email: 'a.secret@corp.example',
        Effective_Date: '2026-03-01',
      },
      { Employee_ID: 'secret-2', Worker_Type: 'Contingent Worker', First_Name: 'Bob', Effective_Date: '2026-03-02' },
      { Employee_ID: 'secret-3', Worker_Type: 'Regular', First_Name: 'Cy', Effective_Date: '2026-03-03' },
    ],
  }),
);
const GRADES = written(
  'grades.csv',
  'Student Login,Course ID,Grade,Date\nsecret-1,SEC-101,85 %,03/04/2026\nsecret-2,SEC-101,90 %,05/06/2026\n',
);

let maps = 0;

/** Writes a map from a sample, and gives what it says. */
const guessed = async (sample: string, source: string, kind: ExportKind) => {
  const path = temporary(`map-${++maps}.csv`);
  const { code, out, err } = await run('init', sample, '--source', source, '--kind', kind, '--out', path);
  expect(err).toBe('');
  expect(code).toBe(0);
  const { rows } = loadExportMap(path, kind, mappings, { guesses: 'accept' });
  const sources = Object.fromEntries(rows.map(({ target_field, source_field }) => [target_field, source_field]));
  return { path, out, text: readFileSync(path, 'utf8'), rows, sources };
};

const totalsOf = async (...arguments_: readonly string[]): Promise<object> => {
  const { out } = await run('dry-run', ...arguments_, '--json');
  return JSON.parse(out.trim().split('\n').at(-1)!).totals;
};

describe('init writes an export map that loads, all of it guesses', () => {
  it.each([
    [ENROLLMENTS, 'lms-beta', 'enrollments'],
    [WORKERS, 'hris-core', 'workers'],
    [GRADES, 'lms-beta', 'statements'],
  ] as const)('from %s', async (sample, source, kind) => {
    const { text, out, rows } = await guessed(sample, source, kind);
    for (const { guess } of rows) expect(guess).toMatch(/^\d+ %: \w/);
    expect(`${text}${out}`).not.toMatch(/secret/i);
  });

  it('finds the columns of enrollments, the format of their times, and words that the vocabulary lacks', async () => {
    const { path, sources, out, text } = await guessed(ENROLLMENTS, 'lms-beta', 'enrollments');
    expect(sources).toMatchObject({
      event_id: '$',
      'learner.value': 'E-Mail',
      course_id: "['Course Code']",
      course_name: "['Course Title']",
      status: 'Status',
      occurred_at: "['Changed On']",
    });
    expect(text).toContain('parse_date(DD.MM.YYYY HH:mm)');
    expect(out).toContain('lms-beta,Waitlisted,?,lms-beta-waitlisted,,what does it mean?,');
    expect(out).toContain("Columns that nothing is made of: ['Full Name']");
    const flags = [ENROLLMENTS, '--source', 'lms-beta', '--kind', 'enrollments', '--map'];
    expect(await totalsOf(...flags, path)).toMatchObject({ outcomes: { published: 0, unconfirmed: 2, refused: 1 } });
    expect(await totalsOf(...flags, confirmed(path))).toMatchObject({
      outcomes: { published: 2, unconfirmed: 0, refused: 1 },
      refused: { 'enrollment_status_unknown $.status': 1 },
    });
  });

  it('finds the columns of workers, and guesses what their words mean', async () => {
    const { path, sources, text } = await guessed(WORKERS, 'hris-core', 'workers');
    expect(sources).toMatchObject({
      employee_id: 'Employee_ID',
      'worker.email': 'Email',
      effective_at: 'Effective_Date',
    });
    expect(text).toContain("words('Regular=employee', 'Contingent Worker=contractor')");
    expect(text).toContain('taken for UTC');
    expect(await totalsOf(WORKERS, '--source', 'hris-core', '--map', confirmed(path))).toMatchObject({
      outcomes: { published: 3, refused: 0 },
    });
  });

  it('asks which part of a date is the month where nothing shows it, and takes scores in percent for what they are', async () => {
    const { path, rows, out } = await guessed(GRADES, 'lms-beta', 'statements');
    const time = rows.find(({ target_field }) => target_field === 'timestamp');
    expect(time?.ambiguity).toContain('could be DD/MM/YYYY or MM/DD/YYYY');
    expect(time?.questions).toEqual([expect.stringContaining('DD/MM/YYYY or MM/DD/YYYY')]);
    expect(out).toContain('ambiguous: ');
    expect(out).toContain('0 to 100 is a guess');
    const flags = [GRADES, '--source', 'lms-beta', '--kind', 'statements', '--map'];
    expect(await totalsOf(...flags, confirmed(path))).toMatchObject({
      outcomes: { published: 0, unconfirmed: 0 },
      refused: { 'mapping_undecided $.Date': 2 },
    });
  });

  it.each([
    ['enrollments', 'lms-beta'],
    ['workers', 'hris-core'],
    ['statements', 'lms-beta'],
  ] as const)(
    'even where no column looks like anything: %s are refused until it is filled in',
    async (kind, source) => {
      const sample = written(`nothing-${kind}.csv`, 'x,y\nfoo,1\nbar,2\n');
      const { path } = await guessed(sample, source, kind);
      expect(await totalsOf(sample, '--source', source, '--kind', kind, '--map', path)).toMatchObject({
        outcomes: { published: 0, refused: 2 },
      });
    },
  );
});

describe('init writes nothing', () => {
  it('over a map that is there', async () => {
    const path = written('there.csv', 'mine');
    const { code, err } = await run('init', ENROLLMENTS, '--source', 'lms-beta', '--out', path);
    expect(code).toBe(2);
    expect(err).toContain('is there already');
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });

  it('for rows that need no map', async () => {
    const sample = written(
      'ready.ndjson',
      '{"actor":{"mbox":"mailto:a@b.example"},"verb":{"id":"urn:x:v"},"object":{"id":"urn:x:o"}}',
    );
    const { code, err } = await run('init', sample, '--source', 'lms-beta');
    expect(code).toBe(2);
    expect(err).toContain('needs no export map');
  });
});
