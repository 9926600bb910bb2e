import { describe, expect, it } from 'vitest';
import type { TopicRecord } from '../../../tools/ledger/topic-reader.ts';
import { check, createLog, entry, healthyRun, output, parkedRecord, returned, withdrawal } from './run.ts';

const RAW = 'raw.xapi';
const BACK = 'learning.resubmission-repartition';
const OUT = 'marketplace.credential';

describe('planted faults: order', () => {
  /** Two records of the given keys in one partition, whose outputs stand in the opposite order. */
  const swapped = async (keys: readonly [string, string], outputKeys: readonly [string, string]) => {
    const log = createLog();
    const origins = keys.map((key) => log.append({ topic: RAW, key, value: key }));
    for (const i of [1, 0]) log.append(output(OUT, outputKeys[i]!, origins[i]!, `event-${i}`));
    log.append(entry({ topic: RAW, first_offset: 0, next_offset: 2 }, { published: 2, outputs: { [OUT]: 2 } }));
    return (await check(log)).finding_counts;
  };

  it('outputs of one key are swapped', async () => {
    expect(await swapped(['k', 'k'], ['m', 'm'])).toEqual({ order_of_key: 1 });
  });

  it('outputs of one person under two keys are swapped', async () => {
    expect(await swapped(['k', 'l'], ['m', 'm'])).toEqual({ order_of_partition: 1 });
  });

  it('outputs of two people may be swapped', async () => {
    expect(await swapped(['k', 'l'], ['m', 'n'])).toEqual({});
  });

  it('what time alone caused belongs to no chunk', async () => {
    const { log } = healthyRun();
    log.append({ topic: 'marketplace.skill-profile', value: { event_id: 'expired', origin: null } });
    log.append({ topic: 'voiding.statement', value: null });
    log.append({ topic: 'skill.evidence', value: { expired_until: 1 } });
    expect((await check(log)).finding_counts).toEqual({});
  });

  it('withdrawals come in any order, behind what they take back', async () => {
    const log = createLog();
    for (const key of ['a', 'b', 'admin', 'admin']) log.append({ topic: RAW, key, value: key });
    const [a, b, first, second] = log.records as [TopicRecord, TopicRecord, TopicRecord, TopicRecord];
    log.append(output(OUT, 'm', a, 'event-a'));
    log.append(output(OUT, 'm', b, 'event-b'));
    log.append(withdrawal('m', second, 'event-a'));
    log.append(withdrawal('m', first, 'event-b'));
    log.append(entry({ topic: RAW, first_offset: 0, next_offset: 4 }, { published: 4, outputs: { [OUT]: 4 } }));
    expect((await check(log)).finding_counts).toEqual({});
  });

  it('what tells the enrollments of a withdrawal comes in any order too, and a completion does not', async () => {
    const passedOn = async (withdrawn: boolean) => {
      const log = createLog();
      for (const key of ['admin', 'admin']) log.append({ topic: RAW, key, value: key });
      const value = (i: number) => ({ event_id: `resolved-${i}`, origin: log.records[i]!, completion: { withdrawn } });
      for (const i of [1, 0]) log.append({ topic: 'enrollment.resolved', key: 'm|c', value: value(i) });
      const outputs = { 'enrollment.resolved': 2 };
      log.append(entry({ topic: RAW, first_offset: 0, next_offset: 2 }, { published: 2, outputs }));
      log.append(entry({ topic: 'enrollment.resolved', first_offset: 0, next_offset: 2 }, { published: 2 }));
      return (await check(log)).finding_counts;
    };
    expect(await passedOn(true)).toEqual({});
    expect(await passedOn(false)).toEqual({ order_of_key: 1 });
  });

  /** Record 0 is parked, record 1 is not; the outputs stand in the order 1, 0. */
  const overtaken = async (keys: readonly [string, string]) => {
    const log = createLog();
    for (const key of keys) log.append({ topic: RAW, key, value: key });
    const [first, second] = log.records as [TopicRecord, TopicRecord];
    log.append(parkedRecord(first));
    log.append(output(OUT, 'm', second, 'event-1'));
    log.append(
      entry(
        { topic: RAW, first_offset: 0, next_offset: 2 },
        { published: 1, parked: 1, outputs: { [OUT]: 1, 'identity.unresolved': 1 } },
      ),
    );
    log.append(returned(first));
    log.append(entry({ topic: 'identity.unresolved', first_offset: 0, next_offset: 1 }, { published: 1 }));
    log.append(output(OUT, 'm', first, 'event-0'));
    log.append(
      entry({ topic: BACK, first_offset: 0, next_offset: 1 }, { published: 1, returned: 1, outputs: { [OUT]: 1 } }),
    );
    return (await check(log)).finding_counts;
  };

  it('a parked record may be overtaken by one of another key', async () => {
    expect(await overtaken(['k', 'l'])).toEqual({});
  });

  it('a parked record is overtaken by one of its own key', async () => {
    expect(await overtaken(['k', 'k'])).toEqual({ order_of_key: 1 });
  });
});
