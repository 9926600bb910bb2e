import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../schemas/types.generated.ts';
import type { FindingCode } from '../../../tools/ledger/findings.ts';
import {
  check,
  createLog,
  deadLetter,
  entry,
  type HealthyRun,
  healthyRun,
  output,
  parkedRecord,
  replace,
  returned,
  withdrawal,
  withHeaders,
} from './run.ts';

const RAW = 'raw.xapi';
const BACK = 'learning.resubmission-repartition';
const OUT = 'marketplace.credential';

/** Replaces the entry of the second chunk of the run, the one of the resubmission topic. */
const secondChunk = (run: HealthyRun, range: [number, number], counts: Partial<LedgerEntry> = {}): void => {
  run.log.records.splice(run.at.secondChunk, 1);
  run.log.append(
    entry(
      { topic: BACK, first_offset: range[0], next_offset: range[1] },
      { published: 1, returned: 1, outputs: { [OUT]: 1 }, ...counts },
    ),
  );
};

describe('a run in which everything is right', () => {
  it('has no findings', async () => {
    const report = await check(healthyRun().log);
    expect(report.findings).toEqual([]);
    expect(report.finding_counts).toEqual({});
  });

  it('sums the ledger by input', async () => {
    const { inputs, outputs } = await check(healthyRun().log);
    expect(inputs.find(({ topic }) => topic === RAW)).toEqual({
      topic: RAW,
      records: 5,
      returned: 0,
      published: 1,
      ignored: 1,
      duplicate: 1,
      parked: 1,
      dead: 1,
      waiting: 0,
      rules: { 'published:rule': 1, 'ignored:rule': 1, 'duplicate:rule': 1, 'parked:rule': 1, 'dead:rule': 1 },
      dead_by_code: { some_code: 1 },
    });
    const back = { records: 1, returned: 1, published: 1, waiting: 0 };
    expect(inputs.find(({ topic }) => topic === BACK)).toMatchObject(back);
    expect(outputs).toMatchObject({ [OUT]: 2, 'identity.unresolved': 1, 'raw.xapi.dlq': 1 });
  });

  it('takes what a producer calls origin for nothing', async () => {
    const run = healthyRun();
    withHeaders(run, run.at.published, { origin: 'raw.xapi/0/4', attempt: '3', returned: 'link' });
    expect((await check(run.log)).findings).toEqual([]);
  });

  it('may end before the topics do, while records are in flight, but not when settled', async () => {
    const { log } = healthyRun();
    log.append({ topic: RAW, value: 'new' });
    expect((await check(log)).finding_counts).toEqual({ uncovered: 1 });
  });

  it('may wait for parked records, but not when settled', async () => {
    const log = createLog();
    log.append({ topic: RAW, value: 'a' });
    log.append(parkedRecord(log.records[0]!));
    log.append(
      entry({ topic: RAW, first_offset: 0, next_offset: 1 }, { parked: 1, outputs: { 'identity.unresolved': 1 } }),
    );
    log.append(entry({ topic: 'identity.unresolved', first_offset: 0, next_offset: 1 }, { published: 1 }));
    const waiting = await check(log, false);
    expect(waiting.findings).toEqual([]);
    expect(waiting.inputs.find(({ topic }) => topic === RAW)?.waiting).toBe(1);
    expect((await check(log, true)).finding_counts).toEqual({ not_returned: 1 });
  });

  it('may have lost its front to retention', async () => {
    const { log, at } = healthyRun();
    log.records.splice(at.published, 1);
    expect((await check(log)).findings).toEqual([]);
  });

  it('may have lost records of a compacted output', async () => {
    const { log } = healthyRun();
    log.append({ topic: 'raw.hris', value: 'hire' });
    log.append(
      entry({ topic: 'raw.hris', first_offset: 0, next_offset: 1 }, { published: 1, outputs: { 'identity.link': 5 } }),
    );
    expect((await check(log)).findings).toEqual([]);
  });

  it('may have outputs of deadlines, which belong to no chunk', async () => {
    const { log } = healthyRun();
    log.append({ topic: 'identity.waiting', key: 'alias', value: null });
    expect((await check(log)).findings).toEqual([]);
  });
});

type Fault = readonly [name: string, damage: (run: HealthyRun) => void, expected: readonly FindingCode[]];

