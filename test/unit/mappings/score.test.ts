import fc from 'fast-check';
import { expect, it } from 'vitest';
import { UNKNOWN_SOURCE } from '../../../mappings/transforms/examples.ts';
import { gradingScale, normalizeScore } from '../../../mappings/transforms/score.ts';
import { Refusal, type Step, type Transform } from '../../../mappings/transforms/transform.ts';
import type { SourcePolicy } from '../../../mappings/types.ts';

const stepOf = (transform: Transform): Step =>
  transform.compile(
    [],
    { emailDomain: () => ({ local_part: 'keep', sub_address: null }), enrollmentState: () => undefined },
    { name: 'number' },
  ) as Step;
const normalize = stepOf(normalizeScore);
const scale = stepOf(gradingScale);

const score = (value: unknown, policy: Partial<SourcePolicy> = {}): unknown =>
  normalize(value, { source: { ...UNKNOWN_SOURCE, ...policy }, received_at: 0 });
const code = (value: unknown, policy: Partial<SourcePolicy> = {}): string | null => {
  const result = score(value, policy);
  return result instanceof Refusal ? `${result.code} ${result.path}` : null;
};

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const convention = fc.constantFrom('0..1' as const, '-1..1' as const);

/** A range and two values in it, the lower one first. */
const withinRange = fc
  .tuple(finite, finite, finite, finite)
  .map((numbers) => numbers.toSorted((a, b) => a - b) as [number, number, number, number])
  .filter(([min, , , max]) => min < max);

it('gives 0 to 100 for every raw score within its range, and keeps their order', () => {
  fc.assert(
    fc.property(withinRange, ([min, lower, higher, max]) => {
      const low = score({ raw: lower, min, max }) as number;
      const high = score({ raw: higher, min, max }) as number;
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(100);
      expect(low).toBeLessThanOrEqual(high);
      expect(score({ raw: min, min, max })).toBe(0);
      expect(score({ raw: max, min, max })).toBe(100);
    }),
  );
});

it('gives 0 to 100 for every scaled score within the convention of its source, and keeps their order', () => {
  fc.assert(
    fc.property(
      convention,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (scaled_convention, a, b) => {
        const place = (share: number): number => (scaled_convention === '0..1' ? share : share * 2 - 1);
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map(
          (share) => score({ scaled: place(share) }, { scaled_convention }) as number,
        );
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(100);
        expect(low).toBeLessThanOrEqual(high!);
      },
    ),
  );
});

it('tells for every score the numbers it was given, and a scale exactly when there is a score', () => {
  const part = fc.option(fc.oneof(finite, fc.constantFrom(-1, 0, 0.5, 1, 50, 100)), { nil: undefined });
  fc.assert(
    fc.property(
      fc.record({ scaled: part, raw: part, min: part, max: part }),
      convention,
      (given, scaled_convention) => {
        const source = { ...UNKNOWN_SOURCE, scaled_convention };
        const graded = scale(given, { source, received_at: 0 });
        const result = score(given, { scaled_convention });
        const { scaled = null, raw = null, min = null, max = null } = given;
        if (typeof result === 'number') expect(graded).toMatchObject({ scaled, raw, min, max });
        else expect(graded).toEqual(result);
      },
    ),
  );
});

it.each([
  ['0..1' as const, 0.57, 57],
  ['0..1' as const, 0.8, 80],
  ['-1..1' as const, 0.8, 90],
  ['-1..1' as const, -1, 0],
  ['-1..1' as const, 0, 50],
])('reads scaled by the convention %s: %d is %d', (scaled_convention, scaled, expected) => {
  expect(score({ scaled }, { scaled_convention })).toBe(expected);
});

it('prefers raw, min and max to scaled, and scaled to a raw score without range', () => {
  expect(score({ scaled: 0.1, raw: 9, min: 0, max: 10 })).toBe(90);
  expect(score({ scaled: 0.1, raw: 9, max: 10 }, { scaled_convention: '0..1' })).toBe(10);
});

it('completes the range of a raw score from the policy', () => {
  expect(score({ raw: 9, max: 10 }, { raw_range: { min: 0, max: null } })).toBe(90);
  expect(score({ raw: 9, max: 10 }, { raw_range: { min: null, max: 100 } })).toBeInstanceOf(Refusal);
});

it('stays exact where the range is as wide as numbers go', () => {
  expect(score({ raw: 0, min: -Number.MAX_VALUE, max: Number.MAX_VALUE })).toBe(50);
});

