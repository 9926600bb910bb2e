import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadMappings, MappingError } from '../../../mappings/index.ts';
import { faultsOf, MAPPINGS, original, withFiles } from './support/directory.ts';

const HEADER =
  'source_field,target_field,type,required,transform,sample_input,sample_output,sample_source,ambiguity,guess,notes,version';
const row = (transform: string, guess: string): string =>
  [
    '# version: 1.0.0',
    HEADER,
    '$,event_id,string,yes,content_id,"{""a"": 1}",015abd7f5cc57a2dd94b7590f04ad808,,,,,1.0.0',
    `Status,kind,WorkerEventKind,yes,${transform},Active,snapshot_row,,,${guess},,1.0.0`,
    'ID,employee_id,string,yes,trim,E-1,E-1,,,,,1.0.0',
    '$received_at,effective_at,timestamp,yes,identity,2026-03-14T15:30:45Z,2026-03-14T15:30:45Z,,,,,1.0.0',
    '$,worker.employment_kind,EmploymentKind,yes,constant(employee),{},employee,,,,,1.0.0',
    '',
  ].join('\n');

/** Faults of the repository's mappings with an export map of hris-core, as a service meets them. */
const atStart = (text: string, exports?: 'leave') => {
  const directory = mkdtempSync(join(tmpdir(), 'confirmed-'));
  try {
    cpSync(MAPPINGS, directory, { recursive: true, filter: (path) => !path.endsWith('.ts') });
    mkdirSync(join(directory, 'exports'), { recursive: true });
    writeFileSync(join(directory, 'exports', 'hris-core.workers.csv'), text);
    loadMappings(directory, exports === undefined ? {} : { exports });
    return [];
  } catch (error) {
    if (error instanceof MappingError) return error.faults;
    throw error;
  } finally {
    rmSync(directory, { recursive: true });
  }
};

const DECIDED = 'words(Active=snapshot_row)';

it('a service does not start with an export map of which a row is a guess', () => {
  expect(atStart(row(DECIDED, ''))).toEqual([]);
  const guess = '90 %: its name';
  expect(atStart(row(DECIDED, guess))).toEqual([
    {
      code: 'guess_unconfirmed',
      file: 'exports/hris-core.workers.csv',
      line: 4,
      column: expect.any(Number),
      field: 'guess',
      value: guess,
      expected: 'nothing, once somebody has confirmed that kind comes from Status',
    },
  ]);
  expect(atStart(row(DECIDED, guess), 'leave')).toEqual([]);
});

it.each([
  ['"words(Active=snapshot_row, Resigned=?)"', 'a decision: what the word "Resigned" means'],
  ["undecided('who works there')", 'a decision: who works there'],
])('nor with one that leaves a question open, though its guess cell is empty: %s', (transform, expected) => {
  expect(atStart(row(transform, ''))).toMatchObject([
    { code: 'mapping_undecided', file: 'exports/hris-core.workers.csv', line: 4, field: 'transform', expected },
  ]);
});

it('names code, file, line and what to decide in the message', () => {
  const message = new MappingError(atStart(row('words(Active=?)', ''))).message;
  expect(message).toMatch(
    /exports\/hris-core\.workers\.csv:4:\d+ mapping_undecided transform: .*what the word "Active" means/,
  );
});

it('nor with a field map of its own that leaves one open', () => {
  const text = original('fields/member.csv').replace(/,trim,/, ",undecided('which id'),");
  expect(text).not.toBe(original('fields/member.csv'));
  expect(faultsOf({ 'fields/member.csv': text })).toContainEqual(
    expect.objectContaining({ code: 'mapping_undecided', expected: 'a decision: which id' }),
  );
});

it('a blank status has a meaning where the vocabulary names it, whatever blanks it is written with', () => {
  const text = `${original('enrollment-status.csv').trimEnd()}\nlms-beta,,active,roster-blank,,,1.2.0\n`;
  withFiles({ 'enrollment-status.csv': text }, (directory) => {
    const { enrollmentState } = loadMappings(directory);
    for (const blank of ['', ' ', '\t ']) expect(enrollmentState('lms-beta', blank)?.rule).toBe('roster-blank');
    expect(enrollmentState('lms-alpha', '')).toBeUndefined();
  });
  expect(loadMappings().enrollmentState('lms-beta', '')).toBeUndefined();
});
