import fc from 'fast-check';
import { AssignerProtocol, type PartitionAssigner } from 'kafkajs';
import { describe, expect, test } from 'vitest';
import type { AliasHold, IdentityLink } from '../../../schemas/types.generated.ts';
import { pauseMs } from '../../../services/runtime/engine/backoff.ts';
import { rangesOf } from '../../../services/runtime/engine/due.ts';
import { formatCoordinates, provenanceOf } from '../../../services/runtime/engine/headers.ts';
import type { Item } from '../../../services/runtime/engine/item.ts';
import { findLearner } from '../../../services/runtime/engine/learner.ts';
import { createKeyedLock } from '../../../services/runtime/engine/lock.ts';
import type { TableView } from '../../../services/runtime/engine/table-view.ts';
import { chunksOf } from '../../../services/runtime/engine/worker.ts';
import {
  type AssignerOptions,
  assignByNumber,
  createByNumberAssigner,
} from '../../../services/runtime/kafka/assigner.ts';
import type { LogRecord } from '../../../services/runtime/kafka/log-reader.ts';

const record = (offset: number, bytes = 10, headers: LogRecord['headers'] = {}): LogRecord => ({
  topic: 'raw.xapi',
  partition: 3,
  offset,
  timestamp_ms: 1_000,
  key: null,
  value: Buffer.alloc(bytes),
  headers,
});

describe('chunks', () => {
  const batches = fc.record({
    sizes: fc.array(fc.record({ gap: fc.integer({ min: 0, max: 3 }), bytes: fc.integer({ min: 0, max: 100 }) }), {
      minLength: 1,
    }),
    records_max: fc.integer({ min: 1, max: 10 }),
    bytes_max: fc.integer({ min: 1, max: 200 }),
  });

  test('hold every record once, in order, within the limits, and their ends meet the next beginning', () => {
    fc.assert(
      fc.property(batches, ({ sizes, records_max, bytes_max }) => {
        let offset = 0;
        const records = sizes.map(({ gap, bytes }) => {
          offset += gap + 1;
          return record(offset, bytes);
        });
        const next_offset = offset + 5;
        const chunks = [...chunksOf({ topic: 'raw.xapi', partition: 3, records, next_offset }, records_max, bytes_max)];

        expect(chunks.flatMap((chunk) => chunk.records)).toEqual(records);
        chunks.forEach((chunk, i) => {
          expect(chunk.records.length).toBeLessThanOrEqual(records_max);
          const bytes = chunk.records.reduce((sum, { value }) => sum + value!.length, 0);
          expect(chunk.records.length === 1 || bytes <= bytes_max).toBe(true);
          expect(chunk.next_offset).toBe(chunks[i + 1]?.records[0]?.offset ?? next_offset);
        });
      }),
    );
  });
});

describe('the learner of a record', () => {
  const itemOf = (headers: LogRecord['headers'] = {}): Item =>
    ({ record: record(1, 10, headers), provenance: provenanceOf(record(1, 10, headers)) }) as unknown as Item;
  const viewOf = (link: Partial<IdentityLink>, hold: AliasHold | null = null): TableView => ({
    get: ((table: string) => (table === 'identity.link' ? link : hold)) as TableView['get'],
    load: async () => undefined,
    has: () => true,
    set: () => undefined,
  });

  const link = { state: 'linked', member_id: 'E1', known_as: 'E0' } as const;

  test('is the member that the link names, and who that would be but for a merge', () => {
    expect(findLearner(itemOf(), 'alias', viewOf(link))).toEqual({ kind: 'member', member_id: 'E1', known_as: 'E0' });
  });

  test.each([
    ['waits behind one that was parked again', 1, 'park'],
    ['does not wait for ever, should that be lost', 100, 'member'],
  ])('of a record that came back %s', (_what, attempt, kind) => {
    const headers = { origin: 'raw.xapi/3/7', attempt: String(attempt), returned: 'link', 'parked-alias': 'alias' };
    const returned = itemOf(
      Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])),
    );
    const view = viewOf(link, { outstanding: 2, again: [5] });
    expect(findLearner(returned, 'alias', view).kind).toBe(kind);
  });
});

