import { describe, expect, it } from 'vitest';
import { compareObserved } from '../../../tools/demo/verify/compare.ts';
import { createExpected } from '../../../tools/simulator/expected.ts';
import { simulate } from '../../../tools/simulator/simulate.ts';
import { mappings, runInMemory } from './pipeline.ts';

const run = (seed: number, events: number) => {
  const expected = createExpected();
  const records = [...simulate({ seed, events, start_ms: Date.UTC(2026, 10, 2, 8), mappings })];
  for (const record of records) expected.add(record);
  return { expected, records, ...runInMemory(records) };
};

describe('what the simulator expects', () => {
  it.each([1, 2, 3])('is what the services make of it (seed %i)', (seed) => {
    const { expected, observed } = run(seed, 4_000);
    expect(compareObserved(expected, observed)).toEqual([]);
  });

  it('tells repeats from what carries nothing', () => {
    const { expected, verdicts } = run(4, 4_000);
    const wrong = expected.records.flatMap(({ expect: { states, rivals } }, index) => {
      const verdict = verdicts.get(index);
      if (rivals !== null || (verdict !== 'ignored' && verdict !== 'duplicate')) return [];
      return states[0] === verdict ? [] : [`${index}: ${states[0]}, but ${verdict}`];
    });
    expect(wrong).toEqual([]);
  });
});
