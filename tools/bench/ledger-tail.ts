import { setTimeout as delay } from 'node:timers/promises';
import type { LedgerEntry } from '../../schemas/types.generated.ts';
import { LEDGER_TOPIC, recordsOf } from '../ledger/entries.ts';
import { readDecoded } from '../topics/read.ts';
import type { BenchService } from './process/service.ts';
import type { Stage } from './stage.ts';

const POLL_MS = 100;
/** Far longer than a chunk takes, or the start of a service on a busy machine. */
const STANDSTILL_MAX_MS = 120_000;

/**
 * Reads the ledger as it is written, until the instances of a service, all of one group, have accounted for so many records.
 * @throws Error when one of them ends, or none writes anything for two minutes
 */
export const followLedger = async (
  { reader, codec }: Stage,
  services: readonly BenchService[],
  records: number,
): Promise<readonly LedgerEntry[]> => {
  const group = services[0]!.group;
  const entries: LedgerEntry[] = [];
  const positions = new Map<number, number>();
  let found = 0;
  let progress_at_ms = performance.now();

  const readOn = async (): Promise<void> => {
    for (const { partition, earliest, latest } of await reader.offsets(LEDGER_TOPIC)) {
      const from = positions.get(partition) ?? earliest;
      for await (const { value } of readDecoded({ reader, codec }, LEDGER_TOPIC, { partition, from, to: latest })) {
        if (value?.group === group) entries.push(value);
      }
      positions.set(partition, latest);
    }
  };

  for (;;) {
    await readOn();
    const sum = entries.reduce((total, entry) => total + recordsOf(entry), 0);
    if (sum >= records) return entries;
    if (sum > found) progress_at_ms = performance.now();
    if (performance.now() - progress_at_ms > STANDSTILL_MAX_MS) {
      const logFiles = services.map(({ process }) => process.logFile).join(' and ');
      throw new Error(`${group} stands still at ${sum} of ${records} records; see ${logFiles}`);
    }
    found = sum;
    await Promise.race([delay(POLL_MS), ...services.map(({ ended }) => ended)]);
  }
};
