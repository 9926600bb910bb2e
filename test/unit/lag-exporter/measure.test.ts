import { describe, expect, test } from 'vitest';
import { createDrainTimes } from '../../../services/lag-exporter/drain.ts';
import { createMeasurer } from '../../../services/lag-exporter/measure.ts';
import type { PartitionReading, Reading } from '../../../services/lag-exporter/reading.ts';
import type { Unread } from '../../../services/lag-exporter/unread.ts';

const WALL_MS = 1_800_000_000_000;

const readingOf = (...partitions: readonly Partial<PartitionReading>[]): Reading => ({
  partitions: partitions.map((changes) => ({
    ...{ group: 'g', topic: 't', partition: 0, leader: 1, committed: 100, log_start: 0, end: 101, owner: null },
    ...changes,
  })),
  ...{ unreadable: [], members: new Map(), log_starts: new Map(), ends: new Map() },
});

/** A measurer of which a test says what it finds, and what the time is. */
const stubbed = () => {
  const state: { found: Unread | null; monotonic_ms: number } = { found: null, monotonic_ms: 0 };
  const look = async ({ from }: { from: number }): Promise<Unread> => {
    if (state.found === null) throw new Error('no answer');
    return { ...state.found, nothing_until: Math.max(from, state.found.nothing_until) };
  };
  const clocks = { wall_ms: () => WALL_MS + state.monotonic_ms, monotonic_ms: () => state.monotonic_ms };
  const measurer = createMeasurer({ look, endRound: () => undefined }, createDrainTimes(), clocks);
  const measure = async (...partitions: readonly Partial<PartitionReading>[]) =>
    (await measurer.measure(readingOf(...partitions))).partitions;
  return { state, measure };
};

describe('the age of what is unread', () => {
  test.each([-1, 0, WALL_MS + 3_600_000])(
    'is at least how long it has been seen, with the time %i',
    async (oldest_ms) => {
      const { state, measure } = stubbed();
      state.found = { records: 1, oldest_ms, nothing_until: 100 };
      expect(await measure({})).toMatchObject([{ lag: 1, lag_seconds: 0 }]);
      state.monotonic_ms = 90_000;
      expect(await measure({})).toMatchObject([{ lag: 1, lag_seconds: 90 }]);
      expect(await measure({ committed: 101, end: 102 })).toMatchObject([{ lag: 1, lag_seconds: 0 }]);
    },
  );

  test('begins anew where there was nothing in between', async () => {
    const { state, measure } = stubbed();
    state.found = { records: 1, oldest_ms: -1, nothing_until: 100 };
    await measure({});
    state.monotonic_ms = 50_000;
    state.found = { records: 0, oldest_ms: null, nothing_until: 101 };
    expect(await measure({})).toMatchObject([{ lag: 0, lag_seconds: 0 }]);
    state.found = { records: 1, oldest_ms: -1, nothing_until: 101 };
    expect(await measure({ end: 102 })).toMatchObject([{ lag: 1, lag_seconds: 0 }]);
  });
});

describe('records that are lost', () => {
  const marker: Unread = { records: 0, oldest_ms: null, nothing_until: 101 };
  const expired = { log_start: 101, end: 101 };

  test('are none where a marker expired, also when a round did not see the partition or could not look', async () => {
    const { state, measure } = stubbed();
    state.found = marker;
    await measure({});
    await measure();
    state.found = null;
    await measure({});
    state.found = marker;
    expect(await measure(expired)).toMatchObject([{ lost: 0 }]);
    expect(await measure({ log_start: 106, end: 106 })).toMatchObject([{ lost: 5 }]);
  });

  test('are none where the exporter began when the marker of an idle partition had expired', async () => {
    const { state, measure } = stubbed();
    state.found = marker;
    expect(await measure(expired)).toMatchObject([{ lost: 0 }]);
    expect(await measure({ log_start: 101, end: 110 })).toMatchObject([{ lost: 0 }]);
  });

  test('count where the exporter began and more than a marker is gone', async () => {
    const { state, measure } = stubbed();
    state.found = { ...marker, nothing_until: 0 };
    expect(await measure({ log_start: 600, end: 600 })).toMatchObject([{ lost: 500 }]);
    expect(await measure({ partition: 1, log_start: 101, end: 110 })).toMatchObject([{ lost: 1 }]);
  });
});
