import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentPrint, fingerprint } from '../../../../services/learning/xapi/fingerprint.ts';
import type { Statement } from '../../../../services/learning/xapi/types.ts';
import { isSameFingerprint } from '../../../../services/runtime/fingerprint.ts';
import { changed, full, least, signature } from './samples.ts';

const KEY = 'a key for tests only';
const print = (statement: unknown, key = KEY): string =>
  fingerprint(statement as Statement, contentPrint(statement as Statement, key));
const isSame = (one: unknown, other: unknown): boolean => isSameFingerprint(print(one), print(other));
const same = (one: unknown, other: unknown): void =>
  expect([isSame(one, other), isSame(other, one)]).toEqual([true, true]);
const different = (one: unknown, other: unknown): void =>
  expect([isSame(one, other), isSame(other, one)]).toEqual([false, false]);

const sub = (parts: object = {}) => ({
  ...least(),
  object: { ...least(), objectType: 'SubStatement', timestamp: '2026-03-01T09:00:00Z', ...parts },
});

it('is 32 hex digits, and what the timestamp can be', () => {
  expect(print(full())).toMatch(/^[0-9a-f]{32}\.[0-9a-z]+$/);
  expect(print({ ...full(), timestamp: undefined })).toMatch(/^[0-9a-f]{32}$/);
});

it('cannot be made without the key', () => expect(print(full(), 'another key')).not.toBe(print(full())));

