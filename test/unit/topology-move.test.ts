import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSettings } from '../../services/runtime/config/settings.ts';
import { declaredPartitions } from '../../services/runtime/engine/undeclared-partitions.ts';
import { DependencyUnavailable } from '../../services/runtime/errors.ts';
import { partitionOf } from '../../services/runtime/kafka/partition.ts';
import { declaredPartitionOf, type MoveParts, moveGroup, moveRecords, moveWith } from '../../tools/topology/move.ts';

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

const OLD = 'a'.repeat(32);
const NEW = 'b'.repeat(32);
const TOPIC = 'raw.xapi';
const ADDED = declaredPartitions(TOPIC);

/** A cluster whose topic has one added partition with records at the offsets 0 to 4. */
const cluster = ({ ids, committed }: { ids: readonly string[]; committed: Readonly<Record<string, number>> }) => {
  const done = { moved: [] as number[], deleted: [] as string[], groups: new Set<string>() };
  let asked = 0;
  const records = Array.from({ length: 5 }, (_, offset) => ({
    ...{ topic: TOPIC, partition: ADDED, offset, timestamp_ms: 0 },
    ...{ key: Buffer.from(`key ${offset}`), value: null, headers: {} },
  }));
  const parts = {
    reader: {
      offsets: async () => Array.from({ length: ADDED + 1 }, (_, partition) => ({ partition, earliest: 0, latest: 5 })),
      topicId: async () => ids[Math.min(asked++, ids.length - 1)]!,
      read: async function* (_topic: string, _partition: number, from: number, to: number) {
        yield records.slice(from, to);
      },
    },
    producer: {
      commit: async ({ records: batch, offset, beforeCommit }) => {
        await beforeCommit();
        done.groups.add(offset!.group);
        done.moved.push(...batch.map(({ key }) => Number(String(key).slice('key '.length))));
        return { offsets: [] };
      },
    },
    admin: {
      fetchOffsets: async ({ groupId }: { groupId: string }) => [
        {
          topic: TOPIC,
          partitions: [{ partition: ADDED, offset: String(committed[groupId] ?? -1), metadata: null }],
        },
      ],
      deleteTopicRecords: async ({ partitions }) => {
        done.deleted.push(...partitions.map(({ offset }) => offset));
      },
    },
  } as MoveParts;
  return { parts, done };
};

test('a run goes on where the one before it was ended', async () => {
  const { parts, done } = cluster({ ids: [NEW], committed: { [moveGroup(NEW)]: 3 } });
  expect(await moveWith(parts, TOPIC)).toEqual([{ partition: ADDED, records: 2 }]);
  expect(done).toEqual({ moved: [3, 4], deleted: ['5'], groups: new Set([moveGroup(NEW)]) });
});

test('a position in a topic that was deleted leaves out no record of the one created after it', async () => {
  const { parts, done } = cluster({ ids: [NEW], committed: { [moveGroup(OLD)]: 3, 'skillstream.topology-move': 3 } });
  expect(await moveWith(parts, TOPIC)).toEqual([{ partition: ADDED, records: 5 }]);
  expect(done).toEqual({ moved: [0, 1, 2, 3, 4], deleted: ['5'], groups: new Set([moveGroup(NEW)]) });
});

test('what a run moved and did not come to delete is deleted by the next one', async () => {
  const { parts, done } = cluster({ ids: [NEW], committed: { [moveGroup(NEW)]: 5 } });
  await moveWith(parts, TOPIC);
  expect(done).toMatchObject({ moved: [], deleted: ['5'] });
});

test.each([
  { when: 'before the commit', ids: [OLD, NEW], moved: [] },
  { when: 'before the deletion', ids: [OLD, OLD, NEW], moved: [0, 1, 2, 3, 4] },
])('nothing is deleted when the topic is created again $when', async ({ ids, moved }) => {
  const { parts, done } = cluster({ ids, committed: {} });
  await expect(moveWith(parts, TOPIC)).rejects.toThrow(DependencyUnavailable);
  expect(done).toMatchObject({ moved, deleted: [] });
});

test('brokers that cannot be reached are told in one line', async () => {
  const { kafka } = readSettings({ KAFKA_BROKERS: '127.0.0.1:1' }, ['kafka']);
  await expect(moveRecords(kafka, TOPIC)).rejects.toThrow(DependencyUnavailable);
}, 60_000);
