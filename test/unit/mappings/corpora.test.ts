import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { loadMappings } from '../../../mappings/index.ts';
import { isDuration, parseMoment } from '../../../mappings/transforms/iso8601.ts';

const corpus = (name: string): string => fileURLToPath(new URL(`../../../../shared/corpora/${name}`, import.meta.url));
const mappings = loadMappings();
const AT_MS = Date.UTC(2026, 2, 1);

const ESCO = corpus('esco-skills.csv.gz');
describe.skipIf(!existsSync(ESCO))('ESCO (skipped without ../shared/corpora)', () => {
  const rows = (): readonly { id: string; description: string }[] =>
    parse(gunzipSync(readFileSync(ESCO)), { columns: true });

  it('has every skill that a course is mapped to, under the same label', () => {
    const descriptions = new Map(rows().map(({ id, description }) => [id, description]));
    for (const { course_id } of mappings.courses) {
      for (const { skill_uri, label } of mappings.skillsOf(course_id, AT_MS)) {
        expect(
          descriptions
            .get(skill_uri)
            ?.slice(0, label.length + 1)
            .trimEnd(),
          course_id,
        ).toBe(label);
      }
    }
  });
});

interface Statement {
  readonly verb: { readonly id: string };
  readonly object: { readonly definition?: { readonly type?: string } };
  readonly context?: { readonly contextActivities?: { readonly category?: readonly { readonly id: string }[] } };
}

const RALPH = corpus('ralph-statements.json.gz');
describe.skipIf(!existsSync(RALPH))('22,000 statements of Open edX (skipped without ../shared/corpora)', () => {
  const statements = (): readonly Statement[] =>
    gunzipSync(readFileSync(RALPH))
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));

  it('all have a rule, and none of the completed videos counts as a course', () => {
    const counts = new Map<string, number>();
    for (const { verb, object, context } of statements()) {
      const profiles = context?.contextActivities?.category?.map(({ id }) => id);
      const rule = mappings.learningRule(verb.id, object.definition?.type, profiles, 'openedx');
      expect(rule?.derives, verb.id).toEqual([]);
      counts.set(rule!.rule, (counts.get(rule!.rule) ?? 0) + 1);
    }
    expect(Object.fromEntries(counts)).toEqual({
      'media-playback': 21_310,
      'media-completed': 636,
      'platform-activity': 54,
    });
  });

  it('can all be mapped', () => {
    const source = mappings.source('openedx')!;
    const { apply } = mappings.fieldMap('completion');
    for (const statement of statements()) expect(apply(statement, { source, received_at: 0 }).kind).toBe('mapped');
  });
});

interface ConformanceCase {
  readonly expect: 200 | 400;
  readonly statement: { readonly timestamp?: unknown; readonly result?: { readonly duration?: unknown } };
}

const CASES = corpus('xapi-1.0.3-cases.json');
describe.skipIf(!existsSync(CASES))('the conformance cases of xAPI 1.0.3 (skipped without ../shared/corpora)', () => {
  const cases = (): readonly ConformanceCase[] => JSON.parse(readFileSync(CASES, 'utf8'));

  it('hold no acceptable time or duration that is refused', () => {
    for (const { statement } of cases().filter((each) => each.expect === 200)) {
      if (statement.timestamp !== undefined)
        expect(parseMoment(statement.timestamp as string, null)).toBeTypeOf('number');
      if (statement.result?.duration !== undefined) expect(isDuration(statement.result.duration as string)).toBe(true);
    }
  });

  it('hold a time only the offset of which is wrong, and it is refused', () => {
    const offsets = cases().flatMap(
      ({ statement }) => String(statement.timestamp).match(/^2008-.*-00(?::?00)?$/) ?? [],
    );
    expect(new Set(offsets).size).toBe(3);
    for (const text of offsets) expect(parseMoment(text, 0)).toBe('unknown_offset');
  });
});
