import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../schemas/types.generated.ts';
import { type Figures, parseFigures, summarize } from '../../../tools/faults/summary.ts';
import { toMarkdown } from '../../../tools/faults/table.ts';
import type { Proof } from '../../faults/support/company.ts';
import { countsOf } from '../../faults/support/figures.ts';
import { recoveryTimes } from '../../faults/support/recovery.ts';

const run = (changes: Partial<Figures>): Figures => ({
  ...{ scenario: 'kill -9', form: 'full', passed: true, records: 1_000, faults: 2 },
  ...{ lost: 0, doubled: 0, wrong: 0, recovery_ms: [], duration_ms: 1 },
  ...changes,
});

describe('summary', () => {
  const runs = [
    run({ recovery_ms: [900, 100] }),
    run({ scenario: 'SIGSTOP' }),
    run({ passed: false, lost: 1, recovery_ms: [500] }),
  ];

  it('adds up the runs of each scenario', () => {
    expect(summarize(parseFigures(`${runs.map((one) => JSON.stringify(one)).join('\n')}\n`))).toEqual([
      {
        ...{ scenario: 'kill -9', form: 'full', runs: 2, passed: 1, records: 2_000, faults: 4 },
        ...{ lost: 1, doubled: 0, wrong: 0, recovery_ms: { median: 500, max: 900 } },
      },
      {
        ...{ scenario: 'SIGSTOP', form: 'full', runs: 1, passed: 1, records: 1_000, faults: 2 },
        ...{ lost: 0, doubled: 0, wrong: 0, recovery_ms: null },
      },
    ]);
  });

  it('is a table with a row for each scenario', () => {
    const [, , first, second] = toMarkdown(summarize(runs)).split('\n');
    expect(first).toBe('| kill -9 | 1 of 2 | 2,000 | 4 | 1 | 0 | 0 | 0.5 | 0.9 |');
    expect(second).toBe('| SIGSTOP | 1 of 1 | 1,000 | 2 | 0 | 0 | 0 |  |  |');
  });
});

describe('counts of a proof', () => {
  it('tell what is lost, what is doubled, and what is wrong otherwise', () => {
    const proof = {
      ledger: {
        inputs: [{ records: 7 }, { records: 5 }],
        finding_counts: { gap: 1, uncovered: 2, event_id_twice: 3, order_of_key: 4 },
      },
      differences: [{}],
    };
    expect(countsOf(proof as unknown as Proof)).toEqual({ records: 12, lost: 3, doubled: 3, wrong: 5 });
  });
});

describe('times of recovery', () => {
  const entry = (topic: string, partition: number, written_at: number): LedgerEntry =>
    ({ topic, partition, written_at }) as LedgerEntry;

  it('run until every partition that has anything left to do has committed again', () => {
    const entries = [
      ...[entry('a', 0, 90), entry('a', 0, 130), entry('a', 0, 200), entry('a', 1, 150)],
      ...[entry('a', 2, 80), entry('b', 0, 400)],
    ];
    expect(recoveryTimes(entries, [{ topic: 'a', at_ms: 100 }])).toEqual([50]);
  });

  it('are unknown where nothing was left to do', () => {
    expect(recoveryTimes([entry('a', 0, 90)], [{ topic: 'a', at_ms: 100 }])).toEqual([]);
  });
});
