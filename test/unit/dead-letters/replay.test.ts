import { describe, expect, it } from 'vitest';
import { describeTally } from '../../../tools/dead-letters/print/tally.ts';
import { decide, type Policy, REFUSALS } from '../../../tools/dead-letters/replay/decide.ts';
import { createTally } from '../../../tools/dead-letters/replay/tally.ts';
import { topology } from '../../../topology/topology.ts';
import { opener } from '../../support/dead-letter-key.ts';
import { cameBack, DIED_AT, deadRecord, letter } from './fixtures.ts';

const DAY_MS = 86_400_000;

const policy = (changes: Partial<Policy> = {}): Policy => ({
  wasReplayed: () => false,
  partitionsOf: () => 6,
  bytesMaxOf: () => 10_000,
  attempts_max: 5,
  allow: new Set(),
  opener,
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
    const verdict = decide(letter(7, cameBack('raw.xapi/2/41', 3)), policy());
    expect(verdict).toMatchObject({
      kind: 'send',
      at: { topic: 'raw.xapi.dlq', partition: 2, offset: 7 },
      record: { topic: 'learning.resubmission-repartition', partition: 2, key: Buffer.from('learner') },
      audited: { offset: 7, origin: { topic: 'raw.xapi', partition: 2, offset: 41 }, attempt: 4, code: 'not_json' },
    });
  });

  it('was not sent before', () => {
    const wasReplayed = ({ offset }: { offset: number }) => offset === 7;
    expect(refusal({}, { wasReplayed })).toBe('replayed');
    expect(decide(letter(8), policy({ wasReplayed })).kind).toBe('send');
  });

  it('was not brought back too often: a loop ends', () => {
    expect(refusal(cameBack('raw.xapi/2/41', 4))).toBe('send');
    expect(refusal(cameBack('raw.xapi/2/41', 5))).toBe('attempts');
    expect(refusal(cameBack('raw.xapi/2/41', 5), { attempts_max: 6 })).toBe('send');
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
      const is_stray = topology.topics[input as keyof typeof topology.topics].resubmits !== undefined;
      expect(refusal({ input })).toBe(is_stray ? 'stray' : stays ? 'state' : 'send');
    },
  );
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
