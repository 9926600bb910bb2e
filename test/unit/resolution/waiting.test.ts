import { describe, expect, it } from 'vitest';
import { resolutionErrorCodes } from '../../../services/resolution/error-codes.ts';
import {
  look,
  PARKED_PER_ALIAS_MAX,
  SENT_BACK_PER_LOOK_BYTES_MAX,
  SENT_BACK_PER_LOOK_MAX,
} from '../../../services/resolution/waiting.ts';
import { A, B, createRunner, link, park, parkedRecord } from './fixtures.ts';

const waiting = (runner: ReturnType<typeof createRunner>, alias = A) => runner.read('identity.waiting', alias);
const offsets = (sent: readonly { parked_offset: number }[]) => sent.map(({ parked_offset }) => parked_offset);

describe('a parked record', () => {
  it('waits until its deadline', () => {
    const runner = createRunner();
    expect(park(runner, A, 50)).toMatchObject({ rule: 'parked' });
    park(runner, A, 90);
    expect(waiting(runner)).toEqual({
      due_at: 50,
      parked: [
        { offset: 0, deadline_at: 50, bytes: 0 },
        { offset: 1, deadline_at: 90, bytes: 0 },
      ],
      recalled_up_to: -1,
    });
    expect(runner.runDue(49)).toEqual([]);
    expect(runner.runDue(50)).toEqual([{ key: A, parked_offset: 0, bytes: 0, cause: 'deadline' }]);
    expect(waiting(runner)).toEqual({
      due_at: 90,
      parked: [{ offset: 1, deadline_at: 90, bytes: 0 }],
      recalled_up_to: -1,
    });
  });

  it('goes back, after those before it, when the link arrives', () => {
    const runner = createRunner();
    for (const alias of [A, B, A]) park(runner, alias, 50);
    expect(link(runner, A)).toMatchObject({ kind: 'published', rule: 'link-arrived' });
    expect(runner.runDue(1)).toEqual([
      { key: A, parked_offset: 0, bytes: 0, cause: 'link' },
      { key: A, parked_offset: 2, bytes: 0, cause: 'link' },
    ]);
    expect(waiting(runner)).toBeNull();
    expect(waiting(runner, B)).not.toBeNull();
  });

  it('goes back at once when the link arrived first', () => {
    const runner = createRunner();
    expect(link(runner, A)).toEqual({ kind: 'ignored', rule: 'nobody-waits' });
    park(runner, A, 50);
    expect(offsets(runner.runDue(0))).toEqual([0]);
  });

  it('never overtakes one before it whose deadline is later', () => {
    const runner = createRunner();
    park(runner, A, 90);
    park(runner, A, 50);
    expect(runner.runDue(60)).toEqual([]);
    expect(offsets(runner.runDue(90))).toEqual([0, 1]);
  });

  it('is remembered once, however often it is read', () => {
    const runner = createRunner();
    park(runner, A, 50, 7);
    expect(park(runner, A, 50, 7)).toEqual({ kind: 'published', rule: 'no-change', records: [] });
    expect(waiting(runner)?.parked).toHaveLength(1);
  });

  it('is refused where it could not be released, and holds back nobody', () => {
    const runner = createRunner();
    const given = parkedRecord(A, 50);
    for (const change of [{ alias: 'mailto:ada@example.com' }, { deadline_at: -1 }, { input_partition: 1 }]) {
      const verdict = runner.feed('identity.unresolved', { key: A, value: { ...given, ...change } });
      expect(verdict).toMatchObject({ kind: 'rejected', code: 'parked_invalid' });
      expect(JSON.stringify(verdict)).not.toContain('ada');
    }
    expect(waiting(runner)).toBeNull();
  });

  it('is refused where too many wait already', () => {
    const runner = createRunner();
    const parked = Array.from({ length: PARKED_PER_ALIAS_MAX }, (_, offset) => ({ offset, deadline_at: 50, bytes: 0 }));
    runner.put('identity.waiting', A, { due_at: 50, parked, recalled_up_to: -1 });
    const verdict = park(runner, A, 50, PARKED_PER_ALIAS_MAX);
    expect(verdict).toMatchObject({ kind: 'rejected', code: 'parked_overflow' });
    expect(Object.keys(resolutionErrorCodes)).toEqual(['parked_invalid', 'parked_overflow']);
  });
});

describe('a link', () => {
  it('in conflict helps nobody', () => {
    const runner = createRunner();
    park(runner, A, 50);
    expect(link(runner, A, 'conflict')).toEqual({ kind: 'ignored', rule: 'link-in-conflict' });
    expect(runner.runDue(1)).toEqual([]);
  });

  it('that is erased helps nobody', () => {
    const runner = createRunner();
    park(runner, A, 10);
    const verdict = runner.feed('identity.link', { key: A, value: null });
    expect(verdict).toMatchObject({ kind: 'ignored', rule: 'link-erased' });
    expect(runner.runDue(9)).toEqual([]);
  });
  it('that comes into conflict before the look leaves the records waiting', () => {
    const runner = createRunner();
    park(runner, A, 50);
    link(runner, A);
    link(runner, A, 'conflict');
    expect(runner.runDue(1)).toEqual([]);
    expect(waiting(runner)?.due_at).toBe(50);
  });

  it('that is written again changes nothing', () => {
    const runner = createRunner();
    park(runner, A, 50);
    link(runner, A);
    expect(link(runner, A)).toEqual({ kind: 'published', rule: 'no-change', records: [] });
  });
});

it('a look takes a bounded number, in order, and the rest is due at once', () => {
  const runner = createRunner();
  const count = SENT_BACK_PER_LOOK_MAX + 1;
  for (let i = 0; i < count; i++) park(runner, A, 50);
  link(runner, A);
  const sent = [...runner.runDue(0), ...runner.runDue(0)];
  expect(offsets(sent)).toEqual(Array.from({ length: count }, (_, offset) => offset));
  expect(runner.runDue(0)).toEqual([]);
});

it('a look takes a bounded number of bytes and one record, and the rest is due at once', () => {
  const parked = [1, SENT_BACK_PER_LOOK_BYTES_MAX - 1, 1, 1].map((bytes, offset) => ({
    offset,
    deadline_at: 50,
    bytes,
  }));
  const first = look({ due_at: 0, parked, recalled_up_to: -1 }, true, 0);
  expect(offsets(first.send_back)).toEqual([0, 1]);
  expect(first.remaining).toMatchObject({ due_at: 0, parked: [{ offset: 2 }, { offset: 3 }] });
});

it('of a parked record, key, value and headers count', () => {
  const runner = createRunner();
  const value = { ...parkedRecord(A, 50), key: Buffer.alloc(3), value: Buffer.alloc(50) };
  const headers = [{ name: 'four', value: Buffer.alloc(6) }];
  runner.feed('identity.unresolved', { key: A, value: { ...value, headers } });
  expect(waiting(runner)?.parked).toEqual([{ offset: 0, deadline_at: 50, bytes: 63 }]);
});
