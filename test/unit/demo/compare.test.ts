import { beforeAll, describe, expect, it } from 'vitest';
import { compareObserved } from '../../../tools/demo/verify/compare.ts';
import type { Difference } from '../../../tools/demo/verify/difference.ts';
import { createMembers } from '../../../tools/demo/verify/members.ts';
import type { Observed, ObservedOutput } from '../../../tools/demo/verify/observed.ts';
import { createExpected, type Expected } from '../../../tools/simulator/expected.ts';
import { simulate } from '../../../tools/simulator/simulate.ts';
import { mappings, runInMemory } from '../simulator/pipeline.ts';

type Value = ObservedOutput['value'];

interface Damaged {
  readonly dead: Map<number, string>;
  readonly outputs: Map<number, readonly ObservedOutput[]>;
  readonly newest: Map<string, Map<string, Value>>;
}

let expected: Expected;
let observed: Observed;

beforeAll(() => {
  const records = [...simulate({ seed: 7, events: 3_000, start_ms: Date.UTC(2026, 10, 2, 8), mappings })];
  expected = createExpected();
  for (const record of records) expected.add(record);
  observed = runInMemory(records).observed;
});

/** Compares after something was done to what came out. */
const differencesAfter = (damage: (copy: Damaged) => void): readonly Difference[] => {
  const newest = new Map([...observed.newest].map(([topic, values]) => [topic, new Map(values)]));
  const copy: Damaged = { dead: new Map(observed.dead), outputs: new Map(observed.outputs), newest };
  damage(copy);
  return compareObserved(expected, copy);
};

/** Index of a record that ends in a way of its own, whatever the order. */
const indexOf = (state: string, topic = 'raw.xapi'): number =>
  expected.records.findIndex(
    (record) => record.topic === topic && record.expect.states.length === 1 && record.expect.states[0] === state,
  );

const change = (copy: Damaged, index: number, topic: string, fields: Value): void => {
  const outputs = copy.outputs.get(index)!;
  copy.outputs.set(
    index,
    outputs.map((output) => (output.topic === topic ? { ...output, value: { ...output.value, ...fields } } : output)),
  );
};

describe('a difference is found when', () => {
  it('nothing is wrong: none', () => {
    expect(differencesAfter(() => undefined)).toEqual([]);
  });

  it.each<[name: string, damage: (copy: Damaged) => void, found: RegExp]>([
    ['an output is lost', (copy) => copy.outputs.delete(indexOf('published')), /does not say what it must/],
    [
      'an output is there twice',
      (copy) => {
        const index = indexOf('published');
        const outputs = copy.outputs.get(index)!;
        copy.outputs.set(index, [...outputs, outputs[0]!]);
      },
      /^unexpected: 1 × marketplace\./,
    ],
    [
      'an ignored record has an output',
      (copy) => copy.outputs.set(indexOf('ignored'), copy.outputs.get(indexOf('published'))!),
      /marketplace\./,
    ],
    [
      'an enrollment says another standing',
      (copy) => change(copy, indexOf('published', 'raw.enrollment'), 'enrollment.resolved', { changed_at: 0 }),
      /must: changed_at/,
    ],
    [
      'an output is about somebody else',
      (copy) => change(copy, indexOf('published', 'raw.enrollment'), 'enrollment.resolved', { member_id: 'E-999999' }),
      /another member/,
    ],
    ['a dead letter is lost', (copy) => copy.dead.delete(indexOf('dead:not_json')), /^no output$/],
    [
      'a dead letter has another code',
      (copy) => copy.dead.set(indexOf('dead:not_json'), 'undecodable'),
      /^dead:undecodable$/,
    ],
    ['a repeat is a dead letter', (copy) => copy.dead.set(indexOf('duplicate'), 'conflict'), /^dead:conflict$/],
  ])('%s', (_name, damage, found) => {
    expect(differencesAfter(damage).map((difference) => difference.found)).toEqual([expect.stringMatching(found)]);
  });

  it('both rivals are published, or none', () => {
    const [id, indexes] = [...expected.rivals].find(([, [first]]) => {
      const { states } = expected.records[first!]!.expect;
      return states[0] === 'published' && states[1] === 'duplicate';
    })!;
    expect(id).toBeDefined();
    const [a, b] = indexes as [number, number];
    const both = differencesAfter((copy) => {
      const outputs = copy.outputs.get(a) ?? copy.outputs.get(b)!;
      copy.outputs.set(a, outputs);
      copy.outputs.set(b, outputs);
    });
    expect(both.map(({ found }) => found)).toEqual(['2 published, 0 duplicate']);
    const none = differencesAfter((copy) => {
      copy.outputs.delete(a);
      copy.outputs.delete(b);
    });
    expect(none.map(({ found }) => found)).toEqual(['0 published, 2 duplicate']);
  });

  it.each(['marketplace.member', 'marketplace.enrollment'])(
    '%s lacks a key, says another thing, has one more',
    (topic) => {
      const [key, value] = [...observed.newest.get(topic)!][0]!;
      const found = (damage: (values: Map<string, Value>) => void): readonly string[] =>
        differencesAfter((copy) => damage(copy.newest.get(topic)!)).map((difference) => difference.found);
      expect(found((values) => values.delete(key))).toEqual(['no record']);
      expect(found((values) => values.set(key, { ...value, status: 'gone', enrollment_state: 'gone' }))).toHaveLength(
        1,
      );
      expect(found((values) => values.set('nobody', { ...value, as_of: 1 }))).toEqual(['1 more']);
    },
  );
});

describe('a member id', () => {
  const pseudonym = (letter: string): string => `p-${letter.repeat(32)}`;

  it('of an employee is the employee id', () => {
    const members = createMembers();
    expect(members.match('E-000001', 'E-000001')).toBe(true);
    expect(members.match('E-000001', 'E-000002')).toBe(false);
    expect(members.match('E-000001', pseudonym('a'))).toBe(false);
  });

  it('of anybody else is one pseudonym that nobody else has', () => {
    const members = createMembers();
    expect(members.match('C-000001', 'C-000001')).toBe(false);
    expect(members.match('C-000001', pseudonym('a'))).toBe(true);
    expect(members.match('C-000001', pseudonym('a'))).toBe(true);
    expect(members.match('C-000001', pseudonym('b'))).toBe(false);
    expect(members.match('C-000002', pseudonym('a'))).toBe(false);
    expect(members.match('C-000002', pseudonym('b'))).toBe(true);
  });
});
