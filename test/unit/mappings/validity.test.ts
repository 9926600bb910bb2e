import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadMappings } from '../../../mappings/index.ts';
import { addMonths, expiryOf } from '../../../mappings/validity.ts';
import { appended, faultsOf, placeOf, withFiles } from './support/directory.ts';

const DAY_MS = 86_400_000;
const moment = fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2100, 0, 1) });
const months = fc.integer({ min: 1, max: 1200 });

describe('months later', () => {
  it.each([
    ['2026-01-31T10:00:00Z', 1, '2026-02-28T10:00:00Z'],
    ['2028-01-31T10:00:00Z', 1, '2028-02-29T10:00:00Z'],
    ['2024-02-29T00:00:00Z', 12, '2025-02-28T00:00:00Z'],
    ['2026-03-31T23:59:59Z', 24, '2028-03-31T23:59:59Z'],
    ['2026-12-15T00:00:00Z', 1, '2027-01-15T00:00:00Z'],
  ])('%s and %i is %s', (from, count, to) => {
    expect(new Date(addMonths(Date.parse(from), count)).toISOString()).toBe(new Date(to).toISOString());
  });

  it('keeps the time of day and the order, and never skips a month', () => {
    fc.assert(
      fc.property(moment, moment, months, (a, b, count) => {
        const [early, late] = [Math.min(a, b), Math.max(a, b)];
        const end = addMonths(early, count);
        expect(end % DAY_MS).toBe(early % DAY_MS);
        expect(end).toBeLessThanOrEqual(addMonths(late, count));
        const [from, to] = [new Date(early), new Date(end)];
        const passed = (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth();
        expect(passed).toBe(count);
      }),
    );
  });

  it('never come where no end is known', () => {
    expect(expiryOf(0, null)).toBeNull();
  });
});

/** Mappings with more rows in one file. */
const withRows = (file: string, ...rows: readonly string[]) =>
  withFiles(appended(file, rows.join('\n')).changes, loadMappings);

describe('the skills of a course', () => {
  const { skillsOf } = withRows(
    'course-skills.csv',
    'urn:x:c,C,Own,urn:x:s,Old content,basic,0.5,,2025-07-01,12,,1.0.0',
    'urn:x:c,C,Own,urn:x:s,New content,advanced,0.9,2025-07-01,,,,1.0.0',
  );

  it('are those of the time of the learning', () => {
    const change = Date.UTC(2025, 6, 1);
    expect(skillsOf('urn:x:c', change - 1)).toMatchObject([{ label: 'Old content' }]);
    expect(skillsOf('urn:x:c', change)).toMatchObject([{ label: 'New content' }]);
  });

  it('are of any framework, with its name, the URI in it and the label', () => {
    const reading = 'https://www.onetonline.org/find/descriptor/result/2.A.1.a';
    const mapped = withRows(
      'course-skills.csv',
      `urn:x:d,D,O*NET,${reading},Reading Comprehension,,0.5,,,,,1.0.0`,
      'urn:x:d,D,Our own,urn:skills:tact,Tact,basic,0.4,,,,,1.0.0',
    );
    expect(mapped.skillsOf('urn:x:d', 0)).toMatchObject([
      { framework: 'O*NET', skill_uri: reading, label: 'Reading Comprehension', level: null, confidence: 0.5 },
      { framework: 'Our own', skill_uri: 'urn:skills:tact', label: 'Tact', level: 'basic', confidence: 0.4 },
    ]);
  });

  it('expire when their row says so', () => {
    expect(skillsOf('urn:x:c', Date.UTC(2024, 1, 29))).toMatchObject([{ expires_at: Date.UTC(2025, 1, 28) }]);
    expect(skillsOf('urn:x:c', Date.UTC(2026, 1, 28))).toMatchObject([{ expires_at: null }]);
  });
});

describe('the policy of a credential', () => {
  const { credentialPolicy } = withRows('credentials.csv', 'urn:x:b,badge,Refresher,12,urn:x:a,,1.0.0');

  it('is found by its own id, else by its course, and for its kind only', () => {
    const refresher = { name: 'Refresher', validity_months: 12, renews: 'urn:x:a' };
    expect(credentialPolicy('badge', 'urn:x:b', null)).toEqual(refresher);
    expect(credentialPolicy('badge', 'urn:x:person-7', 'urn:x:b')).toEqual(refresher);
    expect(credentialPolicy('certificate', 'urn:x:b', null)).toBeUndefined();
    expect(credentialPolicy('badge', 'urn:x:person-7', null)).toBeUndefined();
  });
});

describe('a deprecated row', () => {
  const header = 'domain,local_part,sub_address,deprecated_since,use_instead,notes,version';
  const domains = (row: string): Readonly<Record<string, string>> => ({
    'email-domains.csv': `# version: 1.1.0\n${header}\nnorthwind.example,lower,+,,,,1.0.0\n${row}\n`,
  });

  it('still counts, and is told with what to use instead', () => {
    const loaded = withFiles(domains('x.example,lower,,1.1.0,the row of y.example,,1.0.0'), loadMappings);
    expect(loaded.emailDomain('x.example').local_part).toBe('lower');
    expect(loaded.deprecations).toEqual([
      { file: 'email-domains.csv', line: 4, since: '1.1.0', use_instead: 'the row of y.example' },
    ]);
  });

  it.each([
    ['a version that the file has not reached', 'x.example,lower,,1.2.0,y,,1.0.0', '4:18 deprecated_since'],
    ['no version', 'x.example,lower,,soon,y,,1.0.0', '4:18 deprecated_since'],
    ['nothing to use instead', 'x.example,lower,,1.1.0,,,1.0.0', '4:24 use_instead'],
    ['something to use instead without being deprecated', 'x.example,lower,,,y,,1.0.0', '4:19 use_instead'],
  ])('with %s is a fault', (_, row, place) => {
    expect(faultsOf(domains(row)).map(placeOf)).toEqual([place]);
  });
});
