import { describe, expect, it } from 'vitest';
import { SENT_BACK_PER_LOOK_MAX } from '../../../services/resolution/waiting.ts';
import { A, B, createRunner, link, park, recall } from './fixtures.ts';

const DEADLINE = 1_000;
const causes = (sent: readonly { parked_offset: number; cause: string }[]) =>
  sent.map(({ parked_offset, cause }) => `${parked_offset} ${cause}`);

/** A runner in which so many records of `a` are parked, at offsets from 0 on. */
const parked = (count: number) => {
  const runner = createRunner();
  for (let i = 0; i < count; i += 1) park(runner, A, DEADLINE);
  return runner;
};

describe('parked records that are recalled', () => {
  it('go back before their deadline, in order', () => {
    const runner = parked(2);
    expect(recall(runner, A, 1)).toMatchObject({ kind: 'published', rule: 'recalled' });
    expect(causes(runner.runDue(1))).toEqual(['0 recall', '1 recall']);
    expect(runner.read('identity.waiting', A)).toBeNull();
  });

  it('go back as far as was asked for; the others wait on', () => {
    const runner = parked(3);
    recall(runner, A, 1);
    expect(causes(runner.runDue(1))).toEqual(['0 recall', '1 recall']);
    expect(runner.runDue(DEADLINE - 1)).toEqual([]);
    expect(causes(runner.runDue(DEADLINE))).toEqual(['2 deadline']);
  });

  it('are those that wait now: what is parked again stays, whatever the request says', () => {
    const runner = parked(1);
    recall(runner, A, 1_000_000);
    park(runner, A, DEADLINE);
    expect(causes(runner.runDue(1))).toEqual(['0 recall']);
    park(runner, A, DEADLINE);
    expect(runner.runDue(1)).toEqual([]);
  });

  it('go back once, however often the request is handled', () => {
    const runner = parked(1);
    recall(runner, A, 0, 0);
    expect(recall(runner, A, 0, 0)).toEqual({ kind: 'published', rule: 'no-change', records: [] });
    expect(causes(runner.runDue(1))).toEqual(['0 recall']);
    expect(recall(runner, A, 0, 0)).toEqual({ kind: 'ignored', rule: 'nobody-waits' });
    park(runner, A, DEADLINE);
    expect(recall(runner, A, 0, 0)).toEqual({ kind: 'published', rule: 'no-change', records: [] });
    expect(runner.runDue(1)).toEqual([]);
  });

  it('go back with the link where it is known by then, and at their deadline where that has passed', () => {
    const linked = parked(1);
    recall(linked, A, 0);
    link(linked, A);
    expect(causes(linked.runDue(DEADLINE))).toEqual(['0 link']);
    const late = parked(1);
    recall(late, A, 0);
    expect(causes(late.runDue(DEADLINE))).toEqual(['0 deadline']);
  });

  it('go back although their link went into conflict', () => {
    const runner = parked(1);
    link(runner, A);
    recall(runner, A, 0);
    link(runner, A, 'conflict');
    expect(causes(runner.runDue(1))).toEqual(['0 recall']);
  });

  it('go back a bounded number at a time, and the rest at once', () => {
    const runner = parked(SENT_BACK_PER_LOOK_MAX + 2);
    recall(runner, A, SENT_BACK_PER_LOOK_MAX);
    expect(runner.runDue(0)).toHaveLength(SENT_BACK_PER_LOOK_MAX);
    expect(causes(runner.runDue(0))).toEqual([`${SENT_BACK_PER_LOOK_MAX} recall`]);
    expect(runner.runDue(0)).toEqual([]);
  });

  it('may be recalled further by a later request', () => {
    const runner = parked(3);
    recall(runner, A, 0);
    expect(recall(runner, A, 1)).toMatchObject({ rule: 'recalled' });
    expect(causes(runner.runDue(1))).toEqual(['0 recall', '1 recall']);
  });

  it('are of one alias only', () => {
    const runner = parked(1);
    expect(recall(runner, B, 5)).toEqual({ kind: 'ignored', rule: 'nobody-waits' });
    expect(runner.runDue(1)).toEqual([]);
  });
});
