import type { DemoResult, RunOptions } from '../run.ts';

/** The result as one JSON document, for programs. */
export const toJson = ({ seed, events }: RunOptions, result: DemoResult): string => {
  const { expected, fed, handled_ms, verification, lags, samples, right } = result;
  const { ledger, differences } = verification;
  return JSON.stringify(
    {
      right,
      seed,
      events,
      sent: fed,
      handled_ms,
      faults: expected.faults,
      expected: expected.totals,
      ledger,
      differences,
      lags,
      samples: Object.fromEntries(samples),
    },
    null,
    2,
  );
};
