import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadMappings } from '../../../mappings/index.ts';
import { type CsvRecord, parseCsv } from '../../../mappings/loader/csv.ts';
import type { PureRunner, Verdict } from '../../support/pure-runner.ts';
import { original } from '../mappings/support/directory.ts';
import { createRunner, feed, hashAlias, ID } from './fixtures.ts';
import { signature } from './xapi/samples.ts';

/** What tools that read learning records get wrong, each for all inputs of its kind, with the mapping files of the repository. */

const mappings = loadMappings();
const runner = (): PureRunner => createRunner({ mappings, hashAlias });
const JANE = { mbox: 'mailto:jane@corp.example' };
const NOBODY = { mbox: 'mailto:nobody@corp.example' };
const COURSE = 'urn:lms-beta:course:SEC-101';

const completed = (given: object = {}): object => ({
  id: ID,
  actor: JANE,
  verb: { id: 'http://adlnet.gov/expapi/verbs/completed' },
  object: { id: COURSE },
  timestamp: '2026-03-01T10:30:00Z',
  ...given,
});
const told = (given: object = {}, source = 'lms-beta'): Verdict => feed(runner(), completed(given), source);

interface Read {
  readonly completed_at: number;
  readonly duration: string | null;
}
const valueIn = <T>(verdict: Verdict, name: string): T | undefined =>
  verdict.kind === 'published'
    ? (verdict.records.find(({ topic }) => topic === name)?.value as T | undefined)
    : undefined;
const completionOf = (verdict: Verdict): Read | undefined => valueIn(verdict, 'marketplace.completion');

describe('who is credited', () => {
  const others = fc.record(
    {
      instructor: fc.constant(JANE),
      team: fc.constant({ objectType: 'Group', member: [JANE] }),
      contextAgents: fc.constant([{ objectType: 'contextAgent', agent: JANE, relevantTypes: ['x:learner'] }]),
      contextGroups: fc.constant([
        { objectType: 'contextGroup', group: { objectType: 'Group', member: [JANE] }, relevantTypes: ['x:class'] },
      ]),
    },
    { requiredKeys: [] },
  );
  it('is nobody who stands anywhere but in actor', () =>
    fc.assert(
      fc.property(others, fc.constantFrom(undefined, '2.0.0'), (context, version) => {
        const given = { actor: NOBODY, context, authority: JANE, ...(version === undefined ? {} : { version }) };
        expect(told(given).kind).toBe('parked');
      }),
    ));
  it('is the actor, whoever else stands there', () =>
    fc.assert(
      fc.property(others, (context) => {
        expect(completionOf(told({ context, authority: NOBODY }))).toMatchObject({ member_id: 'E1' });
      }),
    ));
});

describe('what never counts as done', () => {
  const column = (file: string, name: string): readonly string[] => {
    const [header, ...rows] = parseCsv(original(file)) as readonly CsvRecord[];
    return [...new Set(rows.map(({ texts }) => texts[header!.texts.indexOf(name)]!))];
  };
  const verbs = [...column('learning-rules.csv', 'verb'), ...column('verbs.csv', 'verb')].filter(
    (verb) => !verb.endsWith('/voided'),
  );
  const types = ['*', ...column('activity-types.csv', 'activity_type')];
  const inner = (type: string): object => ({ id: COURSE, ...(type === '*' ? {} : { definition: { type } }) });
  const shapes = fc
    .constantFrom(...types)
    .chain((type) =>
      fc.constantFrom<readonly [string, object]>(
        [
          'sub-statement',
          { object: { objectType: 'SubStatement', actor: JANE, verb: { id: verbs[0]! }, object: inner(type) } },
        ],
        ['statement-reference', { object: { objectType: 'StatementRef', id: ID } }],
        ['agent-object', { object: { objectType: 'Agent', ...JANE } }],
        ['agent-object', { object: { objectType: 'Group', member: [JANE] } }],
        ['group-actor', { actor: { objectType: 'Group', member: [JANE] }, object: inner(type) }],
        ['group-actor', { actor: { objectType: 'Group', ...JANE }, object: inner(type) }],
      ),
    );
  it('is what is said of statements, of persons or by groups, whatever the verb', () =>
    fc.assert(
      fc.property(fc.constantFrom(...verbs), shapes, (verb, [rule, given]) => {
        const result = { completion: true, success: true, score: { raw: 9, min: 0, max: 10 } };
        expect(told({ verb: { id: verb }, result, ...given })).toEqual({ kind: 'ignored', rule });
      }),
      { numRuns: 300 },
    ));
});

