import { describe, expect, it } from 'vitest';
import type { PureRunner, Verdict } from '../../support/pure-runner.ts';
import { change, createRunner, feed, resolvedOf } from './fixtures.ts';

type Given = Parameters<typeof change>[0];

/** Lets the changes through the first step, then through the second in the order given. */
const settle = (
  changes: readonly Given[],
  reorder: <T>(resolved: readonly T[]) => readonly T[] = (resolved) => resolved,
): { runner: PureRunner; verdicts: readonly Verdict[] } => {
  const runner = createRunner();
  for (const given of changes) feed(runner, change(given));
  const verdicts = reorder(resolvedOf(runner)).map((resolved) => runner.feed('enrollment.resolved', resolved));
  return { runner, verdicts };
};

const rules = (verdicts: readonly Verdict[]) =>
  verdicts.map((verdict) => ('rule' in verdict ? verdict.rule : verdict.kind));
const stateOf = (runner: PureRunner) =>
  runner.read('marketplace.enrollment', 'E1|https://lms.example/course/1')?.enrollment_state;

describe('the standing in a course', () => {
  it('is what the newest change says', () => {
    const { runner, verdicts } = settle([{ day: 0 }, { day: 2, status: 'finished' }, { day: 1, status: 'left' }]);
    expect(rules(verdicts)).toEqual(['enrollment-active', 'enrollment-completed', 'older-than-current']);
    expect(stateOf(runner)).toBe('completed');
  });

  it.each(['left', 'finished'])('is active again after somebody who %s it comes back', (status) => {
    const { runner, verdicts } = settle([{ day: 0 }, { day: 1, status }, { day: 2 }]);
    expect(rules(verdicts).at(-1)).toBe('re-enrolled');
    expect(stateOf(runner)).toBe('active');
  });

  it('says most where changes have the same time', () => {
    expect(stateOf(settle([{ status: 'finished' }, { status: 'left' }, {}]).runner)).toBe('completed');
    expect(stateOf(settle([{}, { status: 'left' }]).runner)).toBe('dropped');
  });

  it('is not written again for the same change', () => {
    const { verdicts } = settle([{}], (resolved) => [...resolved, ...resolved]);
    expect(verdicts[1]).toEqual({ kind: 'published', rule: 'no-change', records: [] });
  });

  it('leads back to the first record of the change', () => {
    const { runner } = settle([{ day: 1 }, { day: 0 }], (resolved) => resolved.toReversed());
    const [standing] = runner.entries('marketplace.enrollment').values();
    expect(standing?.origin).toEqual({ topic: 'raw.enrollment', partition: 0, offset: 0 });
  });
});
