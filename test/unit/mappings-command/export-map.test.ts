import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { MAPPINGS } from '../mappings/support/directory.ts';
import { ndjson, run, statement, temporary, written } from './support.ts';

let folders = 0;

/** A copy of the repository's mappings with an export map of `hris-core`, or of another system. */
const withMap = (rows: readonly string[], name = 'hris-core.workers.csv'): string => {
  const folder = temporary(`maps-${++folders}`);
  mkdirSync(folder);
  cpSync(MAPPINGS, folder, { recursive: true, filter: (path) => !path.endsWith('.ts') });
  const header =
    'source_field,target_field,type,required,transform,sample_input,sample_output,sample_source,notes,version';
  writeFileSync(join(folder, 'exports', name), ['# version: 1.0.0', header, ...rows, ''].join('\n'));
  return folder;
};

const WORKER_MAP = [
  '$,event_id,string,yes,content_id,"{""a"": 1}",015abd7f5cc57a2dd94b7590f04ad808,,,1.0.0',
  '$,kind,WorkerEventKind,yes,constant(snapshot_row),{},snapshot_row,,,1.0.0',
  'Employee_ID,employee_id,string,yes,trim,E-1,E-1,,,1.0.0',
  '$received_at,effective_at,timestamp,yes,identity,2026-03-14T15:30:45Z,2026-03-14T15:30:45Z,,,1.0.0',
  'Kind,worker.employment_kind,EmploymentKind,yes,words(R=employee),R,employee,,,1.0.0',
];
const WORKERS = {
  Report_Entry: [
    { Employee_ID: 'E-1', Kind: 'R' },
    { Employee_ID: 'E-2', Kind: 'R' },
  ],
};

const TRANSCRIPT = 'Employee ID,Training Number,Status,Status Date\n1001,SEC-101,Completed,14.03.2026 15:30\n';

describe('an export map', () => {
  it('that is among the mappings reads rows of JSON that are no raw records, too', async () => {
    const sample = written('workday.json', JSON.stringify(WORKERS));
    const { code, out } = await run('dry-run', sample, '--source', 'hris-core', '--mappings', withMap(WORKER_MAP));
    expect(out).toContain('read by the export map hris-core.workers.csv');
    expect(out).toContain('2  would be published');
    expect(code).toBe(0);
  });

  it('leaves statements alone, whatever else the source exports', async () => {
    const sample = written('beta.ndjson', ndjson([statement('completed')]));
    const { code, out } = await run('dry-run', sample, '--source', 'lms-beta');
    expect(out).toContain('statements of lms-beta, read as they are');
    expect(code).toBe(0);
  });

  it.each([
    ['Employee ID,Training Number,Status,Date\n1001,SEC-101,Completed,x\n', 'has no column "Status Date"'],
    [`Transcript of all\n\n${TRANSCRIPT}`, 'say --header 3, as they stand there'],
  ])('whose columns a table does not have refuses it as a whole: %#', async (text, message) => {
    const args = ['dry-run', written('columns.csv', text), '--source', 'lms-beta', '--kind', 'enrollments'];
    const { code, out, err } = await run(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  it('is taken from each of two versions that are compared', async () => {
    const sample = written('workday-diff.json', JSON.stringify(WORKERS));
    const contractors = WORKER_MAP.map((row) => row.replace('R=employee),R,employee', 'R=contractor),R,contractor'));
    const args = ['diff', withMap(WORKER_MAP), withMap(contractors), '--events', sample, '--source', 'hris-core'];
    const { code, out, err } = await run(...args);
    expect(err).toBe('');
    expect(out).toContain('marketplace.member employment_kind: employee → contractor');
    expect(out).toContain('2 of 2 events would come out otherwise.');
    expect(code).toBe(1);
  });

  it('that refuses all rows in both versions is told of, as no difference means nothing then', async () => {
    const sample = written('words.csv', TRANSCRIPT.replace('Completed', 'Waitlisted'));
    const { code, out } = await run('diff', MAPPINGS, MAPPINGS, '--events', sample, '--source', 'lms-beta');
    expect(out).toBe('0 of 1 events would come out otherwise. Both refuse 1: dry-run says why.\n');
    expect(code).toBe(0);
  });
});

const MAIN = fileURLToPath(new URL('../../../tools/mappings/main.ts', import.meta.url));
const shell = promisify(execFile);

/** Runs a shell command with `$RUN` as the command and `$FILE` as an export of many rows. */
const inShell = async (command: string): Promise<{ readonly stdout: string; readonly stderr: string }> => {
  const file = written('many.ndjson', ndjson(Array.from({ length: 20_000 }, () => statement('completed'))));
  return await shell('bash', ['-c', command], {
    env: { ...process.env, FILE: file, RUN: `${process.execPath} ${MAIN}` },
  });
};

describe('the command in a shell', () => {
  it('explains itself, its exit codes too', async () => {
    const { out, code } = await run('dry-run', '--help');
    expect(code).toBe(0);
    for (const option of ['--encoding', '--header', '--list', 'Ends with 0']) expect(out).toContain(option);
  });

  it('reads standard input', async () => {
    const { stdout } = await inShell('cat $FILE | $RUN dry-run - --source lms-alpha --show none');
    expect(stdout).toContain('standard input: statements of lms-alpha, read as they are');
    expect(stdout).toContain('20,000 rows');
  });

  it('ends without a word when nobody reads on', async () => {
    const command = '$RUN dry-run $FILE --source lms-alpha --show all | head -n 1; echo $PIPESTATUS';
    const { stdout, stderr } = await inShell(command);
    expect(stdout.trim().split('\n').at(-1)).toBe('141');
    expect(stderr).toBe('');
  });
});
