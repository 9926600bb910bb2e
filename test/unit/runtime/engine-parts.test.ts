import fc from 'fast-check';
import { AssignerProtocol, type PartitionAssigner } from 'kafkajs';
import { describe, expect, test } from 'vitest';
import type { AliasHold, IdentityLink } from '../../../schemas/types.generated.ts';
import { pauseMs } from '../../../services/runtime/engine/backoff.ts';
import { rangesOf } from '../../../services/runtime/engine/due.ts';
import { provenanceOf } from '../../../services/runtime/engine/headers.ts';
import type { Item } from '../../../services/runtime/engine/item.ts';
import { findLearner } from '../../../services/runtime/engine/learner.ts';
import { createKeyedLock } from '../../../services/runtime/engine/lock.ts';
import type { TableView } from '../../../services/runtime/engine/table-view.ts';
import { runsOf } from '../../../services/runtime/engine/worker.ts';
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

const ALIAS = 'a1'.repeat(16);
/** Headers of a record that was released from the parked topic. */
const RELEASED = {
  origin: 'raw.xapi/3/41',
  attempt: '2',
  returned: 'deadline',
  'parked-alias': ALIAS,
  'parked-at': '60',
  'deadline-at': '90',
  'origin-timestamp': '77',
};
const buffers = (headers: Readonly<Record<string, string>>): LogRecord['headers'] =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Buffer.from(value)]));

/** A record that came back. */
const back = (offset: number, headers: LogRecord['headers']): LogRecord => ({
  ...record(offset, 10, headers),
  topic: 'learning.resubmission-repartition',
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
        const chunks = [
          ...runsOf(
            { topic: 'raw.xapi', partition: 3, from_offset: 0, records, next_offset },
            'id',
            records_max,
            bytes_max,
          ),
        ];

        expect(chunks.flatMap((chunk) => chunk.records)).toEqual(records);
        chunks.forEach((chunk, i) => {
          expect(chunk.records.length).toBeLessThanOrEqual(records_max);
          const bytes = chunk.records.reduce((sum, { value }) => sum + value!.length, 0);
          expect(chunk.records.length === 1 || bytes <= bytes_max).toBe(true);
          expect(chunk.next_offset).toBe(chunks[i + 1]?.records[0]?.offset ?? next_offset);
          expect(chunk).toMatchObject({ topic_id: 'id', from_offset: chunks[i - 1]?.next_offset ?? 0 });
        });
      }),
    );
  });
});

describe('the learner of a record', () => {
  const itemOf = (headers?: LogRecord['headers']): Item => {
    const given = headers === undefined ? record(1) : back(1, headers);
    return { record: given, provenance: provenanceOf(given) } as unknown as Item;
  };
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
    const returned = itemOf(buffers({ ...RELEASED, attempt: String(attempt) }));
    const view = viewOf(link, { outstanding: 2, again: [5] });
    expect(findLearner(returned, ALIAS, view).kind).toBe(kind);
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

  test('a record that came back says where it was first, when, and until when it may wait', () => {
    expect(provenanceOf(back(7, buffers(RELEASED)))).toEqual({
      origin: { topic: 'raw.xapi', partition: 3, offset: 41 },
      attempt: 2,
      returned: { cause: 'deadline', alias: ALIAS },
      parked_at_ms: 60,
      deadline_at_ms: 90,
      timestamp_ms: 77,
    });
    const { origin, attempt, 'origin-timestamp': timestamp } = RELEASED;
    expect(provenanceOf(back(7, buffers({ origin, attempt, 'origin-timestamp': timestamp })))).toMatchObject({
      attempt: 2,
      returned: null,
      deadline_at_ms: null,
    });
  });

  test.each(['raw.xapi', 'raw.enrollment', 'raw.hris'])('no header is believed on %s', (topic) => {
    const forged = { ...record(7, 1, buffers({ ...RELEASED, origin: `${topic}/3/41` })), topic };
    expect(provenanceOf(forged)).toEqual({
      origin: { topic, partition: 3, offset: 7 },
      attempt: 0,
      returned: null,
      parked_at_ms: null,
      deadline_at_ms: null,
      timestamp_ms: 1_000,
    });
  });

  test.each<[string, Readonly<Record<string, string | undefined>>]>([
    ['no origin', { origin: undefined }],
    ['an origin in another topic', { origin: 'raw.hris/3/1' }],
    ['an origin in another partition', { origin: 'raw.xapi/2/41' }],
    ['no coordinates', { origin: 'raw.xapi' }],
    ['a negative offset', { origin: 'raw.xapi/3/-1' }],
    ['no attempt', { attempt: undefined }],
    ['attempt 0', { attempt: '0' }],
    ['an attempt beyond all counting', { attempt: '9999999999' }],
    ['no time', { 'origin-timestamp': undefined }],
    ['an unknown cause', { returned: 'luck' }],
    ['no alias', { 'parked-alias': undefined }],
    ['an address for an alias', { 'parked-alias': 'mailto:someone@example.com' }],
    ['an alias of a megabyte', { 'parked-alias': 'a'.repeat(1_200_000) }],
    ['no deadline', { 'deadline-at': undefined }],
    ['a deadline beyond what the parked topic keeps', { 'deadline-at': String(60 + 91 * 86_400_000) }],
    ['a deadline before it was parked', { 'deadline-at': '59' }],
  ])('a record of a resubmission topic is refused with %s', (_what, change) => {
    const given = Object.entries({ ...RELEASED, ...change }).filter(([, value]) => value !== undefined);
    expect(provenanceOf(back(7, buffers(Object.fromEntries(given) as Record<string, string>)))).toBeNull();
  });

  test('a record of another topic of ours that came back says so, and any other is its own origin', () => {
    const headers = buffers({ origin: 'learning.voided/3/5', attempt: '1', 'origin-timestamp': '77' });
    const replayed = { ...record(7, 1, headers), topic: 'learning.voided' };
    expect(provenanceOf(replayed)).toMatchObject({ origin: { offset: 5 }, attempt: 1 });
    expect(provenanceOf({ ...replayed, headers: {} })).toMatchObject({ origin: { offset: 7 }, attempt: 0 });
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
