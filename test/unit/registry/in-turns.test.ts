import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { inTurns, QUESTIONS_AT_ONCE_MAX } from '../../../services/runtime/registry/in-turns.ts';

const numbers = Array.from({ length: QUESTIONS_AT_ONCE_MAX * 3 + 1 }, (_, n) => n);

describe('questions in turns', () => {
  it('are all answered, in order, and never too many at once', async () => {
    let open = 0;
    let most = 0;
    const answers = await inTurns(numbers, async (n) => {
      open += 1;
      most = Math.max(most, open);
      await turn();
      open -= 1;
      return n * 2;
    });
    expect(answers).toEqual(numbers.map((n) => n * 2));
    expect(most).toBe(QUESTIONS_AT_ONCE_MAX);
  });

  it('end with the first that fails', async () => {
    const asked: number[] = [];
    const ask = async (n: number): Promise<void> => {
      asked.push(n);
      if (n === 0) throw new Error('away');
    };
    await expect(inTurns(numbers, ask)).rejects.toThrow('away');
    expect(asked).toHaveLength(QUESTIONS_AT_ONCE_MAX);
  });
});
