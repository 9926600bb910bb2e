import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MAPPINGS } from '../mappings/support/directory.ts';
import { ndjson, run, statement, temporary, written } from './support.ts';

let folders = 0;

/** A copy of the repository's mappings with a text of one file in place of another. */
const changed = (file: string, from: string, to: string): string => {
  const folder = temporary(`mappings-${++folders}`);
  mkdirSync(folder);
  cpSync(MAPPINGS, folder, { recursive: true, filter: (path) => !path.endsWith('.ts') });
  const text = readFileSync(join(folder, file), 'utf8');
  if (!text.includes(from)) throw new Error(`${file} holds no ${from}`);
  writeFileSync(
    join(folder, file),
    text.replace(from, () => to),
  );
  return folder;
};

describe('the difference between two versions of the mappings', () => {
  it('is nothing for a version and itself', async () => {
    const { code, out } = await run('diff', MAPPINGS, MAPPINGS);
    expect(out).toMatch(/^0 of \d+ events would come out otherwise\.\n$/);
    expect(code).toBe(0);
  });

  it('is shown for the fixtures, by field', async () => {
    const { code, out, err } = await run(
      'diff',
      MAPPINGS,
      changed('course-skills.csv', 'SQL,basic,0.8', 'SQL,advanced,0.8'),
    );
    expect(err).toBe('');
    expect(out).toContain('fixtures/learning-rules/passed.yaml\n  marketplace.skill level: basic → advanced\n');
    expect(code).toBe(1);
  });

  it('is shown for events of a file, without personal values', async () => {
    const events = written(
      'events.ndjson',
      ndjson([statement('completed', { result: { score: { scaled: 0.8 } } }), statement('initialized')]),
    );
    const arguments_ = [
      'diff',
      MAPPINGS,
      changed('email-domains.csv', 'northwind.example,lower,+', 'northwind.example,lower,+'),
    ];
    const none = await run(...arguments_, '--events', events, '--source', 'lms-alpha');
    expect(none).toMatchObject({ code: 0, out: '0 of 2 events would come out otherwise.\n' });

    const verb = changed(
      'learning-rules.csv',
      'completed,*,*,http://adlnet.gov/expapi/verbs/completed,*,completion;assessment;skill;attached_certificate',
      'completed,*,*,http://adlnet.gov/expapi/verbs/completed,*,ignore',
    );
    const { out } = await run('diff', MAPPINGS, verb, '--events', events, '--source', 'lms-alpha');
    expect(out).toBe(
      'line 1\n  published by completed to marketplace.completion, marketplace.score, marketplace.skill → ignored by completed\n1 of 2 events would come out otherwise.\n',
    );
  });

  it('hides what says who a person is, unless asked', async () => {
    const folder = changed('email-domains.csv', '*,keep,', '*,lower,');
    const worker = {
      event_id: 'w-1',
      kind: 'hire',
      employee_id: 'E-7',
      effective_at: Date.UTC(2026, 2, 1),
      worker: { employment_kind: 'employee', email: 'Ada.Secret@corp.example', email_consent: true },
    };
    const arguments_ = [
      'diff',
      MAPPINGS,
      folder,
      '--events',
      written('workers.ndjson', ndjson([worker])),
      '--source',
      'hris-core',
    ];
    const { out } = await run(...arguments_);
    expect(out).toContain('marketplace.member email: other than before');
    expect(out).not.toContain('ecret');
    expect((await run(...arguments_, '--personal')).out).toContain('Ada.Secret@corp.example → ada.secret@corp.example');
  });

  it('can be asked of revisions, and says which it does not know', async () => {
    const { code, err } = await run('diff', 'no-such-revision', MAPPINGS);
    expect(code).toBe(2);
    expect(err).toContain('no-such-revision is neither a folder nor a revision');
  });

  it('cannot be told where a version does not load', async () => {
    const { code, err } = await run(
      'diff',
      MAPPINGS,
      changed('sources.csv', 'lms-beta,lms,-1..1', 'lms-beta,lms,0..1'),
    );
    expect(code).toBe(2);
    expect(err).toContain('sample_output');
  });
});
