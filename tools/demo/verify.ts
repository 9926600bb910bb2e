import { topology } from '../../topology/topology.ts';
import { checkLedger, type LedgerReport } from '../ledger/check.ts';
import type { DecodeValue, TopicReader } from '../ledger/topic-reader.ts';
import type { Expected } from '../simulator/expected.ts';
import { compareObserved } from './verify/compare.ts';
import type { Difference } from './verify/difference.ts';
import { observe } from './verify/observe.ts';
import { compareTotals } from './verify/totals.ts';

export interface Verification {
  readonly ledger: LedgerReport;
  /** What is not as the simulator knows it must be. */
  readonly differences: readonly Difference[];
  /** The ledger balances and nothing differs. */
  readonly right: boolean;
}

/**
 * Reads all topics (read_committed) and holds them against the ledger and against the simulation. For a quiet system
 * that has been fed nothing else.
 */
export const verify = async (reader: TopicReader, decode: DecodeValue, expected: Expected): Promise<Verification> => {
  const ledger = await checkLedger({ reader, decode, topology, settled: true });
  const observed = await observe(reader, decode);
  const differences = [...compareTotals(expected, ledger.inputs), ...compareObserved(expected, observed)];
  return { ledger, differences, right: ledger.findings.length === 0 && differences.length === 0 };
};
