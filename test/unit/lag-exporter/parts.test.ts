import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDrainTimes } from '../../../services/lag-exporter/drain.ts';
import { measurePartition } from '../../../services/lag-exporter/measure.ts';
import type { PartitionReading } from '../../../services/lag-exporter/reading.ts';
import { watchedGroups } from '../../../services/lag-exporter/watched.ts';
import { decodeAssignment } from '../../../services/runtime/kafka/member-assignment.ts';
import { topology } from '../../../topology/topology.ts';

const require = createRequire(import.meta.url);
const { MemberAssignment } = require('kafkajs/src/consumer/assignerProtocol.js') as {
  MemberAssignment: { encode(assignment: object): Buffer };
};

const readingOf = (changes: Partial<PartitionReading>): PartitionReading => ({
  ...{ group: 'g', topic: 't', partition: 0, leader: 1, committed: 0, log_start: 0, end: 0, owner: null },
  ...changes,
});

describe('the groups that are measured', () => {
  const filter = { generation: '1', groups: undefined, groups_ignored: undefined };

  test('are those of all services, whether they exist or not', () => {
    expect(watchedGroups(filter, [])).toEqual(
      Object.entries(topology.services).map(([service, { inputs }]) => ({
        ...{ group: `skillstream.${service}`, inputs, service },
      })),
    );
    expect(watchedGroups({ ...filter, generation: '2' }, [])[0]!.group).toMatch(/\.g2$/);
  });

  test('are those of all generations that exist', () => {
    const existing = [
      'skillstream.learning',
      'skillstream.learning.g2',
      'skillstream.profile.g3',
      'skillstream.learningx',
    ];
    const groups = watchedGroups(filter, existing).map(({ group }) => group);
    expect(groups).toContain('skillstream.learning');
    expect(groups).toContain('skillstream.learning.g2');
    expect(groups).toContain('skillstream.profile.g3');
    expect(groups).toContain('skillstream.voiding');
    expect(groups).not.toContain('skillstream.profile');
    expect(groups).not.toContain('skillstream.learningx');
  });

  test('may be more, and fewer', () => {
    const groups = watchedGroups({ ...filter, groups: /^(?:etl.*|skillstream.*)$/, groups_ignored: /^.*learning$/ }, [
      'etl-1',
      'other',
      'skillstream.profile',
      'skillstream.profile.g2',
      'skillstream.learning',
    ]);
    expect(groups.map(({ group }) => group)).toEqual([
      ...Object.keys(topology.services)
        .filter((name) => name !== 'learning')
        .map((name) => `skillstream.${name}`),
      'skillstream.profile.g2',
      'etl-1',
    ]);
    expect(groups.at(-2)!.inputs).toEqual(topology.services.profile.inputs);
    expect(groups.at(-1)!.inputs).toBeNull();
  });
});

describe('an assignment', () => {
  test('is read as kafkajs writes it', () => {
    const partitions = fc.array(fc.nat({ max: 100 }), { maxLength: 5 });
    const assignments = fc.dictionary(fc.stringMatching(/^[a-z.-]{1,20}$/), partitions, { maxKeys: 5 });
    fc.assert(
      fc.property(assignments, (assignment) => {
        const bytes = MemberAssignment.encode({ version: 1, assignment, userData: Buffer.from('more') });
        expect(Object.fromEntries(decodeAssignment(bytes))).toEqual({ ...assignment });
      }),
    );
  });

  test('of any bytes assigns something or nothing, and costs no more than its length', () => {
    const bytes = fc.uint8Array({ maxLength: 100 });
    fc.assert(fc.property(bytes, (array) => decodeAssignment(Buffer.from(array)) instanceof Map));
    const endless = Buffer.from([0, 0, 0x7f, 0xff, 0xff, 0xff, 0, 1, 97, 0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 1]);
    expect(decodeAssignment(endless)).toEqual(new Map());
    expect(decodeAssignment(null)).toEqual(new Map());
  });
});

describe('what a partition measures', () => {
  const offsets = fc.nat({ max: 1000 });
  test('is never negative', () => {
    fc.assert(
      fc.property(
        fc.option(offsets),
        offsets,
        offsets,
        fc.option(fc.integer({ min: -1e12, max: 1e12 })),
        (committed, log_start, end, oldest_ms) => {
          const from = Math.max(committed ?? 0, log_start);
          const unread = { records: Math.max(0, end - from), oldest_ms, nothing_until: from };
          const measured = measurePartition(readingOf({ committed, log_start, end }), unread, 0);
          const { lag, lag_seconds, lost, beyond_end } = measured;
          for (const value of [lag, lag_seconds!, lost, beyond_end]) expect(value).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  test('is no loss before anything was committed', () => {
    const unread = { records: 5, oldest_ms: 0, nothing_until: 0 };
    expect(measurePartition(readingOf({ committed: null, log_start: 7, end: 12 }), unread, 0).lost).toBe(0);
  });
});

describe('the time to drain', () => {
  test('forgets what was before a position went back, and before the window', () => {
    const drain = createDrainTimes();
    const add = (committed: number, end: number, at_s: number) => {
      const answer = drain.add(readingOf({ committed, end }), end - committed, at_s * 1000);
      drain.endRound();
      return answer;
    };
    expect(add(10, 100, 0)).toBeUndefined();
    expect(add(60, 100, 10)).toBe(8);
    expect(add(0, 100, 20)).toBeUndefined();
    expect(add(50, 100, 60)).toBe(40);
    // Only what happened in the last five minutes counts: nothing.
    expect(add(50, 100, 59 + 300)).toBe(Number.POSITIVE_INFINITY);
    expect(add(100, 100, 400)).toBe(0);
  });
});
