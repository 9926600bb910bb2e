import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MAPPINGS, original } from '../mappings/support/directory.ts';
import { run, temporary } from './support.ts';

const HEADER =
  'source_field,target_field,type,required,transform,sample_input,sample_output,sample_source,notes,version';
/** Enrollments of OneRoster: the course stands in classes.csv, the number of the person in users.csv. */
const MAP = [
  'role,$ignored_by,string,no,"keep_only(roster-not-a-student, student)",teacher,roster-not-a-student,,,1.0.0',
  '$,event_id,string,yes,content_id(received_at),"{""a"": 1}",afd9475bcc26448d7552fa8c248449ad,,,1.0.0',
  '$,learner.kind,AliasKind,yes,constant(employee_id),{},employee_id,,,1.0.0',
  'joined.users.identifier,learner.value,string,yes,trim,E-1001,E-1001,,,1.0.0',
  'joined.courses.courseCode,course_id,string,yes,trim,SEC-101,SEC-101,,,1.0.0',
  'joined.classes.title,course_name,string,no,trim,Security,Security,,,1.0.0',
  'status,status,string,yes,trim,active,active,,,1.0.0',
  "$,status,string,yes,constant(''),{},,,a bulk file leaves it blank,1.0.0",
  'dateLastModified,occurred_at,timestamp,yes,parse_iso8601,2026-03-01T10:00:00Z,2026-03-01T10:00:00Z,lms-beta,,1.0.0',
  '$received_at,occurred_at,timestamp,yes,identity,2026-03-01T10:00:00Z,2026-03-01T10:00:00Z,,,1.0.0',
];
const JOINS = [
  'name,file,key,value_of,missing,duplicate,notes,version',
  'classes,classes.csv,sourcedId,classSourcedId,refuse,refuse,,1.0.0',
  'courses,courses.csv,sourcedId,joined.classes.courseSourcedId,refuse,first,,1.0.0',
  'users,users.csv,sourcedId,userSourcedId,absent,refuse,,1.0.0',
];
const VERSION = '# version: 1.0.0';
const FILES = {
  'enrollments.csv': [
    'sourcedId,classSourcedId,userSourcedId,role,status,dateLastModified',
    'e1,c1,u1,student,active,2026-03-01T08:00:00Z',
    'e2,c1,u2,student,,',
    'e3,c1,t1,teacher,active,2026-03-01T08:00:00Z',
    'e4,c9,u1,student,active,2026-03-01T08:00:00Z',
    'e5,c2,u1,student,active,2026-03-01T08:00:00Z',
    'e6,c1,u9,student,active,2026-03-01T08:00:00Z',
  ],
  'classes.csv': ['sourcedId,title,courseSourcedId', 'c1,Security A,k1', 'c2,Twice,k1', 'c2,Thrice,k1'],
  'courses.csv': ['sourcedId,courseCode', 'k1,SEC-101', 'k1,SEC-102'],
  'users.csv': ['sourcedId,identifier', 'u1,E-1001', 'u2,E-1002'],
};

let folders = 0;

/** An export with its files, and mappings that read it; gives what the dry run of it says. */
const dryRun = async (
  changes: Readonly<Record<string, readonly string[] | null>> = {},
  ...flags: readonly string[]
) => {
  const folder = temporary(`joins-${++folders}`);
  mkdirSync(folder);
  const mappings = join(folder, 'mappings');
  cpSync(MAPPINGS, mappings, { recursive: true, filter: (path) => !path.endsWith('.ts') });
  const path = join(mappings, 'exports', 'lms-beta.enrollments.csv');
  const words = 'lms-beta,active,active,roster-active,,,1.2.0\nlms-beta,,active,roster-blank,,,1.2.0\n';
  writeFileSync(join(mappings, 'enrollment-status.csv'), `${original('enrollment-status.csv').trimEnd()}\n${words}`);
  writeFileSync(path, [VERSION, HEADER, ...MAP, ''].join('\n'));
  writeFileSync(path.replace('.csv', '.joins.csv'), [VERSION, ...(changes['joins'] ?? JOINS), ''].join('\n'));
  for (const [name, lines] of Object.entries({ ...FILES, ...changes }))
    if (lines !== null && name !== 'joins') writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
  const args = ['--source', 'lms-beta', '--kind', 'enrollments', '--mappings', mappings];
  const { code, out, err } = await run('dry-run', join(folder, 'enrollments.csv'), ...args, '--json', ...flags);
  const rows =
    out === ''
      ? []
      : out
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line));
  return { folder, code, err, rows };
};

it('the guide shows these rows', () => {
  const guide = readFileSync('docs/integrators.md', 'utf8');
  for (const line of [MAP[0]!, MAP[4]!, MAP[7]!, MAP[9]!, ...JOINS]) expect(guide).toContain(`${line}\n`);
});

describe('an export map that joins other files', () => {
  it('reads what they have for a row, leaves out teachers, and names what is missing or there twice', async () => {
    const { rows, code } = await dryRun();
    expect(rows.slice(0, -1)).toMatchObject([
      { outcome: 'published', records: [{ value: { course_id: 'urn:lms-beta:course:SEC-101' } }] },
      { outcome: 'published', rule: 'roster-blank', records: [{ value: { source_status: '' } }] },
      { outcome: 'ignored', rule: 'roster-not-a-student' },
      { outcome: 'refused', code: 'join_missing', path: '$.classSourcedId' },
      { outcome: 'refused', code: 'join_duplicate', path: '$.classSourcedId' },
      { outcome: 'refused', code: 'field_missing', path: '$.joined.users.identifier' },
    ]);
    expect(rows.at(-1).totals.ignored_by_rule).toEqual({ 'roster-not-a-student': 1 });
    expect(code).toBe(1);
  });

  it('needs all of them', async () => {
    const { code, err } = await dryRun({ 'users.csv': null });
    expect(code).toBe(2);
    expect(err).toContain('name it with --join users=path');
  });

  it('reads them where --join says', async () => {
    const { folder } = await dryRun();
    const elsewhere = join(folder, 'users.csv');
    const { rows } = await dryRun({ 'users.csv': null }, '--join', `users=${elsewhere}`);
    expect(rows[0]).toMatchObject({ outcome: 'published' });
    expect((await dryRun({}, '--join', 'people=x')).err).toContain('the name one of classes, courses, users');
  });

  it('refuses a file without the key column, or with a row that cannot be read', async () => {
    expect((await dryRun({ 'users.csv': ['id,identifier', 'u1,E-1'] })).err).toContain('no column "sourcedId"');
    expect((await dryRun({ 'users.csv': ['sourcedId,identifier', 'u1'] })).err).toContain('line 2: 1 cells');
  });

  it.each([
    ['users,users.csv,sourcedId,userSourcedId,ignore,refuse,,1.0.0', 'refuse or absent'],
    ['users,users.csv,sourcedId,userSourcedId,absent,any,,1.0.0', 'refuse or first or last'],
    ['users,../users.csv,sourcedId,userSourcedId,absent,first,,1.0.0', 'the name of a file, without a folder'],
    ['users,users.csv,sourcedId,$,absent,first,,1.0.0', 'the place of a value in the row'],
  ])('declares what happens: %s', async (row, expected) => {
    const { code, err } = await dryRun({ joins: [JOINS[0]!, row] });
    expect(code).toBe(2);
    expect(err).toContain(expected);
  });
});
