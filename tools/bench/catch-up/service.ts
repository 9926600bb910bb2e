import { recordsOf } from '../../ledger/entries.ts';
import { followLedger } from '../ledger-tail.ts';
import { type BenchServiceOptions, startBenchService } from '../process/service.ts';
import { traceAll } from '../process/traces.ts';
import type { Stage } from '../stage.ts';
import { type CatchUpFigures, figuresOf } from './figures.ts';
import { assertOutcomes, type ExpectedOutcomes, outputsOf } from './outcomes.ts';

/**
 * Lets the learning service handle all that stands in its input topic, and measures it from outside: what it did by the
 * ledger, what it used by the operating system.
 * @throws Error when the events do not end as they must
 */
export const measureService = async (
  stage: Stage,
  options: BenchServiceOptions,
  expected: ExpectedOutcomes,
): Promise<CatchUpFigures> => {
  const service = await startBenchService(stage, 'learning', options);
  const traces = traceAll(stage, service.process.pid);
  const entries = await followLedger(stage, service, expected.published + expected.ignored);
  const usage = traces.stop();
  await service.stop();
  assertOutcomes(entries, expected);
  const chunks = entries.map((entry) => ({ at_ms: entry.written_at, records: recordsOf(entry) }));
  return figuresOf(chunks, outputsOf(entries), usage);
};
