import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRunner, effect, type News, tell, voiding, withdrawn } from './fixtures.ts';

const SOURCES = ['lms', 'other', 'third'];

/** The effect of a statement of one of the sources, or none, and voidings by any of them, in any order. */
const story = fc
  .record({
    source: fc.option(fc.constantFrom(...SOURCES)),
    voidings: fc.array(fc.constantFrom(...SOURCES), { maxLength: 6 }),
  })
  .chain(({ source, voidings }) => {
    const news: News[] = voidings.map((by, i) => ({ voiding: voiding(`v${i}`, by) }));
    if (source !== null) news.push({ effect: effect({ source }) });
    const all = fc.shuffledSubarray(news, { minLength: news.length });
    return fc.record({ news: all, expected: fc.constant(source !== null && voidings.includes(source)) });
  });

it('a statement is withdrawn exactly when its own source voids it, once, whatever the order', () => {
  fc.assert(
    fc.property(story, ({ news, expected }) => {
      const runner = createRunner();
      for (const piece of news) tell(runner, piece);
      expect(withdrawn(runner)).toEqual(expected ? ['c1', 'r1', 's1', 'k1'] : []);
      for (const { value } of runner.written) {
        if (value && 'voided_by' in value && value.withdraws !== null) {
          expect(news).toContainEqual({ voiding: expect.objectContaining({ statement_id: value.voided_by }) });
        }
      }
    }),
  );
});