describe('when it happened', () => {
  const two = (value: number): string => String(value).padStart(2, '0');
  const moment = fc.integer({ min: Date.UTC(2000, 0, 1) / 1000, max: Date.UTC(2026, 11, 31) / 1000 });
  /** Minutes east of UTC; -00:00 is refused, since it says that the offset is not known. */
  const offset = fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 });
  const fraction = fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 12 });
  const written = (at_s: number, east: number, digits: string): string => {
    const local = new Date((at_s + east * 60) * 1000).toISOString().slice(0, 19);
    const sign = east < 0 ? '-' : '+';
    const [hours, minutes] = [Math.floor(Math.abs(east) / 60), Math.abs(east) % 60];
    return `${local}${digits === '' ? '' : `.${digits}`}${sign}${two(hours)}:${two(minutes)}`;
  };

  it('is the moment of the timestamp, at every offset and precision, whatever was stored', () =>
    fc.assert(
      fc.property(moment, offset, fraction, moment, (at_s, east, digits, stored_s) => {
        const timestamp = written(at_s, east, digits);
        const stored = new Date(stored_s * 1000).toISOString();
        const expected = at_s * 1000 + Number(digits.padEnd(3, '0').slice(0, 3));
        expect(completionOf(told({ timestamp, stored }))?.completed_at).toBe(expected);
      }),
    ));
  it('is the moment of storing only where there is no timestamp', () =>
    fc.assert(
      fc.property(moment, offset, (at_s, east) => {
        const given = { timestamp: undefined, stored: written(at_s, east, '') };
        expect(completionOf(told(given))?.completed_at).toBe(at_s * 1000);
      }),
    ));
  it('makes no other statement of one, however the moment is written', () =>
    fc.assert(
      fc.property(moment, offset, offset, fraction, (at_s, east, further_east, digits) => {
        const twice = runner();
        expect(feed(twice, completed({ timestamp: written(at_s, east, digits) }), 'lms-beta').kind).toBe('published');
        const again = completed({ timestamp: written(at_s, further_east, `${digits.padEnd(3, '0').slice(0, 3)}9`) });
        expect(feed(twice, again, 'lms-beta').kind).toBe('duplicate');
      }),
    ));
});

describe('scores', () => {
  const scored = (score: object, source: string): number | null | undefined =>
    valueIn<{ score: number | null }>(told({ result: { score } }, source), 'marketplace.score')?.score;
  const bound = fc.integer({ min: -1000, max: 1000 });
  const range = fc.tuple(bound, bound).filter(([min, max]) => min < max);

  it('are shares of their range from 0 to 100, however far it is moved and stretched', () =>
    fc.assert(
      fc.property(range, fc.integer({ min: 0, max: 1000 }), bound, ([min, max], permille, by) => {
        const raw = min + ((max - min) * permille) / 1000;
        const score = scored({ raw, min, max }, 'lms-alpha');
        expect(score).toBeCloseTo(permille / 10, 4);
        expect(scored({ raw: raw + by, min: min + by, max: max + by }, 'lms-alpha')).toBeCloseTo(score!, 4);
      }),
    ));
  it('given by scaled alone are read by the convention of the source, and never as percentages', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), (percent) => {
        const scaled = percent / 100;
        expect(scored({ scaled }, 'lms-alpha')).toBeCloseTo(percent, 4);
        expect(scored({ scaled }, 'lms-beta')).toBeCloseTo(50 + percent / 2, 4);
      }),
    ));
  it('given by raw, min and max are the same whatever scaled says beside them', () =>
    fc.assert(
      fc.property(range, fc.double({ min: -1, max: 1, noNaN: true }), ([min, max], scaled) => {
        expect(scored({ raw: max, min, max, scaled }, 'lms-beta')).toBe(100);
        expect(scored({ raw: min, min, max, scaled }, 'lms-beta')).toBe(0);
      }),
    ));
  it.each([
    [{ raw: 5, min: 5, max: 5 }, 'xapi_score'],
    [{ raw: 11, min: 0, max: 10 }, 'xapi_score'],
    [{ raw: -1, min: 0, max: 10 }, 'xapi_score'],
    [{ raw: 5, min: 10, max: 0 }, 'xapi_score'],
    [{ scaled: 95 }, 'xapi_score'],
    [{ raw: 95 }, 'score_range_unknown'],
    [{ raw: 95, min: 0 }, 'score_range_unknown'],
    [{ raw: 'ninety' }, 'xapi_type'],
  ])('%j is refused with %s, and not guessed', (score, code) =>
    expect(told({ result: { score } })).toMatchObject({ kind: 'rejected', code }),
  );
});

describe('durations', () => {
  const part = (unit: string) => fc.integer({ min: 0, max: 400 }).map((value) => `${value}${unit}`);
  const duration = fc.oneof(
    part('W').map((weeks) => `P${weeks}`),
    fc.tuple(part('Y'), part('M'), part('D')).map((date) => `P${date.join('')}`),
    fc.tuple(part('H'), part('M'), part('S')).map((time) => `PT${time.join('')}`),
    fc.tuple(part('D'), part('H'), fc.integer({ min: 0, max: 99 })).map(([d, h, c]) => `P${d}T${h}1.${c}S`),
  );
  it('are published as they are written: months and days have no length of their own', () =>
    fc.assert(
      fc.property(duration, (written) => {
        expect(completionOf(told({ result: { duration: written } }))?.duration).toBe(written);
      }),
    ));
});

describe('attachments', () => {
  it('that sign a statement change nothing of what it says', () => {
    const signed = runner();
    const first = feed(signed, completed({ attachments: [signature] }), 'lms-beta');
    expect(first).toEqual(told());
    expect(feed(signed, completed(), 'lms-beta').kind).toBe('duplicate');
  });
  it('that sign a statement are no certificates, and a certificate is one beside them', () => {
    const certificate = {
      usageType: 'http://id.tincanapi.com/attachment/certificate-of-completion',
      display: { en: 'Certificate' },
      contentType: 'application/pdf',
      length: 1,
      sha2: 'a'.repeat(64),
      fileUrl: 'https://lms-beta.example/certificates/7.pdf',
    };
    const verdict = told({ attachments: [signature, certificate] });
    expect(verdict.kind === 'published' && verdict.records.map(({ topic }) => topic)).toContain(
      'marketplace.credential',
    );
  });
});

describe('xAPI 2.0', () => {
  it('leads to the same as 1.0', () =>
    expect(told({ version: '2.0.0', result: { score: { scaled: 0.5 } } })).toEqual(
      told({ version: '1.0.3', result: { score: { scaled: 0.5 } } }),
    ));
});
