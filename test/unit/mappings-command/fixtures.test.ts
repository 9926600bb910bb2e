import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadMappings } from '../../../mappings/index.ts';
import { differences } from '../../../tools/mappings/fixtures/compare.ts';
import { createFixtureJudge } from '../../../tools/mappings/fixtures/judge.ts';
import { readFixtures } from '../../../tools/mappings/fixtures/read.ts';

const fixtures = readFixtures(fileURLToPath(new URL('../../../mappings/', import.meta.url)));
const mappings = loadMappings();
const judge = createFixtureJudge(mappings);

describe('what the fixtures tell of the mappings is so', () => {
  it.each(fixtures.map((fixture) => [fixture.file, fixture] as const))('%s', (_, fixture) => {
    expect(fixture.expected).toBeDefined();
    expect(differences(fixture.expected!, judge(fixture))).toEqual([]);
  });
});

describe('the fixtures cover', () => {
  const published = fixtures.flatMap(({ expected }) => (expected && 'publishes' in expected ? expected.publishes : []));

  it('every source', () => {
    expect(new Set(fixtures.map(({ source }) => source))).toEqual(new Set(mappings.sources.map(({ id }) => id)));
  });

  it('every topic of the marketplace, and every kind of credential, asserted and revoked', () => {
    const kinds = published.flatMap((entry) =>
      Object.entries(entry).map(([topic, { kind, assertion }]) => [topic, kind, assertion].filter(Boolean).join(' ')),
    );
    expect(kinds).toEqual(
      expect.arrayContaining([
        'marketplace.completion',
        'marketplace.score',
        'marketplace.skill asserted',
        'marketplace.credential badge asserted',
        'marketplace.credential badge revoked',
        'marketplace.credential certificate asserted',
        'marketplace.enrollment',
        'marketplace.member',
      ]),
    );
  });

  it('every state in every vocabulary', () => {
    const told = fixtures.flatMap(({ source, expected }) =>
      expected && 'publishes' in expected
        ? expected.publishes.flatMap((entry) => `${source} ${entry['marketplace.enrollment']?.['enrollment_state']}`)
        : [],
    );
    const states = mappings.enrollmentWords.map(({ source, state }) => `${source} ${state}`);
    expect(told).toEqual(expect.arrayContaining([...new Set(states)]));
  });

  it('passed and failed, and refusals by the specification, by sources, by vocabularies and by field maps', () => {
    const successes = published.map((entry) => entry['marketplace.score']?.['success']);
    expect(successes).toEqual(expect.arrayContaining([true, false]));
    const codes = fixtures.flatMap(({ expected }) =>
      expected && 'refused_with' in expected ? expected.refused_with : [],
    );
    expect(codes).toEqual(
      expect.arrayContaining([
        'xapi_timestamp',
        'score_range_unknown',
        'enrollment_status_unknown',
        'url_form',
        'email_form',
      ]),
    );
  });
});