const LEDGER_FAULTS: readonly Fault[] = [
  [
    'the entry of a chunk is lost',
    (run) => run.log.records.splice(run.at.secondChunk, 1),
    ['uncovered', 'output_count'],
  ],
  [
    'a record between two chunks is skipped',
    (run) => {
      run.log.append({ topic: RAW, value: 'x' });
      run.log.append({ topic: RAW, value: 'y' });
      run.log.append(entry({ topic: RAW, first_offset: 7, next_offset: 8 }, { ignored: 1 }));
    },
    ['gap'],
  ],
  [
    'two chunks cover one record',
    (run) => run.log.append(entry({ topic: RAW, first_offset: 4, next_offset: 5 }, { dead: 1 })),
    ['overlap', 'miscount', 'dead_count'],
  ],
  ['an outcome is counted twice', (run) => secondChunk(run, [0, 1], { ignored: 1 }), ['miscount']],
  ['an outcome is not counted', (run) => secondChunk(run, [0, 1], { published: 0 }), ['miscount', 'published_count']],
  ['a rule is not counted', (run) => secondChunk(run, [0, 1], { rules: {} }), ['rules']],
  ['a rule has no outcome', (run) => secondChunk(run, [0, 1], { rules: { 'published:r': 1, 'lost:r': 1 } }), ['rules']],
  ['a return is not counted', (run) => secondChunk(run, [0, 1], { returned: 0 }), ['returned_count']],
  [
    'two groups consume one input',
    (run) => {
      run.log.append({ topic: RAW, value: 'x' });
      run.log.append(entry({ topic: RAW, first_offset: 6, next_offset: 7 }, { ignored: 1, group: 'other' }));
    },
    ['unknown_entry', 'uncovered'],
  ],
  [
    'an input is none of the topology',
    (run) => run.log.append(entry({ topic: 'other', first_offset: 0, next_offset: 1 }, { ignored: 1 })),
    ['unknown_entry'],
  ],
];

const LETTER_FAULTS: readonly Fault[] = [
  ['a dead letter is lost', ({ log, at }) => log.records.splice(at.letter, 1), ['dead_count', 'output_count']],
  [
    'a dead letter stands twice',
    ({ log, at }) => log.append(deadLetter(log.records[at.dead]!)),
    ['dead_twice', 'output_count'],
  ],
  [
    'a dead letter nobody counted',
    ({ log, at }) => log.append(deadLetter(log.records[at.published]!)),
    ['dead_count', 'two_states', 'output_count'],
  ],
  [
    'a dead letter has other bytes',
    (run) => replace(run, run.at.letter, { value: Buffer.from('x') }),
    ['dead_changed'],
  ],
  ['a dead letter has lost its key', (run) => replace(run, run.at.letter, { key: null }), ['dead_key']],
  [
    'a dead letter has the key of its record in clear',
    (run) => replace(run, run.at.letter, { key: run.log.records[run.at.dead]!.key }),
    ['dead_key'],
  ],
  [
    'a dead letter has no code',
    (run) => withHeaders(run, run.at.letter, { 'error-code': '' }),
    ['dead_headers', 'dead_count'],
  ],
  [
    'the header families contradict each other',
    (run) => withHeaders(run, run.at.letter, { 'kafka_dlt-original-offset': '3' }),
    ['dead_headers', 'dead_count'],
  ],
  [
    'a dead letter names another origin',
    (run) => withHeaders(run, run.at.letter, { origin: 'raw.xapi/0/1' }),
    ['dead_headers'],
  ],
];

const PARKED_FAULTS: readonly Fault[] = [
  [
    'a parked record is lost',
    ({ log, at }) => log.records.splice(at.stay, 1),
    ['parked_count', 'output_count', 'returned_stray', 'published_count'],
  ],
  [
    'a record is parked twice',
    ({ log, at }) => {
      log.append(parkedRecord(log.records[at.published + 3]!));
      log.append(entry({ topic: 'identity.unresolved', first_offset: 1, next_offset: 2 }, { published: 1 }));
    },
    ['parked_twice', 'parked_count', 'output_count'],
  ],
  [
    'a parked record does not come back',
    ({ log, at }) => log.records.splice(at.back, 1),
    ['not_returned', 'two_states', 'published_count'],
  ],
  [
    'a parked record comes back twice',
    ({ log, at }) => {
      log.append(returned(log.records[at.published + 3]!));
      log.append(entry({ topic: BACK, first_offset: 1, next_offset: 2 }, { duplicate: 1, returned: 1 }));
    },
    ['returned_twice'],
  ],
  [
    'a record comes back with other bytes',
    (run) => replace(run, run.at.back, { value: Buffer.from('x') }),
    ['returned_changed'],
  ],
  [
    'a record comes back that was not parked',
    ({ log, at }) => {
      log.append(returned(log.records[at.published]!));
      log.append(entry({ topic: BACK, first_offset: 1, next_offset: 2 }, { duplicate: 1, returned: 1 }));
    },
    ['returned_stray'],
  ],
  [
    'a record comes back to another partition',
    (run) => {
      replace(run, run.at.back, { partition: 1, offset: 0 });
      secondChunk(run, [0, 1], { partition: 1 });
    },
    ['returned_stray', 'not_returned', 'two_states', 'published_count'],
  ],
];

