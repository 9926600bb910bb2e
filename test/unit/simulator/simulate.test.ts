import { describe, expect, it } from 'vitest';
import type { XapiStatement } from '../../../schemas/types.generated.ts';
import { FAULTS } from '../../../tools/simulator/faults/names.ts';
import type { RawRecord } from '../../../tools/simulator/raw-record.ts';
import { simulate } from '../../../tools/simulator/simulate.ts';
import { mappings } from './pipeline.ts';

const START_MS = Date.UTC(2026, 10, 2, 8);
const run = (options: { seed?: number; events?: number; faults?: boolean; span_ms?: number } = {}): RawRecord[] => [
  ...simulate({ seed: 1, events: 4_000, start_ms: START_MS, mappings, ...options }),
];

const soundValues = (records: readonly RawRecord[], topic: RawRecord['topic']) =>
  records.flatMap(({ payload }) => (payload.kind === 'sound' && payload.topic === topic ? [payload.value] : []));

const statements = (records: readonly RawRecord[]) => soundValues(records, 'raw.xapi') as XapiStatement[];

describe('a simulation', () => {
  it('is the same for the same seed, and another for another', () => {
    const text = (seed: number): string => JSON.stringify(run({ seed, events: 1_000 }));
    expect(text(5)).toBe(text(5));
    expect(text(5)).not.toBe(text(6));
  });

  it.each([500, 777, 5_000])('has as many records as asked for (%i)', (events) => {
    const records = run({ events });
    expect(records.map(({ index }) => index)).toEqual([...Array(events).keys()]);
  });

  it('refuses to be too short for its faults', () => {
    expect(() => run({ events: 499 })).toThrow(RangeError);
  });

  it('has every kind of fault, however short', () => {
    for (const events of [1_000, 4_000]) {
      const found = new Set(run({ events }).map(({ fault }) => fault));
      const missing = Object.keys(FAULTS).filter((fault) => !found.has(fault as keyof typeof FAULTS));
      expect(missing).toEqual([]);
    }
  });

  it('has no faults when told so', () => {
    const records = run({ faults: false });
    expect(records.filter(({ fault }) => fault !== null)).toEqual([]);
    const states = new Set(records.flatMap(({ expect: { states } }) => states));
    expect([...states].sort()).toEqual(['ignored', 'published']);
  });

  it('lets time go on, within its span', () => {
    const span_ms = 60_000;
    const times = run({ span_ms }).map(({ timestamp_ms }) => timestamp_ms);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times[0]).toBe(START_MS);
    expect(times.at(-1)).toBeLessThan(START_MS + span_ms);
  });

  it('gives what happens moments of its own, so that order in time is never open', () => {
    const records = run().filter(({ fault }) => fault === null);
    const moments = records.flatMap(({ expect: { standings, evidence } }) => [
      ...standings.map(({ version }) => version.at(-1)),
      ...evidence.map(({ at_ms }) => at_ms),
    ]);
    expect(new Set(moments).size).toBe(moments.length);
  });

  it('has people who stand in the HR system twice, are merged, unmerged and erased, and tells what is left of them', () => {
    const records = run();
    const kinds = new Set(soundValues(records, 'raw.hris').map((value) => 'kind' in value && value.kind));
    for (const kind of ['merge', 'unmerge', 'erase']) expect(kinds).toContain(kind);
    const standings = records.flatMap(({ expect }) => expect.standings);
    expect(standings.some(({ facts }) => facts['status'] === 'merged')).toBe(true);
    expect(records.some(({ expect }) => expect.forgets !== null)).toBe(true);
  });

  it('sends what is mostly of no interest to the marketplace, as learning systems do', () => {
    const learning = run({ events: 10_000 }).filter(({ topic }) => topic === 'raw.xapi');
    const share = learning.filter(({ expect: { states } }) => states[0] === 'ignored').length / learning.length;
    expect(share).toBeGreaterThan(0.6);
    expect(share).toBeLessThan(0.9);
  });

  it('speaks for every alias kind, both systems and all standings', () => {
    const records = run();
    const kinds = new Set(
      soundValues(records, 'raw.enrollment').map((value) => 'learner' in value && value.learner.kind),
    );
    const actors = statements(records.filter(({ fault }) => fault === null)).map(
      ({ statement }) => JSON.parse(statement).actor,
    );
    expect([...kinds].sort()).toEqual(['employee_id', 'lms_user', 'mbox', 'mbox_sha1sum', 'sso_subject']);
    for (const identifier of ['account', 'mbox', 'mbox_sha1sum', 'openid']) {
      expect(actors.some((actor) => identifier in actor)).toBe(true);
    }
    expect(new Set(statements(records).map(({ source }) => source))).toEqual(
      new Set(['lms-alpha', 'lms-beta', 'lms-gamma']),
    );
    const standings = records
      .flatMap(({ expect }) => expect.outputs ?? [])
      .map(({ facts }) => facts['enrollment_state']);
    for (const standing of ['active', 'completed', 'dropped']) expect(standings).toContain(standing);
  });
});
