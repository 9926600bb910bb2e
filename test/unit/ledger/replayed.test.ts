import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../schemas/types.generated.ts';
import type { FindingCode } from '../../../tools/ledger/findings.ts';
import type { TopicRecord } from '../../../tools/ledger/topic-reader.ts';
import { check, createLog, deadLetter, entry, type Log, output, type Planted, parkedRecord, returned } from './run.ts';

const RAW = 'raw.xapi';
const BACK = 'learning.resubmission-repartition';
const OUT = 'marketplace.credential';
const PARKED = 'identity.unresolved';

interface Run {
  readonly log: Log;
  readonly add: (planted: Planted) => TopicRecord;
  /** Adds the entry of a chunk of one record, counts aside from what they are for the given one. */
  readonly one: (record: TopicRecord, counts: Partial<LedgerEntry>) => TopicRecord;
}

const createRun = (): Run => {
  const log = createLog();
  const add = (planted: Planted): TopicRecord => {
    log.append(planted);
    return log.records.at(-1)!;
  };
  const one = ({ topic, partition, offset }: TopicRecord, counts: Partial<LedgerEntry>): TopicRecord =>
    add(entry({ topic, partition, first_offset: offset, next_offset: offset + 1 }, counts));
  return { log, add, one };
};

/** Adds a record of `RAW` that dies, with its dead letter and the entry of both. */
const die = ({ add, one }: Run): { readonly dead: TopicRecord; readonly letter: TopicRecord } => {
  const dead = add({ topic: RAW, value: 'dead' });
  const letter = add(deadLetter(dead));
  one(dead, { dead: 1, outputs: { 'raw.xapi.dlq': 1 } });
  return { dead, letter };
};

/** A record dies; one of the same key is published meanwhile; the dead letter is replayed, and published behind it. */
const replayedRun = () => {
  const run = createRun();
  const { add, one } = run;
  const { dead, letter } = die(run);
  const later = add({ topic: RAW, value: 'later' });
  add(output(OUT, 'member', later, 'event-later'));
  one(later, { published: 1, outputs: { [OUT]: 1 } });
  const back = add(returned(dead));
  const published = add(output(OUT, 'member', dead, 'event-dead'));
  const last = one(back, { published: 1, returned: 1, outputs: { [OUT]: 1 } });
  return { ...run, dead, letter, later, back, published, last };
};

type ReplayedRun = ReturnType<typeof replayedRun>;

const remove = ({ log }: Run, record: TopicRecord): void => void log.records.splice(log.records.indexOf(record), 1);
const change = ({ log }: Run, record: TopicRecord, changes: Partial<TopicRecord>): void => {
  log.records[log.records.indexOf(record)] = { ...record, ...changes };
};
const codes = async ({ log }: Run): Promise<string[]> => Object.keys((await check(log)).finding_counts).sort();

describe('a replayed dead letter', () => {
  it('may be published behind what came after it, and balances', async () => {
    const { log } = replayedRun();
    const { findings, inputs } = await check(log);
    expect(findings).toEqual([]);
    expect(inputs.find(({ topic }) => topic === RAW)).toMatchObject({ records: 2, returned: 0, dead: 1, published: 1 });
    expect(inputs.find(({ topic }) => topic === BACK)).toMatchObject({ records: 1, returned: 1, published: 1 });
  });

  it('may die again, and be replayed again', async () => {
    const run = createRun();
    const { add, one } = run;
    const { dead } = die(run);
    const back = add(returned(dead));
    add(deadLetter(back, dead, 1));
    one(back, { dead: 1, returned: 1, outputs: { 'raw.xapi.dlq': 1 } });
    expect(await codes(run)).toEqual([]);
    const again = add(returned(dead, dead, 2));
    add(output(OUT, 'member', dead, 'event-dead'));
    one(again, { published: 1, returned: 1, outputs: { [OUT]: 1 } });
    expect(await codes(run)).toEqual([]);
  });

  it('may be parked, and come back from there too', async () => {
    const run = createRun();
    const { add, one } = run;
    const { dead } = die(run);
    const back = add(returned(dead));
    const stay = add(parkedRecord(back, dead, 1));
    one(back, { parked: 1, returned: 1, outputs: { [PARKED]: 1 } });
    one(stay, { published: 1 });
    expect(await codes(run)).toEqual(['not_returned']);
    const again = add(returned(dead, dead, 2));
    add(output(OUT, 'member', dead, 'event-dead'));
    one(again, { published: 1, returned: 1, outputs: { [OUT]: 1 } });
    expect(await codes(run)).toEqual([]);
  });

  it('of the parked topic is the stay it was before', async () => {
    const run = createRun();
    const { add, one } = run;
    const record = add({ topic: RAW, value: 'a' });
    const stay = add(parkedRecord(record));
    one(record, { parked: 1, outputs: { [PARKED]: 1 } });
    add(deadLetter(stay));
    one(stay, { dead: 1, outputs: { 'identity.unresolved.dlq': 1 } });
    expect(await codes(run)).toEqual([]);
    const back = add(returned(stay));
    one(back, { published: 1, returned: 1 });
    expect(await codes(run)).toEqual(['not_returned']);
    const home = add(returned(record));
    one(home, { ignored: 1, returned: 1 });
    expect(await codes(run)).toEqual([]);
  });

  it('of a topic between two inputs is not counted as written again', async () => {
    const run = createRun();
    const { add, one } = run;
    const topic = 'enrollment.resolved';
    const change = add({ topic: 'raw.enrollment', value: 'change' });
    const resolved = add(output(topic, 'member|course', change, 'event'));
    one(change, { published: 1, outputs: { [topic]: 1 } });
    add(deadLetter(resolved));
    one(resolved, { dead: 1, outputs: { 'enrollment.resolved.dlq': 1 } });
    const back = add(returned(resolved));
    add(output('marketplace.enrollment', 'member|course', change, 'standing'));
    one(back, { published: 1, returned: 1, outputs: { 'marketplace.enrollment': 1 } });
    expect(await codes(run)).toEqual([]);
  });
});

