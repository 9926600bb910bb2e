import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { LEARNER, ndjson, run, statement, written } from './support.ts';

const activity = (id: string, type?: string): object => ({
  object: { id, ...(type === undefined ? {} : { definition: { type } }) },
});
const BEEKEEPING = 'https://lms-alpha.example/courses/beekeeping';
const CIRCUS = 'https://lms-alpha.example/types/circus';
const ROWS = [
  statement('completed'),
  statement('completed', activity(BEEKEEPING)),
  statement('juggled'),
  statement('completed', activity(BEEKEEPING, CIRCUS)),
  statement('juggled', { verb: { id: 'http://verbs.example/ada@northwind.example' } }),
];

interface Told {
  readonly level: string;
  readonly place: string;
  readonly gap?: string;
  readonly name?: string;
  readonly message?: string;
  readonly count?: number;
  readonly rows?: readonly number[];
}

/** What is told of the export; what is told of the mappings alone names no gap. */
const gapsOf = async (file: string, ...flags: readonly string[]) => {
  const { code, out, err } = await run('check', '--export', file, ...flags, '--json');
  const lines = out.trim() === '' ? [] : out.trim().split('\n');
  return { code, err, gaps: lines.map((line) => JSON.parse(line) as Told).filter(({ gap }) => gap !== undefined) };
};

describe('the check of an export', () => {
  it('tells of verbs, activity types and courses that no row names, with how many rows and which', async () => {
    const { code, gaps } = await gapsOf(written('gaps.ndjson', ndjson(ROWS)), '--source', 'lms-alpha');
    expect(gaps).toMatchObject([
      {
        level: 'note',
        place: 'learning-rules.csv',
        gap: 'verb',
        name: '"http://adlnet.gov/expapi/verbs/juggled"',
        count: 1,
        rows: [3],
      },
      { gap: 'verb', name: expect.stringContaining('not shown'), count: 1, rows: [5] },
      { place: 'activity-types.csv', gap: 'activity_type', name: `"${CIRCUS}"`, count: 1, rows: [4] },
      { place: 'course-skills.csv', gap: 'course', name: `"${BEEKEEPING}"`, count: 2, rows: [2, 4] },
    ]);
    expect(code).toBe(0);
  });

  it('tells it to people with what the check tells without an export, and nothing personal', async () => {
    const file = written('people.ndjson.gz', gzipSync(ndjson(ROWS)));
    const { out } = await run('check', '--export', file, '--source', 'lms-alpha');
    expect(out).toContain(
      `! course-skills.csv: has no row for the course "${BEEKEEPING}": it is evidence of no skill (2×, line 2, 4)`,
    );
    expect(out).toContain('learning rules; 1 export maps; 5 rows of');
    expect(out).not.toMatch(/ada|secret/);
    expect(out).not.toContain(LEARNER);
  });

  it('ends with 1 when rows would be refused, and says by which code and where', async () => {
    const bad = [statement('completed', { timestamp: 'today' }), statement('completed')];
    const { code, gaps } = await gapsOf(written('bad-rows.ndjson', ndjson(bad)), '--source', 'lms-alpha');
    expect(gaps).toMatchObject([
      { level: 'wrong', gap: 'refused', name: 'xapi_timestamp at $.timestamp', count: 1, rows: [1] },
    ]);
    expect(code).toBe(1);
  });

  it('reads a table by its export map, and tells of words that the vocabulary lacks', async () => {
    const { code, gaps } = await gapsOf('examples/exports/lms-beta-transcript.csv', '--source', 'lms-beta');
    expect(gaps).toMatchObject([
      { level: 'wrong', place: 'enrollment-status.csv', gap: 'status', name: '"Waitlisted"', count: 1, rows: [4] },
    ]);
    expect(code).toBe(1);
  });

  it('does not show what stands in a column that holds no words of a vocabulary', async () => {
    const enrollment = {
      learner: { kind: 'employee_id', namespace: null, value: 'E-7' },
      course_id: 'SEC-101',
      occurred_at: '2026-03-01T10:00:00Z',
    };
    const rows = Array.from({ length: 50 }, (_, i) => ({
      ...enrollment,
      event_id: `e-${i}`,
      status: `Secret Name ${i}`,
    }));
    const file = written('names.json', JSON.stringify(rows));
    const { gaps } = await gapsOf(file, '--source', 'lms-beta', '--kind', 'enrollments');
    expect(gaps).toMatchObject([
      { gap: 'status', name: 'words', message: expect.stringContaining('right column'), count: 50, rows: [1] },
    ]);
    expect(JSON.stringify(gaps)).not.toContain('Secret');
  });

  it('takes the source that a row names, and tells of those that are not known', async () => {
    const raw = (source: string): object => ({ source, received_at: 1, statement: JSON.stringify(ROWS[0]) });
    const file = written('raw.ndjson', ndjson([raw('lms-alpha'), raw('lms-gamma'), raw('lms-gamma')]));
    const { code, gaps } = await gapsOf(file);
    expect(gaps).toMatchObject([
      { level: 'wrong', place: 'sources.csv', gap: 'source', name: '"lms-gamma"', count: 2, rows: [2, 3] },
    ]);
    expect(code).toBe(1);
  });

  it('cannot run without a source, with an unknown one, or without the file', async () => {
    const file = written('no-source.ndjson', ndjson(ROWS));
    for (const [flags, message] of [
      [['--export', file], 'names no source: say which one with --source'],
      [['--export', file, '--source', 'nobody'], 'sources.csv has no source nobody'],
      [['--export', `${file}.none`, '--source', 'lms-alpha'], 'is no file'],
    ] as const) {
      const { code, err } = await run('check', ...flags);
      expect(err).toContain(message);
      expect(code).toBe(2);
    }
  });

  it('names the most frequent, and counts the rest, for people', async () => {
    const rows = Array.from({ length: 30 }, (_, i) => statement('completed', activity(`${BEEKEEPING}/${i}`)));
    const file = written('many.ndjson', ndjson([...rows, rows[29]!]));
    const { out } = await run('check', '--export', file, '--source', 'lms-alpha');
    const lines = out.split('\n').filter((line) => line.includes('course-skills.csv:'));
    expect(lines).toHaveLength(16);
    expect(lines[0]).toContain(`"${BEEKEEPING}/29": it is evidence of no skill (2×, line 30, 31)`);
    expect(lines[15]).toContain('lacks more courses, of which --json names a thousand (15×');
    expect((await gapsOf(file, '--source', 'lms-alpha')).gaps).toHaveLength(30);
  });
});