describe('provenance', () => {
  test('a fresh record is its own origin', () => {
    expect(provenanceOf(record(7))).toMatchObject({
      origin: { topic: 'raw.xapi', partition: 3, offset: 7 },
      attempt: 0,
      returned: null,
    });
  });

  test('a record brought back says where it first stood, and when', () => {
    const headers = {
      origin: Buffer.from('raw.xapi/2/41'),
      attempt: Buffer.from('2'),
      returned: Buffer.from('deadline'),
      'parked-alias': Buffer.from('a1'),
      'origin-timestamp': Buffer.from('77'),
    };
    expect(provenanceOf(record(7, 1, headers))).toMatchObject({
      origin: { topic: 'raw.xapi', partition: 2, offset: 41 },
      attempt: 2,
      returned: { cause: 'deadline', alias: 'a1' },
      timestamp_ms: 77,
    });
  });

  test.each([
    ['another topic', { origin: 'raw.hris/0/1', attempt: '1' }],
    ['no attempt', { origin: 'raw.xapi/0/1' }],
    ['attempt 0', { origin: 'raw.xapi/0/1', attempt: '0' }],
    ['an attempt beyond all counting', { origin: 'raw.xapi/0/1', attempt: '9999999999' }],
    ['no coordinates', { origin: 'raw.xapi', attempt: '1' }],
    ['a negative offset', { origin: 'raw.xapi/0/-1', attempt: '1' }],
  ])('headers with %s are taken as absent', (_what, given) => {
    const headers = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, Buffer.from(value)]));
    const { origin, attempt } = provenanceOf(record(7, 1, headers));
    expect([formatCoordinates(origin), attempt]).toEqual(['raw.xapi/3/7', 0]);
  });
});

describe('assignment', () => {
  test('every partition has one owner, and partitions of one number have the same', () => {
    const groups = fc.record({
      members: fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 8 }),
      counts: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 3 }),
    });
    fc.assert(
      fc.property(groups, ({ members, counts }) => {
        const topics = new Map(counts.map((count, i) => [`t${i}`, Array.from({ length: count }, (_, p) => p)]));
        const owner = new Map<string, string>();
        for (const [member, assignment] of assignByNumber(members, topics)) {
          for (const [topic, partitions] of Object.entries(assignment)) {
            for (const partition of partitions) {
              expect(owner.has(`${topic}/${partition}`)).toBe(false);
              owner.set(`${topic}/${partition}`, member);
            }
          }
        }
        for (const [topic, partitions] of topics) {
          for (const partition of partitions) {
            const others = [...topics.keys()].map((other) => owner.get(`${other}/${partition}`)).filter(Boolean);
            expect(new Set(others)).toEqual(new Set([owner.get(`${topic}/${partition}`)]));
          }
        }
      }),
    );
  });
});

describe('the assigner', () => {
  const create = (options: Partial<AssignerOptions>) => {
    const cluster = { findTopicPartitionMetadata: () => [0, 1, 2, 3].map((partitionId) => ({ partitionId })) };
    const given = { partitionsOf: () => 2, ...options };
    return createByNumberAssigner(given)({ cluster } as unknown as Parameters<PartitionAssigner>[0]);
  };
  const memberOf = (memberId: string, version: string) => ({
    memberId,
    memberMetadata: create({ version }).protocol({ topics: ['t'] }).metadata,
  });

  test('gives partitions beyond the number that the service uses to nobody', async () => {
    const assigned = await create({}).assign({ members: [memberOf('m', '')], topics: ['t'] });
    const { MemberAssignment } = AssignerProtocol;
    expect(assigned.map(({ memberAssignment }) => MemberAssignment.decode(memberAssignment)?.assignment)).toEqual([
      { t: [0, 1] },
    ]);
  });

  test('tells the leader each version that its members have, once', async () => {
    const heard: (readonly string[])[] = [];
    const { assign } = create({ onVersions: (versions) => heard.push(versions) });
    await assign({ members: [memberOf('a', 'v1'), memberOf('b', 'v1')], topics: ['t'] });
    await assign({ members: [memberOf('a', 'v1'), memberOf('b', 'v2'), memberOf('c', '')], topics: ['t'] });
    expect(heard).toEqual([['v1'], ['v1', 'v2', '']]);
  });
});

test('ranges cover exactly the offsets that lie close together', () => {
  expect(rangesOf([])).toEqual([]);
  expect(rangesOf([7])).toEqual([[7, 8]]);
  expect(rangesOf([9, 7, 8])).toEqual([[7, 10]]);
  expect(rangesOf([1, 1000])).toEqual([
    [1, 2],
    [1000, 1001],
  ]);
});

test('pauses grow, and stop growing', () => {
  const pauses = [1, 2, 3, 4, 5, 20, 1000].map((failures) => pauseMs(failures, () => 1));
  expect(pauses).toEqual([100, 200, 400, 800, 1600, 5000, 5000]);
  expect(pauseMs(3, () => 0)).toBe(200);
});

describe('the keyed lock', () => {
  test('runs tasks of a key one after the other, in order, also after a failure', async () => {
    const lock = createKeyedLock();
    const events: string[] = [];
    const task =
      (name: string, fail = false) =>
      () =>
        Promise.resolve().then(() => {
          events.push(`${name} begins`);
          return Promise.resolve().then(() => {
            events.push(`${name} ends`);
            if (fail) throw new Error(name);
          });
        });
    const results = await Promise.allSettled([
      lock.run(1, task('a', true)),
      lock.run(1, task('b')),
      lock.run(1, task('c')),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(events).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });
});
