import { describe, expect, it } from 'vitest';
import type { RecallRequest } from '../../../schemas/types.generated.ts';
import { check, createLog, entry, output, type Planted, parkedRecord, returned } from './run.ts';

const RAW = 'raw.xapi';
const BACK = 'learning.resubmission-repartition';
const OUT = 'marketplace.credential';
const PARKED = 'identity.unresolved';
const RECALL = 'ops.recall';

const recalled = (planted: Planted): Planted => ({ ...planted, headers: { ...planted.headers, returned: 'recall' } });

/**
 * A record is parked, recalled and parked again, recalled once more and published.
 * @param up_to offsets of the parked topic that the two requests reach to
 */
const recalledRun = (...up_to: readonly [number, number]) => {
  const log = createLog();
  const add = (planted: Planted) => {
    log.append(planted);
    return log.records.at(-1)!;
  };
  const one = ({ topic, offset }: { topic: string; offset: number }, counts: Parameters<typeof entry>[1]) =>
    log.append(entry({ topic, first_offset: offset, next_offset: offset + 1 }, counts));
  const ask = (offset: number): void => {
    const request: RecallRequest = {
      ...{ run_id: 'run', operator: 'me', reason: 'mended', requested_at: 0 },
      ...{ alias: 'alias', records: 1, up_to: offset },
    };
    one(add({ topic: RECALL, key: 'alias', value: request }), { published: 1 });
  };

  const first = add({ topic: RAW, value: 'a' });
  one(first, { parked: 1, outputs: { [PARKED]: 1 } });
  one(add(parkedRecord(first)), { published: 1 });
  ask(up_to[0]);
  const back = add(recalled(returned(first)));
  one(back, { parked: 1, returned: 1, outputs: { [PARKED]: 1 } });
  one(add(parkedRecord(back, first, 1)), { published: 1 });
  ask(up_to[1]);
  const again = add(recalled(returned(back, first, 2)));
  add(output(OUT, 'member', first, 'event'));
  one(again, { published: 1, returned: 1, outputs: { [OUT]: 1 } });
  return log;
};

describe('a parked record that is recalled', () => {
  it('may be parked again and recalled again, and balances', async () => {
    const { findings, inputs } = await check(recalledRun(0, 1));
    expect(findings).toEqual([]);
    expect(inputs.find(({ topic }) => topic === RAW)).toMatchObject({ records: 1, parked: 1, waiting: 0 });
    const back = { records: 2, returned: 2, parked: 1, published: 1, waiting: 0 };
    expect(inputs.find(({ topic }) => topic === BACK)).toMatchObject(back);
    expect(inputs.find(({ topic }) => topic === RECALL)).toMatchObject({ records: 2, published: 2 });
  });

  it('was asked for: one that was parked again by it was not', async () => {
    const { findings } = await check(recalledRun(0, 0));
    expect(findings).toMatchObject([{ code: 'recalled_stray', where: `${BACK}/0/1` }]);
  });

  it('was asked for by somebody who can be read', async () => {
    const log = recalledRun(0, 1);
    const requests = log.records.map(({ topic }, i) => (topic === RECALL ? i : -1)).filter((i) => i >= 0);
    for (const i of requests) log.records[i] = { ...log.records[i]!, value: Buffer.from('x') };
    expect((await check(log)).finding_counts).toEqual({ recalled_stray: 2 });
  });
});
