import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { untilNoLag } from '../../../tools/demo/lag.ts';
import { missingFacts } from '../../../tools/demo/verify/facts.ts';
import { compareTotals } from '../../../tools/demo/verify/totals.ts';
import { result } from './fixtures.ts';

describe('facts', () => {
  const value = { score: 85.3, name: null, grading_scale: { name: 'raw' }, badges: [{ id: 'x' }] };

  it.each([
    [{ score: 85.3, name: null, 'grading_scale.name': 'raw', 'badges.0.id': 'x' }, []],
    [{ score: 85.30000001 }, []],
    [{ score: 85.4 }, ['score']],
    [{ name: 'Ada' }, ['name']],
    [{ absent: null }, []],
    [{ 'grading_scale.max': 5, 'badges.1.id': 'x' }, ['grading_scale.max', 'badges.1.id']],
  ])('%j', (facts, missing) => {
    expect(missingFacts(value, facts as never)).toEqual(missing);
  });
});

describe('totals', () => {
  const { expected, verification } = result();
  const [input] = verification.ledger.inputs;
  const differences = (changes: object): readonly string[] =>
    compareTotals({ totals: { 'raw.xapi': expected.totals['raw.xapi'] } as never }, [{ ...input!, ...changes }]).map(
      ({ where, expected: should, found }) => `${where}: ${should}, ${found}`,
    );

  it('agree when all counts do; parked records count once', () => {
    expected.totals['raw.xapi'].dead_by_code['not_json'] = 3;
    expect(differences({})).toEqual([]);
  });

  it('differ in records, outcomes and codes', () => {
    expect(differences({ returned: 1, ignored: 4, dead_by_code: { not_json: 2, conflict: 1 } })).toEqual([
      'raw.xapi, records sent: 10, 11',
      'raw.xapi, ignored: 0, 4',
      'raw.xapi, dead:not_json: 3, 2',
      'raw.xapi, dead:conflict: 0, 1',
    ]);
  });

  it('differ when an input has no ledger', () => {
    expect(compareTotals(expected, []).map(({ found }) => found)).toContain('no ledger');
  });
});

describe('lag', () => {
  /** Answers with one text after the other, the last one for ever. */
  const serve = async (texts: readonly string[]) => {
    let asked = 0;
    const server = createServer((_, response) => response.end(texts[Math.min(asked++, texts.length - 1)]));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
  };
  const metrics = (records: number, seconds: number): string =>
    [
      '# TYPE kafka_consumergroup_group_sum_lag gauge',
      `kafka_consumergroup_group_sum_lag{cluster_name="c",group="skillstream.learning"} ${records}`,
      'kafka_consumergroup_group_sum_lag{cluster_name="c",group="other"} 99',
      `kafka_consumergroup_group_max_lag_seconds{cluster_name="c",group="skillstream.learning"} ${seconds}`,
      'other_metric{group="skillstream.learning"} 99',
    ].join('\n');

  it('is waited for until it is zero', async () => {
    const { url, close } = await serve([metrics(7, 1.5), metrics(0, 0)]);
    expect(await untilNoLag(url, ['learning'], 10_000)).toEqual([{ service: 'learning', records: 0, seconds: 0 }]);
    close();
  });

  it('is answered as it is when it does not end', async () => {
    const { url, close } = await serve([metrics(7, 1.5)]);
    expect(await untilNoLag(url, ['learning'], 0)).toEqual([{ service: 'learning', records: 7, seconds: 1.5 }]);
    close();
  });

  it('that nobody measures is not zero', async () => {
    const { url, close } = await serve(['']);
    const [lag] = await untilNoLag(url, ['learning'], 0);
    expect(lag).toEqual({ service: 'learning', records: Number.POSITIVE_INFINITY, seconds: Number.POSITIVE_INFINITY });
    close();
  });
});