const PROFILES = 'marketplace.skill-profile';
const tombstoneId = (n: number): string => `6f1d3c52-94c0-5f3e-8a57-00000000000${n}`;
const tombstone = (headers: Readonly<Record<string, string>>) => ({ topic: PROFILES, value: null, headers });

const OUTPUT_FAULTS: readonly Fault[] = [
  [
    'a tombstone is named by its key',
    ({ log }) => log.append(tombstone({ ce_id: 'E-1', 'tombstone-reason': 'erased' })),
    ['tombstone_unexplained', 'output_count'],
  ],
  [
    'a tombstone gives no reason',
    ({ log }) => log.append(tombstone({ ce_id: tombstoneId(1) })),
    ['tombstone_unexplained', 'output_count'],
  ],
  [
    'a tombstone stands twice',
    ({ log }) => {
      for (const _ of [1, 2]) log.append(tombstone({ ce_id: tombstoneId(1), 'tombstone-reason': 'erased' }));
    },
    ['event_id_twice', 'output_count'],
  ],
  ['an output is lost', ({ log, at }) => log.records.splice(at.output, 1), ['output_count']],
  [
    'an output stands twice',
    ({ log, at }) => log.append(output(OUT, 'member', log.records[at.published]!, 'event-a')),
    ['event_id_twice', 'output_count'],
  ],
  [
    'an output of a record that is nowhere',
    ({ log }) => log.append(output(OUT, 'm', { topic: RAW, partition: 0, offset: 5 }, 'e')),
    ['origin_missing', 'output_count'],
  ],
  [
    'a record is taken back that is nowhere',
    ({ log, at }) => log.append(withdrawal('member', log.records[at.published]!, 'event-c')),
    ['withdrawal_stray', 'output_count'],
  ],
  [
    'a record is taken back where it does not stand',
    ({ log, at }) => log.append(withdrawal('member', log.records[at.published]!, 'event-a', 1)),
    ['withdrawal_stray', 'output_count'],
  ],
  [
    'a record is taken back twice',
    ({ log, at }) => {
      for (const _ of [1, 2]) log.append(withdrawal('member', log.records[at.published]!, 'event-a'));
    },
    ['event_id_twice', 'output_count'],
  ],
  [
    'an output of a dead record',
    ({ log, at }) => log.append(output(OUT, 'm', log.records[at.dead]!, 'e')),
    ['two_states', 'output_count', 'published_count'],
  ],
  [
    'an output of an ignored record',
    ({ log, at }) => log.append(output(OUT, 'm', log.records[at.published + 1]!, 'e')),
    ['published_count', 'output_count'],
  ],
];

describe.each([
  ['ledger', LEDGER_FAULTS],
  ['dead letters', LETTER_FAULTS],
  ['parked records', PARKED_FAULTS],
  ['outputs', OUTPUT_FAULTS],
])('planted faults: %s', (_what, faults) => {
  it.each(faults)('%s', async (_name, damage, expected) => {
    const run = healthyRun();
    damage(run);
    const { finding_counts } = await check(run.log);
    expect(Object.keys(finding_counts).sort()).toEqual([...expected].sort());
  });
});

describe('many findings', () => {
  it('are counted in full and listed in part', async () => {
    const log = createLog();
    for (let i = 0; i < 50; i++) {
      log.append(output(OUT, 'm', { topic: RAW, partition: 0, offset: i }, `event-${i}`));
    }
    const { findings, finding_counts } = await check(log);
    expect(finding_counts.origin_missing).toBe(50);
    expect(findings.filter(({ code }) => code === 'origin_missing')).toHaveLength(20);
  });
});
