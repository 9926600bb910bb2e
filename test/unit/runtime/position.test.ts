import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { locate, type Witnesses } from '../../../services/runtime/engine/position.ts';

const ID = 'a'.repeat(32);
const OTHER_ID = 'b'.repeat(32);
const position = { topic_id: ID, next_offset: 80, claimed_offset: 79 };
const witnesses = (changes: Partial<Witnesses> = {}): Witnesses => ({
  ...{ committed: 80, position, topic_id: ID, earliest: 0, latest: 100 },
  ...changes,
});

describe('where a partition goes on', () => {
  test('is the committed offset, when both witnesses say so', () => {
    expect(locate(witnesses())).toEqual({ position, problems: [], records_lost_max: 0 });
  });

  test.each([
    ['was deleted or expired', null, 'committed_offset_missing'],
    ['was reset to the earliest', 0, 'committed_offset_behind'],
    ['was reset by the client to a number that means the earliest', -2, 'committed_offset_behind'],
    ['was moved ahead', 95, 'committed_offset_ahead'],
    ['was moved beyond the end', 4_000, 'committed_offset_ahead'],
  ] as const)('is the position where the committed offset %s', (_, committed, problem) => {
    expect(locate(witnesses({ committed }))).toEqual({ position, problems: [problem], records_lost_max: 0 });
  });

  test.each([
    ['lower', { committed: 20 }],
    ['equal', { committed: 80 }],
    ['missing', { committed: null }],
  ])('is the start of a topic that was created again, the committed offset being %s', (_, changes) => {
    expect(locate(witnesses({ ...changes, topic_id: OTHER_ID }))).toEqual({
      position: { topic_id: OTHER_ID, next_offset: 0, claimed_offset: 0 },
      problems: ['topic_recreated'],
      records_lost_max: 0,
    });
  });

  test('is the start of the log where it begins behind the position; what was deleted before it was handled is counted', () => {
    expect(locate(witnesses({ earliest: 90 }))).toEqual({
      position: { ...position, next_offset: 90 },
      problems: ['records_deleted'],
      records_lost_max: 10,
    });
    const recreated = witnesses({ topic_id: OTHER_ID, earliest: 30 });
    expect(locate(recreated)).toMatchObject({ problems: ['topic_recreated', 'records_deleted'], records_lost_max: 30 });
  });

  test('is the end of a log that lost its end', () => {
    expect(locate(witnesses({ latest: 60 }))).toEqual({
      position: { topic_id: ID, next_offset: 60, claimed_offset: 60 },
      problems: ['log_truncated'],
      records_lost_max: 0,
    });
  });

  test('is the start of the log for a group that was never there', () => {
    expect(locate(witnesses({ position: null, committed: null, earliest: 40 }))).toEqual({
      position: { topic_id: ID, next_offset: 40, claimed_offset: 0 },
      problems: [],
      records_lost_max: 0,
    });
  });

  test('is the committed offset alone where no position was written, and that is said', () => {
    expect(locate(witnesses({ position: null })).problems).toEqual(['position_missing']);
    expect(locate(witnesses({ position: null })).position).toMatchObject({ next_offset: 80, claimed_offset: 80 });
    const beyond = locate(witnesses({ position: null, committed: 400 }));
    expect(beyond).toMatchObject({ position: { next_offset: 0 }, problems: ['position_missing', 'log_truncated'] });
  });

  test('handles nothing twice and skips nothing that the log still has, whatever becomes of the committed offset', () => {
    const offset = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(
        fc.record({ handled: offset, earliest: offset, latest: offset, committed: fc.option(fc.integer()) }),
        ({ handled, earliest, latest, committed }) => {
          fc.pre(earliest <= latest && handled <= latest);
          const known = { topic_id: ID, next_offset: handled, claimed_offset: handled };
          const { position: next, records_lost_max } = locate(
            witnesses({ committed, position: known, earliest, latest }),
          );
          expect(next.next_offset).toBe(Math.max(handled, earliest));
          expect(records_lost_max).toBe(Math.max(0, earliest - handled));
        },
      ),
    );
  });
});