/** What the oracle does not know to be replayed stands in the wrong order too. */
const FAULTS: readonly (readonly [
  name: string,
  damage: (run: ReplayedRun) => void,
  expected: readonly FindingCode[],
])[] = [
  ['the replayed record is lost', (run) => remove(run, run.back), ['order_of_key', 'published_count', 'two_states']],
  [
    'the record is published and was never replayed',
    (run) => {
      remove(run, run.back);
      remove(run, run.last);
      run.one(run.add({ topic: RAW, value: 'x' }), { ignored: 1, outputs: { [OUT]: 1 } });
    },
    ['order_of_key', 'published_count', 'two_states'],
  ],
  ['the output is lost', (run) => remove(run, run.published), ['output_count']],
  [
    'the dead letter is lost',
    (run) => remove(run, run.letter),
    ['dead_count', 'order_of_key', 'output_count', 'published_count', 'returned_stray'],
  ],
  [
    'it is replayed twice',
    (run) => run.one(run.add(returned(run.dead)), { duplicate: 1, returned: 1 }),
    ['returned_twice'],
  ],
  [
    'it is replayed twice and published twice',
    (run) => {
      const twice = run.add(returned(run.dead));
      run.add(output(OUT, 'member', run.dead, 'event-dead'));
      run.one(twice, { published: 1, returned: 1, outputs: { [OUT]: 1 } });
    },
    ['event_id_twice', 'returned_twice'],
  ],
  ['it comes back with other bytes', (run) => change(run, run.back, { value: Buffer.from('x') }), ['returned_changed']],
  ['it comes back with another key', (run) => change(run, run.back, { key: Buffer.from('x') }), ['returned_changed']],
  [
    'it comes back with an attempt too many',
    (run) => change(run, run.back, { headers: new Map([...run.back.headers, ['attempt', '2']]) }),
    ['order_of_key', 'published_count', 'returned_stray', 'two_states'],
  ],
  [
    'it comes back to another partition',
    (run) => {
      change(run, run.back, { partition: 1, offset: 0 });
      remove(run, run.last);
      run.add(
        entry(
          { topic: BACK, partition: 1, first_offset: 0, next_offset: 1 },
          { published: 1, returned: 1, outputs: { [OUT]: 1 } },
        ),
      );
    },
    ['order_of_key', 'published_count', 'returned_stray', 'two_states'],
  ],
  [
    'a dead letter names another attempt than its record',
    (run) => change(run, run.letter, { headers: new Map([...run.letter.headers, ['attempt', '1']]) }),
    ['dead_headers', 'order_of_key', 'published_count', 'returned_stray', 'two_states'],
  ],
  [
    'it dies again with the same attempt',
    (run) => {
      run.add(deadLetter(run.back, run.dead, 0));
      remove(run, run.published);
      remove(run, run.last);
      run.one(run.back, { dead: 1, returned: 1, outputs: { 'raw.xapi.dlq': 1 } });
    },
    ['dead_headers', 'dead_twice'],
  ],
];

describe('planted faults: replayed dead letters', () => {
  it.each(FAULTS)('%s', async (_name, damage, expected) => {
    const run = replayedRun();
    damage(run);
    expect(await codes(run)).toEqual([...expected]);
  });

  it('two replayed records of one partition are published in the wrong order', async () => {
    const run = createRun();
    const { add, one } = run;
    const dead = ['a', 'b'].map((value) => add({ topic: RAW, value }));
    for (const record of dead) {
      add(deadLetter(record));
      one(record, { dead: 1, outputs: { 'raw.xapi.dlq': 1 } });
    }
    const back = dead.map((record) => add(returned(record)));
    for (const record of dead.toReversed()) add(output(OUT, 'member', record, `event-${record.offset}`));
    for (const record of back) one(record, { published: 1, returned: 1, outputs: { [OUT]: 1 } });
    expect(await codes(run)).toEqual(['order_of_partition']);
  });
});
