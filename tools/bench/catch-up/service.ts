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
 * @param instances how many of it share the work, started at once: one joins the group while another works already
 * @throws Error when the events do not end as they must
 */
export const measureService = async (
  stage: Stage,
  options: BenchServiceOptions,
  expected: ExpectedOutcomes,
  instances = 1,
): Promise<CatchUpFigures> => {
  const services = await Promise.all(
    Array.from({ length: instances }, (_, i) => startBenchService(stage, 'learning', { ...options, instance: i + 1 })),
  );
  const traces = traceAll(
    stage,
    services.map(({ process }) => process.pid),
  );
  const entries = await followLedger(stage, services, expected.published + expected.ignored);
  const usage = traces.stop();
  await Promise.all(services.map((service) => service.stop()));
  assertOutcomes(entries, expected);
  const chunks = entries.map((entry) => ({ at_ms: entry.written_at, records: recordsOf(entry) }));
  return figuresOf(chunks, outputsOf(entries), usage);
};
