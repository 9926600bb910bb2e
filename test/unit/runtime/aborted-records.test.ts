import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { filterAborted } from '../../../services/runtime/kafka/fixes/aborted-records.ts';

const COMMIT = Buffer.from([0, 0, 0, 1]);
const ABORT = Buffer.from([0, 0, 0, 0]);

interface Entry {
  readonly producer: number;
  readonly kind: 'record' | 'commit' | 'abort';
}

const toMessages = (log: readonly Entry[]) =>
  log.map(({ producer, kind }, offset) => ({
    offset,
    key: kind === 'record' ? Buffer.from('k') : kind === 'commit' ? COMMIT : ABORT,
    isControlRecord: kind !== 'record',
    batchContext: { producerId: String(producer), inTransaction: true, isControlBatch: kind !== 'record' },
  }));

/** The broker's index: each aborted transaction with the offset of its first record, in the order of their ends. */
const abortedOf = (log: readonly Entry[]) => {
  const open = new Map<number, number>();
  const aborted: { producerId: string; firstOffset: string }[] = [];
  log.forEach(({ producer, kind }, offset) => {
    if (kind === 'record') {
      if (!open.has(producer)) open.set(producer, offset);
      return;
    }
    const first = open.get(producer);
    if (kind === 'abort' && first !== undefined)
      aborted.push({ producerId: String(producer), firstOffset: String(first) });
    open.delete(producer);
  });
  return aborted;
};

/** Straight from the definition: a record stands when the next marker of its producer commits. */
const standing = (log: readonly Entry[]): number[] =>
  log.flatMap(({ producer, kind }, offset) => {
    if (kind !== 'record') return [];
    const end = log.slice(offset).find((entry) => entry.producer === producer && entry.kind !== 'record');
    return end?.kind === 'abort' ? [] : [offset];
  });

const kept = (log: readonly Entry[]): number[] =>
  filterAborted({ messages: toMessages(log), abortedTransactions: abortedOf(log) })
    .filter(({ isControlRecord }) => !isControlRecord)
    .map(({ offset }) => offset);

const entry = (producer: number, kind: Entry['kind']): Entry => ({ producer, kind });

describe('records of aborted transactions', () => {
  test('are dropped when two aborted transactions interleave', () => {
    const log = [entry(1, 'record'), entry(2, 'record'), entry(1, 'record'), entry(2, 'abort'), entry(1, 'abort')];
    expect(kept(log)).toEqual([]);
  });

  test('are dropped for any interleaving, and nothing else is', () => {
    const logs = fc.array(
      fc.record<Entry>({
        producer: fc.integer({ min: 1, max: 4 }),
        kind: fc.constantFrom('record', 'record', 'commit', 'abort'),
      }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(logs, (log) => {
        expect(kept(log)).toEqual(standing(log));
      }),
      { numRuns: 2000 },
    );
  });

  test('a key that looks like a marker is only a key', () => {
    const message = { ...toMessages([entry(1, 'record')])[0]!, key: ABORT };
    const abortedTransactions = [{ producerId: '1', firstOffset: '0' }];
    const after = { ...toMessages([entry(1, 'record')])[0]!, offset: 1 };
    expect(filterAborted({ messages: [message, after], abortedTransactions })).toEqual([]);
  });
});
