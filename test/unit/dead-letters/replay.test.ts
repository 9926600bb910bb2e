import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeTally } from '../../../tools/dead-letters/print/tally.ts';
import { toBatches } from '../../../tools/dead-letters/replay/batches.ts';
import { decide, type Policy, REFUSALS, type Sending } from '../../../tools/dead-letters/replay/decide.ts';
import { createPace } from '../../../tools/dead-letters/replay/pace.ts';
import { createTally } from '../../../tools/dead-letters/replay/tally.ts';
import { topology } from '../../../topology/topology.ts';
import { broughtBack, DIED_AT, deadRecord, each, letter } from './fixtures.ts';

const DAY_MS = 86_400_000;

const policy = (changes: Partial<Policy> = {}): Policy => ({
  wasReplayed: () => false,
  partitionsOf: () => 6,
  bytesMaxOf: () => 10_000,
  attempts_max: 5,
  allow: new Set(),
  claim_ttl_ms: 14 * DAY_MS,
  now_ms: DIED_AT + DAY_MS,
  ...changes,
});

const refusal = (...[given, changes]: [Parameters<typeof letter>[1], Partial<Policy>?]): string => {
  const verdict = decide(letter(7, given), policy(changes));
  return verdict.kind === 'refused' ? verdict.why : verdict.kind;
};

describe('what goes back', () => {
  it('goes to its first partition, and is audited with the attempt it goes with', () => {
    const verdict = decide(letter(7, { headers: broughtBack('raw.xapi/2/41', 3) }), policy());
    expect(verdict).toMatchObject({
      kind: 'send',
      at: { topic: 'raw.xapi.dlq', partition: 2, offset: 7 },
      record: { topic: 'raw.xapi', partition: 2 },
      audited: { offset: 7, origin: { topic: 'raw.xapi', partition: 2, offset: 41 }, attempt: 4, code: 'not_json' },
    });
  });

  it('was not sent before', () => {
    const wasReplayed = ({ offset }: { offset: number }) => offset === 7;
    expect(refusal({}, { wasReplayed })).toBe('replayed');
    expect(decide(letter(8), policy({ wasReplayed })).kind).toBe('send');
  });

  it('was not brought back too often: a loop ends', () => {
    expect(refusal({ headers: broughtBack('raw.xapi/2/41', 4) })).toBe('send');
    expect(refusal({ headers: broughtBack('raw.xapi/2/41', 5) })).toBe('attempts');
    expect(refusal({ headers: broughtBack('raw.xapi/2/41', 5) }, { attempts_max: 6 })).toBe('send');
  });

  it('is no conflict, unless the operator insists', () => {
    const conflict = { rejected: { code: 'conflict' } };
    expect(refusal(conflict)).toBe('conflict');
    expect(refusal(conflict, { allow: new Set(['conflict'] as const) })).toBe('send');
  });

  it('is not older than the memory for repeats, unless the operator insists', () => {
    const late = { now_ms: DIED_AT + 14 * DAY_MS + 1 };
    expect(refusal({}, { now_ms: DIED_AT + 14 * DAY_MS })).toBe('send');
    expect(refusal({}, late)).toBe('expired');
    expect(refusal({}, { ...late, allow: new Set(['expired'] as const) })).toBe('send');
  });

  it('has a place to go to', () => {
    expect(refusal({}, { partitionsOf: () => 2 })).toBe('partition');
    expect(refusal({ value: Buffer.alloc(10_000) })).toBe('too_large');
    expect(refusal({ value: null, rejected: { code: 'too_large' } })).toBe('too_large');
    expect(refusal({ value: null })).toBe('send');
  });

  it('is a dead letter', () => {
    expect(decide({ record: { ...deadRecord(7), headers: {} }, said: null }, policy())).toEqual({
      kind: 'refused',
      why: 'unreadable',
    });
  });

  it.each(Object.values(topology.services).flatMap(({ inputs }) => inputs))(
    'never overwrites state, tells the marketplace twice, nor puts the older in place of the newer: %s',
    (input) => {
      const { cleanup } = topology.topics[input as keyof typeof topology.topics];
      const stays = cleanup === 'compact' || input.startsWith('marketplace.') || input === 'skill.news';
      expect(refusal({ input })).toBe(stays ? 'state' : 'send');
    },
  );
});

