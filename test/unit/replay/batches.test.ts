import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Size, toBatches } from '../../../tools/replay/batches.ts';

const BYTES_MAX = 100;

interface Made extends Size {
  readonly number: number;
}

const batched = (made: readonly Omit<Made, 'number'>[], records_max: number) => {
  const sendings = made.map((size, number): Made => ({ ...size, number }));
  const each = async function* () {
    yield* sendings;
  };
  const limits = { records_max, bytes_max: BYTES_MAX };
  return { sendings, batches: Array.fromAsync(toBatches(each(), (one) => one, limits)) };
};

const sum = (sizes: readonly Made[], what: 'records' | 'bytes') => sizes.reduce((total, one) => total + one[what], 0);

describe('batches', () => {
  it('hold everything once, in order, within the limits, of one place each', async () => {
    const made = fc.array(
      fc.record({
        place: fc.constantFrom('a', 'b'),
        records: fc.integer({ min: 1, max: 4 }),
        bytes: fc.integer({ min: 0, max: 50 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(made, fc.integer({ min: 1, max: 5 }), async (given, records_max) => {
        const { sendings, batches } = batched(given, records_max);
        expect((await batches).flat()).toEqual(sendings);
        for (const batch of await batches) {
          expect(new Set(batch.map(({ place }) => place)).size).toBe(1);
          const within = sum(batch, 'records') <= records_max && sum(batch, 'bytes') <= BYTES_MAX;
          expect(batch.length === 1 || within).toBe(true);
        }
      }),
    );
  });

  it('are as few as the limits allow', async () => {
    const one = { place: 'a', records: 1, bytes: 10 };
    const { batches } = batched([one, one, one, one, one], 2);
    expect((await batches).map(({ length }) => length)).toEqual([2, 2, 1]);
  });

  it('hold alone what is larger than any batch', async () => {
    const one = { place: 'a', records: 1, bytes: 10 };
    const { batches } = batched([one, { ...one, records: 9 }, one, one], 2);
    expect((await batches).map(({ length }) => length)).toEqual([1, 1, 2]);
  });
});