describe('the same statement (Data 2.3.1)', () => {
  it.each([
    ['id', 'd8a5b9d1-3f0e-4d36-9b7c-8a6f1d2e3c4b'],
    ['id', undefined],
    ['stored', '2026-02-01T00:00:00Z'],
    ['stored', undefined],
    ['authority', { mbox: 'mailto:other@lrs.example' }],
    ['authority', undefined],
    ['version', '1.0.0'],
    ['version', undefined],
  ])('whatever the store assigned as %s', (path, value) => same(full(), changed(full(), path, value)));
  it.each([
    ['verb.display', { de: 'abgeschlossen' }],
    ['verb.display', undefined],
    ['object.definition', undefined],
    ['object.definition.name', { de: 'Brandschutz' }],
    ['context.contextActivities.category.0.definition', { name: { en: 'cmi5' } }],
  ])('whatever it says of things that have definitions of their own: %s', (path, value) =>
    same(full(), changed(full(), path, value)),
  );
  it('with a timestamp given by the store, which is the time of storing (2.4.7)', () => {
    const stored = '2026-02-01T10:00:00.000Z';
    same(least(), { ...least(), stored, timestamp: stored });
    same(least(), { ...least(), stored, timestamp: '2026-02-01T11:00:00+01:00' });
  });
  it.each(['2026-01-31T09:30:00Z', '2026-01-31T10:30:00+01:00', '2026-01-31T04:30:00.0004-05:00', '20260131T093000Z'])(
    'with the same moment written as %s',
    (timestamp) => same(full(), { ...full(), timestamp }),
  );
  it('which a store stamped in the millisecond of its own timestamp', () => {
    const { timestamp } = full();
    same({ ...full(), stored: undefined }, { ...full(), stored: timestamp });
    same({ ...full(), stored: undefined }, { ...full(), stored: '2026-01-31T10:30:00.0004+01:00' });
  });
  it('without a timestamp, whatever time a store gave it, equal to `stored` or not', () => {
    const given = { ...full(), timestamp: undefined };
    same(given, full());
    same(given, { ...full(), stored: full().timestamp });
    same({ ...full(), stored: full().timestamp }, { ...full(), timestamp: full().stored });
  });
  it.each(['2026-01-31T09:30:00.001Z', '2026-01-31T09:30:00.000Z'])(
    'with a timestamp of microseconds cut or rounded to %s',
    (timestamp) => same({ ...full(), timestamp: '2026-01-31T09:30:00.0007Z' }, { ...full(), timestamp }),
  );
  it.each(['2026-03-01T10:00:00+01:00', '2026-03-01T09:00:00.124Z', '2026-03-02T09:00:00Z', undefined])(
    'with the time of a SubStatement as %s: a store may cut or round it (4.5), and nothing is read from it',
    (timestamp) => same(sub({ timestamp: '2026-03-01T09:00:00.1239Z' }), sub({ timestamp })),
  );
  it('with the members of a group in another order', () => {
    const { member } = full().context.team;
    same(full(), changed(full(), 'context.team.member', [...member].reverse()));
  });
  it('with one context activity or an array of it (2.4.6.2)', () =>
    same(full(), changed(full(), 'context.contextActivities.parent', [full().context.contextActivities.parent])));
  it('with context activities in another order', () => {
    const { grouping } = full().context.contextActivities;
    same(full(), changed(full(), 'context.contextActivities.grouping', [...grouping].reverse()));
  });
  it.each([
    ['context.registration', 'EC531277-B57B-4C15-8D91-D292C5B2B8F7'],
    ['context.statement.id', '6690E6C9-3EF0-4ED3-8B37-7F3964730BEE'],
    ['context.language', 'EN-us'],
    ['context.instructor.mbox', 'mailto:teacher@LMS.example'],
    ['attachments.0.sha2', '495395E777CD98DA653DF9615D09C0FD6BB2F8D4788394CD53C56A3BFDCD848A'],
  ])('in other case where case means nothing: %s', (path, value) => same(full(), changed(full(), path, value)));
  it.each([
    ['actor.objectType', undefined],
    ['object.objectType', undefined],
    ['authority.objectType', undefined],
  ])('with %s left to its default', (path, value) => same(full(), changed(full(), path, value)));
  it.each([
    ['PT1M30.004S', 'PT1M30S'],
    ['PT1M30.00S', 'PT1M30S'],
    ['PT1M30.1S', 'PT1M30.104S'],
    ['PT1M30,5S', 'PT1M30.5S'],
    ['PT1M30.999S', 'PT1M30.99S'],
    ['PT90S', 'PT1M30S'],
    ['PT0090S', 'PT1M30S'],
    ['PT1.5M', 'PT90S'],
    ['PT0.29S', 'PT0.290S'],
    ['PT36H', 'P1DT12H'],
    ['P0.5D', 'PT12H'],
    ['P4W', 'P28D'],
    ['P1Y', 'P12M'],
    ['P1.5Y', 'P18M'],
    ['PT0S', 'P0D'],
    ['P0Y', 'PT0S'],
  ])('with a duration of the same length (4.6): %s and %s', (one, other) =>
    same(changed(full(), 'result.duration', one), changed(full(), 'result.duration', other)),
  );
  it('with a score of the precision that a store must keep (2.2)', () => {
    const scored = (scaled: number, raw: number) => changed(full(), 'result.score', { scaled, raw });
    same(scored(0.95, 33.3), scored(Math.fround(0.95), Math.fround(33.3)));
    different(scored(0.95, 16_777_217), scored(0.95, 16_777_216));
  });
  it.each(['result.extensions', 'context.extensions'])('with numbers of %s of that precision', (place) => {
    const told = (value: unknown) => changed(full(), place, { 'https://lms.example/ext/x': [{ value }] });
    same(told(0.95), told(Math.fround(0.95)));
    same(told(-1234.567), told(Number(Math.fround(-1234.567).toPrecision(9))));
    same(told(16_777_215.7), told(Math.fround(16_777_215.7)));
    different(told(0.95), told(0.951));
  });
  it.each(['{"raw":90.0,"scaled":0.90,"max":1E2,"min":-0}', '{"min":0,"max":100,"scaled":9e-1,"raw":90}'])(
    'with numbers written as %s',
    (score) => same(full(), changed(full(), 'result.score', JSON.parse(score))),
  );
  it('with a signature added to it (2.6)', () => {
    same(full(), { ...full(), attachments: [...full().attachments, signature] });
    same(least(), { ...least(), attachments: [signature] });
  });
});

