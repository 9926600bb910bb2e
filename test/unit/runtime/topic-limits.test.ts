import { describe, expect, test } from 'vitest';
import { createTopicLimits } from '../../../services/runtime/kafka/topic-limits.ts';

const DECLARED = 1_000_000;

const limitsWith = (said: { bytes: number | null }) => {
  const clock = { ms: 0 };
  const limits = createTopicLimits({
    declared: () => DECLARED,
    ask: async () => said.bytes,
    now_ms: () => clock.ms,
  });
  return { limits, clock };
};

describe('the limit of a topic', () => {
  test('is what the topology declares, until a broker refuses and says another', async () => {
    const said = { bytes: 20_000 as number | null };
    const { limits } = limitsWith(said);
    expect(limits.bytesMaxOf('t')).toBe(DECLARED);
    expect(await limits.refused('t')).toBe(true);
    expect(limits.bytesMaxOf('t')).toBe(20_000);
    expect(limits.bytesMaxOf('other')).toBe(DECLARED);
    // It says the same: smaller batches will not help.
    expect(await limits.refused('t')).toBe(false);
  });

  test('is never more than the topology declares', async () => {
    const { limits } = limitsWith({ bytes: DECLARED * 2 });
    expect(await limits.refused('t')).toBe(false);
    expect(limits.bytesMaxOf('t')).toBe(DECLARED);
  });

  test('is looked for by halves where brokers do not say it, and not for ever', async () => {
    const { limits } = limitsWith({ bytes: null });
    let tries = 0;
    while (await limits.refused('t')) tries += 1;
    expect(tries).toBe(9);
    expect(limits.bytesMaxOf('t')).toBe(Math.floor(DECLARED / 2 ** 9));
  });

  test('is asked for again after a minute, in case it was raised', async () => {
    const said = { bytes: 20_000 as number | null };
    const { limits, clock } = limitsWith(said);
    await limits.refused('t');
    said.bytes = DECLARED;
    clock.ms = 60_000;
    expect(limits.bytesMaxOf('t')).toBe(20_000);
    await Promise.resolve();
    expect(limits.bytesMaxOf('t')).toBe(20_000);
    clock.ms = 60_001;
    expect(limits.bytesMaxOf('t')).toBe(20_000);
    await Promise.resolve();
    await Promise.resolve();
    expect(limits.bytesMaxOf('t')).toBe(DECLARED);
  });
});
