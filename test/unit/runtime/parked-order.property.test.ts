import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { IdentityLink, ParkedRecord } from '../../../schemas/types.generated.ts';
import { HOLDS, LINKS } from '../../../services/runtime/engine/engine.ts';
import { provenanceOf } from '../../../services/runtime/engine/headers.ts';
import type { Item } from '../../../services/runtime/engine/item.ts';
import { countHold, findLearner, toParkedRecord } from '../../../services/runtime/engine/learner.ts';
import { toReleased } from '../../../services/runtime/engine/released.ts';
import type { TableView } from '../../../services/runtime/engine/table-view.ts';
import type { LogRecord } from '../../../services/runtime/kafka/log-reader.ts';
import { createRunner, eraseLink, link as linkAlias, recall as recallAlias } from '../resolution/fixtures.ts';

const NUM_RUNS = 2_000;
const ALIAS = 'a1'.repeat(16);
const RAW = 'raw.xapi';
const BACK = 'learning.resubmission-repartition';
const TIME_MAX = 100;

type State = 'linked' | 'conflict' | 'erased';

const itemOf = (topic: string, offset: number, headers: Readonly<Record<string, string>>): Item => {
  const record: LogRecord = {
    ...{ topic, partition: 0, offset, timestamp_ms: 0, key: null, value: Buffer.alloc(0) },
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Buffer.from(value)])),
  };
  const provenance = provenanceOf(record)!;
  const prepared = { kind: 'prepared', id: 'id', fingerprint: '', event: null } as const;
  return { record, provenance, prepared };
};

/**
 * One alias between the owner of an input partition and `resolution`. Each piece of work is done when the test says so, as
 * the two, and whoever links the alias, know nothing of each other.
 */
const createParking = () => {
  const resolution = createRunner();
  /** What came, and what came back: each in its own order, read in turns of any length. */
  const inputs: Readonly<Record<string, Item[]>> = { [RAW]: [], [BACK]: [] };
  const parked: ParkedRecord[] = [];
  const published: number[] = [];
  const dead: number[] = [];
  let link: State = 'erased';
  const taken: Record<string, number> = { [RAW]: 0, [BACK]: 0 };
  let noted = 0;
  let hold: unknown = null;

  const view = {
    get: (table: string) => {
      if (table === HOLDS) return hold;
      return table === LINKS && link !== 'erased'
        ? ({ state: link, member_id: link === 'linked' ? 'E1' : null, known_as: null } as Partial<IdentityLink>)
        : null;
    },
    set: (_: string, __: string, value: unknown) => {
      hold = value;
    },
  } as unknown as TableView;

  const append = (topic: string, headers: Readonly<Record<string, string>>): void =>
    void inputs[topic]!.push(itemOf(topic, inputs[topic]!.length, headers));

  const arrive = (): void => append(RAW, {});

  /** The owner of both input partitions handles the next record of one. */
  const handle = (topic: string, now_ms: number): void => {
    const item = inputs[topic]![taken[topic]!];
    if (item === undefined) return;
    taken[topic]! += 1;
    const learner = findLearner(item, ALIAS, view);
    countHold(item, learner.kind === 'park' ? ALIAS : null, view, new Map());
    const { offset } = item.provenance.origin;
    if (learner.kind === 'member') published.push(offset);
    else if (learner.kind === 'rejected') dead.push(offset);
    else {
      const options = { service: 'learning', event_id: 'parked', deadline_ms: TIME_MAX / 2, now_ms };
      parked.push(toParkedRecord(item, ALIAS, learner.reason, options));
    }
  };

  /** `resolution` hears of the next parked record. */
  const note = (): void => {
    const value = parked[noted];
    if (value === undefined) return;
    resolution.feed('identity.unresolved', { key: ALIAS, value, offset: noted });
    noted += 1;
  };

  /** `resolution` looks at what is due, and sends it back. */
  const look = (now_ms: number): void => {
    for (const { parked_offset, cause } of resolution.runDue(now_ms)) {
      const { topic, headers } = toReleased(parked[parked_offset]!, cause);
      append(topic, headers as Record<string, string>);
    }
  };

  /** An operator wants what waits to be read anew, as far as `resolution` has heard of it. */
  const recall = (): void => void recallAlias(resolution, ALIAS, noted - 1);

  const change = (state: State): void => {
    link = state;
    if (state === 'erased') eraseLink(resolution, ALIAS);
    else linkAlias(resolution, ALIAS, state);
  };

  const isHandled = (topic: string): boolean => taken[topic] === inputs[topic]!.length;
  const isQuiet = (): boolean => isHandled(RAW) && isHandled(BACK) && noted === parked.length;
  return { arrive, handle, note, look, recall, change, isQuiet, published, dead, resolution, hold: () => hold };
};

const happenings = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constant('arrive' as const) },
    { weight: 4, arbitrary: fc.constant('handle' as const) },
    { weight: 4, arbitrary: fc.constant('handle back' as const) },
    { weight: 4, arbitrary: fc.constant('note' as const) },
    { weight: 4, arbitrary: fc.constant('look' as const) },
    { weight: 2, arbitrary: fc.constant('recall' as const) },
    { weight: 3, arbitrary: fc.constantFrom<State>('linked', 'conflict', 'erased') },
  ),
  { minLength: 20, maxLength: 80 },
);

/** Rounds that settle whatever is under way, far fewer than records that go round in circles would take. */
const ROUNDS_MAX = 1_000;

const ascending = (offsets: readonly number[]): readonly number[] => [...offsets].sort((a, b) => a - b);

test.each([
  ['while no deadline passes', 0],
  ['when deadlines pass as well', TIME_MAX],
])('events of an alias are published in their order, however its link comes and goes, %s', (_when, time_max) => {
  fc.assert(
    fc.property(happenings, (history) => {
      const parking = createParking();
      let arrived = 0;
      history.forEach((happening, i) => {
        const now_ms = Math.floor((i / history.length) * time_max);
        if (happening === 'arrive') {
          arrived += 1;
          parking.arrive();
        } else if (happening === 'handle') parking.handle(RAW, now_ms);
        else if (happening === 'handle back') parking.handle(BACK, now_ms);
        else if (happening === 'look') parking.look(now_ms);
        else if (happening === 'note' || happening === 'recall') parking[happening]();
        else parking.change(happening);
      });
      parking.change('linked');
      let rounds = 0;
      do {
        parking.handle(RAW, time_max);
        parking.handle(BACK, time_max);
        parking.note();
        parking.look(time_max);
        rounds += 1;
      } while (
        rounds < ROUNDS_MAX &&
        !(parking.isQuiet() && parking.resolution.entries('identity.waiting').size === 0)
      );
      expect(rounds).toBeLessThan(ROUNDS_MAX);
      expect(parking.published).toEqual(ascending(parking.published));
      expect(ascending([...parking.published, ...parking.dead])).toHaveLength(arrived);
      if (time_max === 0) expect(parking.dead).toEqual([]);
      expect(parking.hold()).toBeNull();
    }),
    { numRuns: NUM_RUNS },
  );
});
