import { describe, expect, it } from 'vitest';
import { check, createLog, deadLetter, entry, type Log } from './run.ts';

const TOPIC = 'raw.xapi';

/** Five records of which the last three are one dead letter, as any reader sees them. */
const runOf = (dead: number): Log => {
  const log = createLog();
  for (const value of ['a', 'b', 'c', 'd', 'e']) log.append({ topic: TOPIC, value });
  const letter = deadLetter(log.records[4]!);
  const headers = { ...letter.headers, 'value-encoding': 'kafka-record-batch', 'dead-first-offset': '2' };
  log.append({ ...letter, value: 'the batch', headers });
  log.append(
    entry({ topic: TOPIC, first_offset: 0, next_offset: 5 }, { ignored: 2, dead, outputs: { [`${TOPIC}.dlq`]: 1 } }),
  );
  return log;
};

/** The same as a reader sees it that could not read the last three. */
const unreadRunOf = (dead: number): Log => {
  const log = runOf(dead);
  const last = log.records[4]!;
  log.records.splice(2, 3, { ...last, key: null, unread: { first_offset: 2, records: 3 } });
  return log;
};

describe.each([
  ['read one by one', runOf],
  ['not read', unreadRunOf],
] as const)('a dead letter that stands for several records, %s', (_, make) => {
  it('covers all of them', async () => expect((await check(make(3))).findings).toEqual([]));

  it.each([2, 4])('is found out where the ledger counts %i', async (dead) => {
    expect((await check(make(dead))).finding_counts).toEqual({ miscount: 1, dead_count: 1 });
  });
});
