import fc from 'fast-check';
import { expect, test } from 'vitest';
import { partitionOf } from '../../services/runtime/kafka/partition.ts';
import { declaredPartitionOf } from '../../tools/topology/move.ts';

const DECLARED = 6;
const counts = fc.integer({ min: 2, max: 8 });

test('a record goes to where its key was before partitions were added, when their number was multiplied', () => {
  const hashes = fc.nat();
  fc.assert(
    fc.property(hashes, counts, (hash, times) => {
      const live = DECLARED * times;
      const record = { key: Buffer.from('any producer'), partition: hash % live };
      expect(declaredPartitionOf(record, live, DECLARED)).toBe(hash % DECLARED);
    }),
  );
});

test('otherwise it goes to where the Java client sends its key', () => {
  const lives = fc.integer({ min: DECLARED + 1, max: 50 }).filter((live) => live % DECLARED !== 0);
  fc.assert(
    fc.property(fc.string(), lives, (key, live) => {
      const record = { key: Buffer.from(key), partition: partitionOf(key, live) };
      expect(declaredPartitionOf(record, live, DECLARED)).toBe(partitionOf(key, DECLARED));
    }),
  );
});

test('a record without a key goes to a declared partition', () => {
  expect(declaredPartitionOf({ key: null, partition: 10 }, 11, DECLARED)).toBe(4);
});
