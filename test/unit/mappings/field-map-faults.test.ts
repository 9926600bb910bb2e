import { describe, expect, it } from 'vitest';
import { FIELDS } from '../../../mappings/fields/row.ts';
import { appended, faultsOf, marked, original, placeOf, replaced } from './support/directory.ts';
import { faultAtMark } from './support/fault-at-mark.ts';

const MEMBER = 'fields/member.csv';
const COMPLETION = 'fields/completion.csv';
const SCORE = 'fields/score.csv';
const SCORE_SAMPLE = '"{""scaled"": 0.8}",90,lms-beta';

describe('a row of a field map', () => {
  it.each([
    ['an unknown transform', MEMBER, '| strip_email_alias', '| «drop', 'transform'],
    ['a chain that breaks off', MEMBER, 'lowercase_email | strip_email_alias', 'lowercase_email |«', 'transform'],
    ['arguments that a transform does not take', COMPLETION, 'no,boolean,true', 'no,«boolean(yes),true', 'transform'],
    ['a transform that gives another type', SCORE, 'no,normalize_score_0_100,', 'no,«boolean,', 'transform'],
    ['a transform that takes another type', MEMBER, 'yes,trim,', 'yes,boolean | «trim,', 'transform'],
    [
      'a chain in quotes',
      COMPLETION,
      '"language_map(en, en-US, en-GB) | without_addresses"',
      '"language_map(en, en-US) | «drop"',
      'transform',
    ],
    ['a misspelt field of the source', COMPLETION, 'result.duration,', 'result.«durations,', 'source_field'],
    ['a list without a place in it', COMPLETION, 'result.duration,', 'attachments.«fileUrl,', 'source_field'],
    [
      'a condition on an unknown field',
      COMPLETION,
      'result.duration,',
      "attachments«[usage='x'].fileUrl,",
      'source_field',
    ],
    ['a place that cannot be read', COMPLETION, 'result.duration,', 'result.«.duration,', 'source_field'],
    ['a field that the source record lacks', MEMBER, 'worker.email,', 'worker.«mail,', 'source_field'],
    ['a field that the target lacks', COMPLETION, ',duration,string', ',«length,string', 'target_field'],
    ['a field that the service supplies', COMPLETION, ',duration,string', ',«rule,string', 'target_field'],
    ['a type that is not the schema’s', COMPLETION, ',duration,string', ',duration,«text', 'type'],
    ['neither yes nor no', COMPLETION, ',duration,string,no', ',duration,string,«maybe', 'required'],
    [
      'optional, where the target must have it',
      COMPLETION,
      ',course_id,string,yes',
      ',course_id,string,«no',
      'required',
    ],
    ['a sample that gives something else', SCORE, SCORE_SAMPLE, '"{""scaled"": 0.8}",«80,lms-beta', 'sample_output'],
    ['a sample that the row refuses', COMPLETION, ',PT1H30M,', ',«90 minutes,', 'sample_input'],
    ['a sample in which there is nothing', MEMBER, '" E-1001 "', '"«  "', 'sample_input'],
    ['a sample that is no JSON', SCORE, SCORE_SAMPLE, '«0.8.,90,lms-beta', 'sample_input'],
    ['no sample', COMPLETION, ',PT1H30M,PT1H30M', ',«,PT1H30M', 'sample_input'],
    ['a sample that is no moment', MEMBER, '08:00:00Z,2026-03-01T08:00:00Z', '08:00:00Z,«today', 'sample_output'],
    ['a sample without the source it depends on', SCORE, SCORE_SAMPLE, '"{""scaled"": 0.8}",90,«', 'sample_source'],
    ['a sample of an unknown source', SCORE, SCORE_SAMPLE, '"{""scaled"": 0.8}",90,«lms-gamma', 'sample_source'],
  ])('%s', (_, file, from, to, field) => {
    faultAtMark(replaced(file, from, to), field);
  });

  it('says what comes out of a sample, and with what code one is refused', () => {
    const other = faultAtMark(replaced(SCORE, SCORE_SAMPLE, '"{""scaled"": 0.8}",«80,lms-beta'), 'sample_output');
    expect(other).toMatchObject({ value: '80', expected: '90, as this is what comes out' });
    const refused = faultAtMark(replaced(COMPLETION, ',PT1H30M,', ',«90 minutes,'), 'sample_input');
    expect(refused.expected).toContain('duration_form');
  });

  it('is no guess that nobody has checked', () => {
    const row = 'employee_id,member_id,string,yes,trim,E-1,E-1,,«looks like an id,,1.0.0';
    const text = `# version: 1.0.0\n${Object.keys(FIELDS.columns).filter((name) => name !== 'ambiguity')},notes,version\n${row}\n`;
    const { changes, place } = marked(MEMBER, text);
    expect(faultsOf(changes).map(placeOf)).toContain(`${place} guess`);
  });

  it('is missed, where every record of the target must have the field', () => {
    const rows = original(COMPLETION)
      .split('\n')
      .filter((line) => !line.startsWith('object.id,'));
    expect(faultsOf({ [COMPLETION]: rows.join('\n') })).toMatchObject([
      { line: 1, column: 1, field: null, value: 'course_id' },
    ]);
  });

  it('says the same as its alternatives on whether there must be a value', () => {
    const row = 'stored,duration,string,«yes,iso8601_duration,PT1H,PT1H,,,,1.0.0';
    expect(faultAtMark(appended(COMPLETION, row), 'required').expected).toMatch(/^no, as in line \d+$/);
  });
});
