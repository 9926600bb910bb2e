import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MAPPINGS, original } from '../mappings/support/directory.ts';
import { ndjson, run, statement, written } from './support.ts';

/** Runs the check on a copy of the repository's mappings, of which some files are changed or added. */
const checked = async (changes: Readonly<Record<string, string>>, ...flags: readonly string[]) => {
  const directory = mkdtempSync(join(tmpdir(), 'mappings-check-'));
  try {
    cpSync(MAPPINGS, directory, { recursive: true, filter: (path) => !path.endsWith('.ts') });
    for (const [file, text] of Object.entries(changes)) {
      mkdirSync(dirname(join(directory, file)), { recursive: true });
      writeFileSync(join(directory, file), text);
    }
    return await run('check', '--mappings', directory, ...flags);
  } finally {
    rmSync(directory, { recursive: true });
  }
};

const rule = (row: string): Readonly<Record<string, string>> => ({
  'learning-rules.csv': `${original('learning-rules.csv').trimEnd()}\n${row}\n`,
});

const FIXTURE = `
about: A course is completed.
source: lms-alpha
statement:
  actor: { mbox: mailto:ada@northwind.example }
  verb: { id: http://adlnet.gov/expapi/verbs/completed }
  object: { id: https://lms-alpha.example/courses/beekeeping }
  timestamp: 2026-03-01T11:00:00Z
`;
const fixture = (expected: string): Readonly<Record<string, string>> => ({
  'fixtures/learning-rules/new.yaml': `${FIXTURE}${expected}`,
});

describe('the check', () => {
  it('finds nothing wrong in the mappings of the repository, and nothing worth a look', async () => {
    const { code, out } = await run('check');
    expect(out).toContain('0 wrong, 0 worth a look.');
    expect(code).toBe(0);
  });

  it.each<[string, Readonly<Record<string, string>>, string]>([
    [
      'a cell that is wrong',
      rule('x,*,*,completed,*,ignore,false,false,,1.0.0'),
      'verb: "completed": expected an absolute',
    ],
    [
      'a rule that is never reached',
      rule('x,hris-core,*,http://adlnet.gov/expapi/verbs/completed,*,ignore,false,false,,1.0.0'),
      'is never reached: hris-core is no learning system',
    ],
    [
      'a fixture from which something else comes',
      fixture(
        'expected: { rule: completed/unmapped-course, publishes: [{ marketplace.completion: { success: true } }] }',
      ),
      'fixtures/learning-rules/new.yaml: marketplace.completion success: expected true, is null',
    ],
    [
      'a fixture with other records',
      fixture('expected: { ignored_by: unknown-verb }'),
      'expected ignored by unknown-verb; is by completed/unmapped-course to marketplace.completion',
    ],
    [
      'a fixture that asks what comes out',
      fixture(''),
      'says nothing of what is expected. This is what comes out:\nexpected:\n  rule: completed/unmapped-course',
    ],
    [
      'an export map that does not load',
      { 'exports/lms-beta.enrollments.csv': '# version: 1.0.0\nsource_field\n' },
      'exports/lms-beta.enrollments.csv:2:1',
    ],
    [
      'an export map of no kind',
      { 'exports/lms-beta.csv': '' },
      'exports/lms-beta.csv: expected a name <source>.<kind>.csv',
    ],
    [
      'an export map of a source that is not there',
      { 'exports/lms-betta.enrollments.csv': '' },
      'exports/lms-betta.enrollments.csv: expected a name <source>.<kind>.csv, the source one of sources.csv',
    ],
  ])('tells of %s, and ends with 1', async (_, changes, message) => {
    const { code, out } = await checked(changes);
    expect(out).toContain(message);
    expect(code).toBe(1);
  });

  it('tells programs which cell of which file is wrong', async () => {
    const text = '# version: 1.0.0\ndomain,local_part,sub_address,notes,version\n*,keep,++,,1.0.0\n';
    const { out } = await checked({ 'email-domains.csv': text }, '--json');
    expect(JSON.parse(out).fault).toEqual({
      file: 'email-domains.csv',
      line: 3,
      column: 8,
      field: 'sub_address',
      value: '++',
      expected: 'one of + - _ = .',
    });
  });

  it.each<[string, Readonly<Record<string, string>>, string]>([
    [
      'a rule that says nothing new',
      rule(
        'completed,*,*,http://adlnet.gov/expapi/verbs/completed,https://x.example/course,completion;assessment;skill;attached_certificate,true,from_result,,1.0.0',
      ),
      'says nothing new: line 5 says the same for more',
    ],
    [
      'rules of two profiles that a statement may both follow',
      rule(
        'x,*,https://x.example/profile,https://w3id.org/xapi/adl/verbs/abandoned,*,completion,true,from_result,,1.0.0\n' +
          'y,*,https://y.example/profile,https://w3id.org/xapi/adl/verbs/abandoned,*,ignore,false,from_result,,1.0.0',
      ),
      'and the first one counts, as profiles.csv names neither (line',
    ],
    [
      'a repair without sample',
      {
        'repairs.csv': original('repairs.csv').replace(/"\{.*?\}"/, ''),
      },
      'has no sample: nothing shows what openedx-worthless-score does',
    ],
    [
      'a learning system without words for enrollments',
      { 'enrollment-status.csv': original('enrollment-status.csv').replace(/^moodle,.*\n/m, '') },
      'has no word of moodle: all its enrollments would be refused',
    ],
    [
      'a source without fixture',
      {
        'sources.csv': `${original('sources.csv').trimEnd()}\nlms-gamma,lms,,,refuse,,mailto,park,,,,,,1.0.0\n`,
      },
      'no fixture tells of lms-gamma',
    ],
    [
      'a deprecated row',
      {
        'credentials.csv':
          '# version: 1.1.0\ncredential_id,kind,name,validity_months,renews,deprecated_since,use_instead,notes,version\n' +
          'urn:lms-beta:course:HSE-130,certificate,First Aid,24,,1.1.0,HSE-131,,1.0.0\n',
      },
      'credentials.csv:3: is deprecated since 1.1.0: use HSE-131',
    ],
  ])('mentions %s, and ends with 0', async (_, changes, message) => {
    const { code, out } = await checked(changes);
    expect(out).toContain(message);
    expect(code).toBe(0);
  });

  it.each([
    ['that is no YAML', 'about: "open', 'fixtures/learning-rules/new.yaml'],
    ['that has no input', 'about: x\nsource: lms-alpha\n', 'expected exactly one of statement, enrollment and worker'],
    ['that has a misspelt field', 'about: x\nsource: lms-alpha\nstatment: {}\n', 'a fixture has about, source'],
    ['of an unknown source', FIXTURE.replace('lms-alpha\n', 'nobody\n'), 'sources.csv has no source nobody'],
  ])('cannot run with a fixture %s, and says which', async (_, text, message) => {
    const { code, err } = await checked({ 'fixtures/learning-rules/new.yaml': text });
    expect(err).toContain(message);
    expect(code).toBe(2);
  });

  it('gives programs a line of JSON for each finding', async () => {
    const file = written('one.ndjson', ndjson([statement('juggled')]));
    const { out } = await run('check', '--json', '--export', file, '--source', 'lms-alpha');
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([{ level: 'note', gap: 'verb' }]);
  });
});
