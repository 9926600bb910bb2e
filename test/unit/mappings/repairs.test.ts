import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadMappings } from '../../../mappings/index.ts';
import { type RepairActionName, repairActions } from '../../../mappings/repairs/actions.ts';
import { parsePlace } from '../../../mappings/repairs/place.ts';
import { createRepair } from '../../../mappings/repairs/repair.ts';

/** A statement after a repair of one row; null where the repair found nothing to mend. */
const mended = (statement: object, place: string, action: RepairActionName, from = '', to = ''): object | null => {
  const copy = structuredClone(statement);
  const repair = createRepair('x', [{ place: parsePlace(place)!, action, from, to }]);
  return repair.mend(copy) ? copy : null;
};

describe('an action does one thing, and only where it finds what it is for', () => {
  it.each<[RepairActionName, string, string, unknown, unknown]>([
    ['replace', 'GroupActivity', 'Activity', 'GroupActivity', 'Activity'],
    ['prefix', '', 'mailto:', 'ada@x.example', 'mailto:ada@x.example'],
    ['uuid_urn', '', '', '0F8FAD5B-d9cb-469f-a165-70867728950e', 'urn:uuid:0F8FAD5B-d9cb-469f-a165-70867728950e'],
    ['number', '', '', '95', 95],
    ['number', '', '', '-1.5e2', -150],
    ['boolean', '', '', 'true', true],
    ['boolean', '', '', 'false', false],
    ['remove', 'n/a', '', 'n/a', undefined],
    ['remove_null', '', '', null, undefined],
    ['remove_empty_range', '', '', { min: 0, max: 0, raw: 0 }, undefined],
  ])('%s with from %j and to %j: %j becomes %j', (action, from, to, value, expected) => {
    expect(mended({ a: value }, 'a', action, from, to)).toEqual(expected === undefined ? {} : { a: expected });
  });

  it.each<[RepairActionName, string, string, unknown]>([
    ['replace', 'GroupActivity', 'Activity', 'groupactivity'],
    ['replace', 'GroupActivity', 'Activity', ['GroupActivity']],
    ['prefix', '', 'mailto:', 'mailto:ada@x.example'],
    ['prefix', '', 'mailto:', 7],
    ['uuid_urn', '', '', 'urn:uuid:0f8fad5b-d9cb-469f-a165-70867728950e'],
    ['uuid_urn', '', '', 'https://x.example/0f8fad5b-d9cb-469f-a165-70867728950e'],
    ['uuid_urn', '', '', 7],
    ['number', '', '', 'ninety'],
    ['number', '', '', '0x5F'],
    ['number', '', '', ' 95'],
    ['number', '', '', 95],
    ['boolean', '', '', 'True'],
    ['boolean', '', '', 1],
    ['remove', 'n/a', '', 'N/A'],
    ['remove_null', '', '', 0],
    ['remove_empty_range', '', '', { min: 0, max: 1 }],
    ['remove_empty_range', '', '', { raw: 34, min: 0, max: 0, scaled: 0 }],
    ['remove_empty_range', '', '', { raw: 0, min: 0, max: 0, scaled: 0.5 }],
    ['remove_empty_range', '', '', { min: 0, max: 0, grade: 'A' }],
    ['remove_empty_range', '', '', { raw: 0 }],
    ['remove_empty_range', '', '', null],
  ])('%s with from %j and to %j leaves %j alone', (action, from, to, value) => {
    expect(mended({ a: value }, 'a', action, from, to)).toBe(null);
  });
});

describe('a place', () => {
  it.each([
    [{ a: { b: null } }, 'a.b', { a: {} }],
    [{ a: [{ b: null }, { b: 1 }, { b: null }] }, 'a[].b', { a: [{}, { b: 1 }, {}] }],
    [{ a: { b: null } }, 'a[].b', { a: {} }],
    [{ a: [{ b: [{ c: null }] }] }, 'a[].b[].c', { a: [{ b: [{}] }] }],
  ])('in %j, %s is mended to %j', (statement, place, expected) => {
    expect(mended(statement, place, 'remove_null')).toEqual(expected);
  });
  it.each([
    [{ a: [{ b: null }] }, 'a.b'],
    [{ a: 1 }, 'a.b'],
    [{ a: null }, 'a.b'],
    [{}, 'a'],
    [[null], 'a'],
    [{ a: {} }, 'a.toString'],
  ])('in %j, %s is nowhere', (statement, place) => expect(mended(statement, place, 'remove_null')).toBe(null));
  it.each(['', 'a[]', 'a..b', 'a[0]', '$.a', 'a b', '.a', 'a.'])('cannot be written %j', (text) =>
    expect(parsePlace(text)).toBe(null),
  );
});

it('never throws and never mends twice, whatever JSON it is given', () => {
  const names = Object.keys(repairActions) as readonly RepairActionName[];
  const places = ['a', 'a.b', 'a[].b'] as const;
  const json = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(null, 'x', 'xy', '7', 'true', 0, { min: 1, max: 1 }),
      fc.array(tie('value'), { maxLength: 2 }),
      fc.dictionary(fc.constantFrom('a', 'b', 'min', 'max'), tie('value'), { maxKeys: 3 }),
    ),
  })).value;
  fc.assert(
    fc.property(json, fc.constantFrom(...names), fc.constantFrom(...places), (value, action, place) => {
      const repair = createRepair('r', [{ place: parsePlace(place)!, action, from: 'x', to: 'y' }]);
      const copy = structuredClone(value);
      if (!repair.mend(copy)) expect(copy).toEqual(value);
      const once = structuredClone(copy);
      repair.mend(copy);
      expect(copy).toEqual(once);
    }),
  );
});

describe('the repairs of the repository', () => {
  const { repairsOf, source } = loadMappings();
  const namesOf = (id: string): readonly string[] => repairsOf(source(id)!).map(({ name }) => name);
  it('are off for a source that lists none', () => expect(namesOf('lms-alpha')).toEqual([]));
  it('are those that a source lists', () =>
    expect(namesOf('openedx')).toEqual(['openedx-group-activity', 'openedx-worthless-score', 'openedx-attempt-uuid']));
  it('are quoted numbers where the policy of the source accepts them', () =>
    expect(namesOf('lms-beta')).toEqual(['quoted-numbers']));
});