describe('another statement', () => {
  it.each([
    ['actor.account.name', 'l-18'],
    ['actor.account.name', 'L-17'],
    ['actor.account.homePage', 'https://lms2.example'],
    ['actor.name', 'Other'],
    ['actor.name', undefined],
    ['actor', { mbox: 'mailto:l-17@lms.example' }],
    ['context.instructor.mbox', 'mailto:teacher%40lms.example'],
    ['verb.id', 'http://adlnet.gov/expapi/verbs/passed'],
    ['object.id', 'https://lms.example/courses/8'],
    ['object.id', 'https://LMS.example/courses/7'],
    ['object', { objectType: 'Agent', mbox: 'mailto:a@b.example' }],
    ['result', undefined],
    ['result', {}],
    ['result.success', false],
    ['result.success', undefined],
    ['result.completion', false],
    ['result.score.raw', 91],
    ['result.score.scaled', undefined],
    ['result.response', 'b'],
    ['result.duration', 'PT90M0.13S'],
    ['result.duration', 'P1M'],
    ['result.duration', 'PT1H30M0.13S'],
    ['result.extensions', {}],
    ['result.extensions.https://lms.example/ext/tries', 3],
    ['result.extensions.https://lms.example/ext/tries', '2'],
    ['result.extensions.https://lms.example/ext/tries', 2.01],
    ['context', undefined],
    ['context.registration', '00531277-b57b-4c15-8d91-d292c5b2b8f7'],
    ['context.instructor', undefined],
    ['context.instructor.mbox', 'mailto:Teacher@lms.example'],
    ['context.team.member', []],
    ['context.contextActivities.parent.id', 'https://lms.example/programmes/2'],
    ['context.contextActivities.other', undefined],
    ['context.revision', '3'],
    ['context.platform', undefined],
    ['context.language', 'en-GB'],
    ['context.contextAgents', []],
    ['timestamp', '2026-01-31T09:30:00.001Z'],
    ['timestamp', '2026-01-31T09:30:00'],
    ['attachments', undefined],
    ['attachments', full().attachments.toReversed()],
    ['attachments.0.fileUrl', 'https://lms.example/certificates/18.pdf'],
    ['attachments.0.display.en', 'Diploma'],
    ['attachments.1.length', 28],
  ])('with another %s: %j', (path, value) => different(full(), changed(full(), path, value)));
  it('with another case before an escaped @', () =>
    different(
      changed(least(), 'actor.mbox', 'mailto:A%40b.example'),
      changed(least(), 'actor.mbox', 'mailto:a%40b.example'),
    ));
  it.each([
    ['P1M', 'P30D'],
    ['P1M', 'PT1M'],
    ['P1Y', 'P365D'],
    ['PT1M30S', 'PT1M30.01S'],
    ['PT1H', 'PT1M'],
    ['P2D', 'P2W'],
  ])('with a duration of another length: %s and %s', (one, other) =>
    different(changed(full(), 'result.duration', one), changed(full(), 'result.duration', other)),
  );
  it('with another time, when no store can have set both', () => {
    const other = '2026-01-31T09:30:02.000Z';
    different(full(), { ...full(), timestamp: other, stored: other });
  });
  it('with another time, when a store can have set one of them only', () => {
    const other = '2026-01-31T09:30:02.000Z';
    different({ ...full(), stored: full().timestamp }, { ...full(), timestamp: other });
  });
  it.each([
    [16_777_216, 16_777_217],
    [1_772_359_200_000, 1_772_359_200_001],
    [1_772_359_200.25, 1_772_359_200.5],
    [-16_777_216, -16_777_217],
  ])('with another number of which 32 bits would not keep the whole part: %d and %d', (one, other) => {
    const told = (value: number) => changed(full(), 'context.extensions.https://lms.example/ext/session', value);
    different(told(one), told(other));
  });
  it('in what a SubStatement says', () => {
    different(sub(), sub({ verb: { id: 'http://adlnet.gov/expapi/verbs/passed' } }));
    different(sub(), sub({ result: { success: true } }));
    different(sub(), least());
  });
  it('with another half of a surrogate pair, which UTF-8 has no bytes for', () => {
    const responses = ['\ud800', '\udbff', '\udc00', '\ufffd'].map((text) => changed(least(), 'result.response', text));
    expect(new Set(responses.map((response) => print(response))).size).toBe(4);
  });
  it('in who has which role', () => {
    const agentAndTypes = (relevantTypes: string[]) =>
      changed(least(), 'context.contextAgents', [
        { objectType: 'contextAgent', agent: { mbox: 'mailto:a@b.example' }, relevantTypes },
      ]);
    different(agentAndTypes(['x:mentor']), agentAndTypes(['x:assessor']));
    same(agentAndTypes(['x:mentor', 'x:peer']), agentAndTypes(['x:peer', 'x:mentor']));
  });
});

