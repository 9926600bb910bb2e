import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { confirmed, run, temporary } from './support.ts';

const PEOPLE = fileURLToPath(new URL('../../../../shared/corpora/people/', import.meta.url));
const CASES = fileURLToPath(new URL('../../../../shared/corpora/field-cases.jsonl', import.meta.url));

let maps = 0;
const init = async (file: string, ...flags: readonly string[]) => {
  const map = temporary(`people-${++maps}.csv`);
  return { map, ...(await run('init', file, '--source', 'hris-core', '--out', map, ...flags)) };
};
const dryRun = async (file: string, ...flags: readonly string[]) => {
  const { code, out, err } = await run('dry-run', file, '--source', 'hris-core', '--json', ...flags);
  const lines =
    out === ''
      ? []
      : out
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line));
  return { code, err, rows: lines.slice(0, -1), totals: lines.at(-1)?.totals };
};

describe.skipIf(!existsSync(PEOPLE))('real lists of people (skipped without ../shared/corpora)', () => {
  it('a thousand workers of whom 265 ids are those of several people', async () => {
    const file = join(PEOPLE, 'entra/csv-with-1000-records.csv');
    const { map, out } = await init(file);
    expect(out).toContain('decide what "Inactive" means');
    expect(out).toContain('decide what "Intern" means');
    const decided = confirmed(map, { 'Inactive=?': 'Inactive=terminate', 'Intern=?': 'Intern=employee' });
    const { code, totals } = await dryRun(file, '--map', decided);
    expect(totals.repeats).toMatchObject({ repeated_ids: 265, different: { names: { count: 265 } } });
    expect(totals.outcomes).toMatchObject({ published: 1000, refused: 0 });
    expect(code).toBe(1);
  });

  it('contractors all of them', async () => {
    const file = join(PEOPLE, 'entra/Sample1_contractorData.csv');
    const { map } = await init(file);
    const { rows } = await dryRun(file, '--map', confirmed(map, { 'Inactive=?': 'Inactive=terminate' }));
    const kinds = new Set(
      rows.flatMap(({ records }) =>
        records.map(({ value }: { value: { employment_kind: string } }) => value.employment_kind),
      ),
    );
    expect(kinds).toEqual(new Set(['contractor']));
  });

  it('answers with a page of workers, or with one who has lists of positions', async () => {
    const folder = join(PEOPLE, 'workday-like');
    for (const name of readdirSync(folder)) {
      const file = join(folder, name);
      const content = JSON.parse(readFileSync(file, 'utf8'));
      const { rows, code } = await dryRun(file, '--no-map');
      if ('Workers' in content) expect(rows, name).toHaveLength(content.Workers.length);
      else {
        expect(rows, name).toMatchObject([{ outcome: 'refused', reason: expect.stringContaining('say --list') }]);
        expect(code).toBe(1);
        expect((await init(file, '--list', '$')).code).toBe(0);
      }
    }
  });

  it('one who is Terminated and active at once is asked for', async () => {
    const { out } = await init(
      join(PEOPLE, 'workday-like/v2_Worker.json_changed_since_2019_page_size_200_page_start_2'),
    );
    expect(out).toContain('EmployeeStatus and IsActive contradict each other');
  });

  it('bulk requests of SCIM, which are not supported', async () => {
    const files = ['entra/Extended-SCIM-bulk-request-Core+Enterprise.json', 'scim-sdk/bulk-id-resource-ensemble.json'];
    for (const name of files) {
      const { rows, code } = await dryRun(join(PEOPLE, name), '--no-map');
      expect(rows).toMatchObject([{ outcome: 'refused', code: 'scim_bulk_unsupported' }]);
      expect(code).toBe(1);
    }
  });
});

interface Case {
  readonly id: string;
  readonly source: string;
  readonly topic: string;
  readonly input: unknown;
}

describe.skipIf(!existsSync(CASES))('cases from the field (skipped without ../shared/corpora)', () => {
  const cases: readonly Case[] = existsSync(CASES)
    ? readFileSync(CASES, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : [];
  const guessable = cases.filter(({ id, topic }) => /^(?:21|22|26|init)-/.test(id) && /workers/.test(topic));

  it.each(guessable.map((each) => [each.id, each] as const))(
    '%s publishes nothing that nobody has confirmed',
    async (id, { input }) => {
      const file = temporary(`${id}.json`);
      writeFileSync(file, JSON.stringify(input));
      const { map, code, err } = await init(file);
      if (id.startsWith('22-scim-') && id !== '22-scim-active-absent') {
        expect([code, err.split(':')[0]]).toEqual([
          2,
          id === '22-scim-bulk' ? 'scim_bulk_unsupported' : 'scim_patch_unsupported',
        ]);
        return;
      }
      expect([code, err]).toEqual([0, '']);
      const { code: ended, totals } = await dryRun(file, '--map', map);
      expect(totals.outcomes.published).toBe(0);
      expect(ended).toBe(1);
    },
  );
});