describe('batches', () => {
  const sending = (partition: number, offset: number, bytes: number): Sending =>
    decide(letter(offset, { partition, value: Buffer.alloc(bytes) }), policy()) as Sending;

  it('hold everything once, in order, within the limits, of one partition each', async () => {
    const runs = fc.array(fc.record({ partition: fc.constantFrom(0, 1), bytes: fc.integer({ min: 0, max: 50 }) }));
    await fc.assert(
      fc.asyncProperty(runs, fc.integer({ min: 1, max: 5 }), async (made, records_max) => {
        const sendings = made.map(({ partition, bytes }, i) => sending(partition, i, bytes));
        const batches = await Array.fromAsync(toBatches(each(sendings), { records_max, bytes_max: 100 }));
        expect(batches.flat()).toEqual(sendings);
        for (const batch of batches) {
          expect(batch.length).toBeLessThanOrEqual(records_max);
          expect(new Set(batch.map(({ at }) => at.partition)).size).toBe(1);
          const bytes = batch.reduce((sum, { record }) => sum + record.value!.length, 0);
          expect(batch.length === 1 || bytes <= 100).toBe(true);
        }
      }),
    );
  });

  it('are as few as the limits allow', async () => {
    const sendings = [0, 1, 2, 3, 4].map((offset) => sending(0, offset, 10));
    const sizes = (await Array.fromAsync(toBatches(each(sendings), { records_max: 2, bytes_max: 100 }))).map(
      ({ length }) => length,
    );
    expect(sizes).toEqual([2, 2, 1]);
  });
});

describe('the rate', () => {
  /** When batches are sent, on a clock that only moves when somebody sleeps or works. */
  const sentAt = async (records_per_s: number, batches: readonly { records: number; work_ms: number }[]) => {
    let now_ms = 0;
    const pace = createPace(records_per_s, {
      now_ms: () => now_ms,
      sleep: async (duration_ms) => {
        now_ms += duration_ms;
      },
    });
    const times: { at_ms: number; records: number }[] = [];
    for (const { records, work_ms } of batches) {
      await pace(records);
      times.push({ at_ms: now_ms, records });
      now_ms += work_ms;
    }
    return times;
  };

  it('is kept: no window holds more than its time allows and one batch', async () => {
    const batches = fc.array(
      fc.record({ records: fc.integer({ min: 1, max: 50 }), work_ms: fc.integer({ min: 0, max: 2_000 }) }),
      { minLength: 1 },
    );
    await fc.assert(
      fc.asyncProperty(batches, async (given) => {
        const times = await sentAt(50, given);
        for (const [i, { at_ms: from_ms }] of times.entries()) {
          let records = 0;
          for (const { at_ms, records: more } of times.slice(i)) {
            expect(records).toBeLessThanOrEqual(((at_ms - from_ms) / 1_000) * 50 + 1e-6);
            records += more;
          }
        }
      }),
    );
  });

  it('is used: 100 records at 50 a second take the second batch after one second', async () => {
    const batch = { records: 50, work_ms: 0 };
    expect((await sentAt(50, [batch, batch, batch])).map(({ at_ms }) => at_ms)).toEqual([0, 1_000, 2_000]);
  });

  it('does not make up for lost time', async () => {
    const times = await sentAt(10, [
      { records: 10, work_ms: 60_000 },
      { records: 10, work_ms: 0 },
      { records: 10, work_ms: 0 },
    ]);
    expect(times.map(({ at_ms }) => at_ms)).toEqual([0, 60_000, 61_000]);
  });
});

describe('a tally', () => {
  it('counts by input and code, and lists some of what is refused with the reason', () => {
    const tally = createTally();
    const add = (...args: Parameters<typeof letter>) => {
      const one = letter(...args);
      tally.add(one, decide(one, policy({ wasReplayed: ({ offset }) => offset === 1 })));
    };
    add(0);
    add(1);
    for (let offset = 2; offset < 32; offset += 1) add(offset, { rejected: { code: 'conflict' } });
    const now = tally.now();
    expect(now).toMatchObject({ send: 1, replayed: 1, refused: 30 });
    expect(now.codes).toEqual([
      { input: 'raw.xapi', code: 'not_json', send: 1, replayed: 1, refused: 0 },
      { input: 'raw.xapi', code: 'conflict', send: 0, replayed: 0, refused: 30 },
    ]);
    expect(now.refused_letters).toHaveLength(20);
    const text = describeTally(now, 'to send');
    expect(text).toContain(`raw.xapi.dlq/2/2 conflict: ${REFUSALS.conflict}`);
    expect(text).toContain('and 10 more');
  });
});