/** The same JSON with the keys of every object in an order of the generator's choice. */
const shuffled = (value: unknown, order: () => number): unknown => {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, order));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, shuffled(item, order), order()] as const);
  return Object.fromEntries(entries.sort((a, b) => a[2] - b[2]).map(([key, item]) => [key, item]));
};

describe('properties', () => {
  const json = fc.jsonValue({ maxDepth: 4 });
  const key = fc.webUrl();
  const extensions = fc.dictionary(key, json, { maxKeys: 4 });

  it('ignores the order of keys at every depth', () =>
    fc.assert(
      fc.property(extensions, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (extra, random) => {
        const statement = changed(full(), 'result.extensions', extra);
        same(
          statement,
          shuffled(statement, () => random.next().value),
        );
      }),
    ));

  it('tells extensions apart exactly when their JSON differs, by more than a store may change', () => {
    const ordered = (item: object) => Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
    const canonical = (value: unknown): string =>
      JSON.stringify(value, (_, item) => {
        if (typeof item === 'number' && Math.abs(item) < 2 ** 24) return Math.fround(item);
        return typeof item === 'object' && item !== null && !Array.isArray(item) ? ordered(item) : item;
      });
    const small = fc.dictionary(fc.constantFrom('x:a', 'x:b', 'x:12'), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 2 });
    fc.assert(
      fc.property(small, small, (one, other) => {
        const prints = [one, other].map((extra) => print(changed(least(), 'result.extensions', extra)));
        expect(isSameFingerprint(prints[0]!, prints[1]!)).toBe(canonical(one) === canonical(other));
      }),
      { numRuns: 500 },
    );
  });

  it('tells texts apart wherever they stand', () => {
    const text = fc.stringMatching(/^[-a:1(){}]{0,4}$/);
    const places = ['actor.name', 'result.response', 'context.platform', 'context.revision'] as const;
    const filled = fc.tuple(text, text, text, text);
    const build = (texts: readonly string[]) =>
      places.reduce((statement, place, index) => changed(statement, place, texts[index]), least());
    fc.assert(
      fc.property(filled, filled, (one, other) => {
        const isEqual = one.every((each, index) => each === other[index]);
        expect(print(build(one)) === print(build(other))).toBe(isEqual);
      }),
    );
  });

  it('ignores what a store adds and changes, whatever it is', () => {
    const moment = fc.date({ min: new Date(0), max: new Date('2100-01-01T00:00:00Z'), noInvalidDate: true });
    const store = fc.record({
      id: fc.uuid(),
      stored: moment.map((date) => date.toISOString()),
      version: fc.constantFrom('1.0.0', '1.0.3'),
    });
    fc.assert(
      fc.property(store, fc.emailAddress(), (assigned, email) => {
        same(full(), { ...full(), ...assigned, authority: { mbox: `mailto:${email}` } });
        same(least(), { ...least(), ...assigned, timestamp: assigned.stored });
      }),
    );
  });
});