it.each([
  [{ raw: 1, min: 2, max: 1 }, 'score_range .max'],
  [{ raw: Number.NaN, min: 0, max: 1 }, 'score_number .raw'],
  [{ raw: 1, min: 0, max: '2' }, 'score_number .max'],
  [{ raw: true, min: 0, max: 2 }, 'score_number .raw'],
  [{ scaled: 1.01, raw: 1 }, 'score_convention_unknown .scaled'],
  [95, 'field_type '],
  [[], 'field_type '],
])('refuses %j with %s', (value, expected) => {
  expect(code(value)).toBe(expected);
});

it.each(['0x1F', '1_000', ' 5', '', 'Infinity', '١'])(
  'takes %j for no number, even from a source that quotes its numbers',
  (raw) => {
    expect(code({ raw, min: 0, max: 50 }, { quoted_numbers: 'accept' })).toBe('score_number .raw');
  },
);

const PERCENT = { scaled_convention: '0..1', raw_range: { min: 0, max: 100 } } as const;

it('lets no scaled score win over a raw one that contradicts it', () => {
  expect(code({ raw: 50, scaled: 0 }, PERCENT)).toBe('score_contradiction .scaled');
  expect(code({ raw: 1, max: 2, scaled: 0 }, PERCENT)).toBe('score_contradiction .scaled');
  expect(code({ raw: 8, scaled: 0.8 }, PERCENT)).toBe('score_contradiction .scaled');
  expect(code({ raw: 150, scaled: 0.75 }, PERCENT)).toBe('score_out_of_range .raw');
  expect(code({ raw: 50, scaled: -0.5 }, PERCENT)).toBe('score_out_of_range .scaled');
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 100, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (raw, scaled) => {
        const result = score({ raw, scaled }, PERCENT);
        if (!(result instanceof Refusal)) expect(result).toBeCloseTo(raw, 5);
      },
    ),
  );
});

it('refuses a scaled score that contradicts a raw one at the only end of its range that is known', () => {
  const SHARE = { scaled_convention: '0..1' } as const;
  const SIGNED = { scaled_convention: '-1..1' } as const;
  expect(code({ scaled: 0, raw: 100, max: 100 }, SHARE)).toBe('score_contradiction .scaled');
  expect(code({ scaled: 0.2, raw: 100, max: 100 }, SHARE)).toBe('score_contradiction .scaled');
  expect(code({ scaled: 1, raw: 0, min: 0 }, SHARE)).toBe('score_contradiction .scaled');
  expect(code({ scaled: 0, raw: 100, max: 100 }, SIGNED)).toBe('score_contradiction .scaled');
  expect(code({ scaled: 1, raw: 0 }, { ...SHARE, raw_range: { min: 0, max: null } })).toBe(
    'score_contradiction .scaled',
  );
  expect(code({ scaled: 0.5, raw: 101 }, { ...SHARE, raw_range: { min: null, max: 100 } })).toBe(
    'score_out_of_range .raw',
  );
  expect(code({ scaled: 0.5, raw: -1 }, { ...SHARE, raw_range: { min: 0, max: null } })).toBe(
    'score_out_of_range .raw',
  );
  expect(score({ scaled: 1, raw: 100, max: 100 }, SHARE)).toBe(100);
  expect(score({ scaled: 0.995, raw: 100, max: 100 }, SHARE)).toBe(99.5);
  expect(score({ scaled: -1, raw: 0, min: 0 }, SIGNED)).toBe(0);
  expect(score({ scaled: 0.2, raw: 60, max: 100 }, SHARE)).toBe(20);
});

it('says 100 only of the highest raw score and 0 only of the lowest, where one end of the range is known', () => {
  const end = fc.constantFrom('min' as const, 'max' as const);
  fc.assert(
    fc.property(end, finite, convention, fc.double({ min: 0, max: 1, noNaN: true }), (side, raw, by, share) => {
      const scaled = by === '0..1' ? share : share * 2 - 1;
      const result = score({ scaled, raw, [side]: raw }, { scaled_convention: by });
      const demanded = side === 'max' ? 100 : 0;
      if (!(result instanceof Refusal)) expect(Math.abs((result as number) - demanded)).toBeLessThanOrEqual(1);
      else expect(Math.abs(share * 100 - demanded)).toBeGreaterThan(0.999);
    }),
  );
});

it('reads raw on the range of the source where scaled says the same', () => {
  expect(score({ raw: 67, scaled: 2 / 3 }, PERCENT)).toBe(67);
  expect(score({ raw: 1, max: 2, scaled: 0.5 }, PERCENT)).toBe(50);
  expect(score({ raw: 50, scaled: 0 }, { ...PERCENT, scaled_convention: '-1..1' })).toBe(50);
});

it('has no score of minus nothing', () => {
  expect(score({ raw: -0, min: -0, max: 10 })).toBe(0);
  expect(score({ scaled: -0 }, { scaled_convention: '0..1' })).toBe(0);
});
