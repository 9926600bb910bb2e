import { expect, it } from 'vitest';
import { loadMappings } from '../../../mappings/index.ts';
import { fieldMapNames, files } from '../../../mappings/loader/load.ts';
import { original, withFiles } from './support/directory.ts';

const mappings = loadMappings();
const AT_MS = Date.UTC(2026, 2, 1);

it('loads the files of the repository, whose samples all hold', () => {
  for (const file of Object.keys(files)) expect(mappings.version_of(file)).toMatch(/^\d+\.\d+\.\d+$/);
  for (const name of fieldMapNames)
    expect(mappings.fieldMap(name).version).toBe(mappings.version_of(`fields/${name}.csv`));
});

it('knows no version of what is no mapping file', () => {
  expect(() => mappings.version_of('fields/unknown.csv')).toThrow(RangeError);
});

it('reads the policy of a source, empty cells as not known', () => {
  expect(mappings.source('lms-alpha')).toMatchObject({
    kind: 'lms',
    scaled_convention: '0..1',
    raw_range: { min: 0, max: 100 },
    default_offset_minutes: null,
    certificate_retention_days: 3650,
    same_course: [],
  });
  expect(mappings.source('lms-beta')).toMatchObject({
    scaled_convention: '-1..1',
    raw_range: { min: null, max: null },
    quoted_numbers: 'accept',
    default_offset_minutes: 0,
    mbox_sha1sum_of: 'address',
  });
  expect(mappings.source('hris-core')).toMatchObject({ kind: 'hris', issuer: null });
  expect(mappings.source('nobody')).toBeUndefined();
});

it('gives every domain a policy, in whatever case, and folds nothing that no row says', () => {
  expect(mappings.emailDomain('Northwind.Example')).toEqual({ local_part: 'lower', sub_address: '+' });
  expect(mappings.emailDomain('elsewhere.example')).toEqual({ local_part: 'keep', sub_address: null });
});

it.each([
  ['lms-alpha', 'inprogress', 'active'],
  ['lms-alpha', ' InProgress ', 'active'],
  ['lms-alpha', 'complete', 'completed'],
  ['lms-beta', 'In  Progress', 'active'],
  ['lms-beta', 'Completed', 'completed'],
  ['lms-beta', 'Withdrawn', 'dropped'],
  ['openedx', 'enrollment.deactivated', 'dropped'],
])('%s says %j and means %s', (source, word, state) => {
  expect(mappings.enrollmentState(source, word)).toMatchObject({ state, mapping_version: '1.2.0' });
});

it.each([
  ['lms-beta', 'Completed', true],
  ['lms-beta', 'Exempt', false],
  ['lms-beta', 'Registered', false],
])('%s sends a statement with %j: %s', (source, word, statement_expected) => {
  expect(mappings.enrollmentState(source, word)).toMatchObject({ statement_expected });
});

it('knows which sources tell of enrollments', () => {
  expect(['lms-alpha', 'openedx', 'hris-core'].map(mappings.tellsEnrollments)).toEqual([true, true, false]);
});

it('keeps the vocabularies of the sources apart', () => {
  expect(mappings.enrollmentState('lms-alpha', 'Withdrawn')).toBeUndefined();
  expect(mappings.enrollmentState('nobody', 'Completed')).toBeUndefined();
});

it('names the skills of a course, and none for a course without a row', () => {
  const [skill, ...others] = mappings.skillsOf('urn:lms-beta:course:PRV-110', AT_MS);
  expect(skill).toEqual({
    framework: 'ESCO',
    skill_uri: 'http://data.europa.eu/esco/skill/a4346013-a967-4a58-a533-6b32ad1364c5',
    label: 'data protection',
    level: 'basic',
    confidence: 0.8,
    expires_at: null,
    mapping_version: mappings.version_of('course-skills.csv'),
  });
  expect(others).toHaveLength(1);
  expect(mappings.skillsOf('urn:lms-beta:course:NONE', AT_MS)).toEqual([]);
});

it('lists each mapped course once, with at least one skill', () => {
  const ids = mappings.courses.map(({ course_id }) => course_id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThanOrEqual(40);
  for (const id of ids) expect(mappings.skillsOf(id, AT_MS)).not.toHaveLength(0);
});

it('reads files as spreadsheets save them: byte order mark, CRLF, padded first line, columns in another order', () => {
  const domains =
    '\uFEFF# version: 2.1.0,,,,\r\nversion,notes,sub_address,local_part,domain\r\n2.1.0,"a, note",+,lower,*\r\n';
  const loaded = withFiles({ 'email-domains.csv': domains }, loadMappings);
  expect(loaded.version_of('email-domains.csv')).toBe('2.1.0');
  expect(loaded.emailDomain('any.example')).toEqual({ local_part: 'lower', sub_address: '+' });
});

it('takes the strict policy for other domains when there is no row for them', () => {
  const rows = original('email-domains.csv')
    .split('\n')
    .filter((line) => !line.startsWith('*'));
  const loaded = withFiles({ 'email-domains.csv': rows.join('\n') }, loadMappings);
  expect(loaded.emailDomain('any.example')).toEqual({ local_part: 'keep', sub_address: null });
});
