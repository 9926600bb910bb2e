import { expect } from 'vitest';
import type { LogRecord } from '../../services/runtime/kafka/log-reader.ts';
import { INDEX_HEADER } from '../../tools/demo/feed.ts';
import { untilReady } from '../../tools/demo/services.ts';
import type { Company } from './support/company.ts';
import { committedOffsets } from './support/offsets.ts';
import { full, scenario } from './support/scenario.ts';

const RESTARTS = full ? 5 : 1;
/** `EX_SOFTWARE`, as `runService` says. */
const FAULT_EXIT = { code: 70, signal: null };

/** A statement in the middle of a partition whose learner is known and that leads to output: its handler is called. */
const recordInTheMiddle = async ({ connections: { reader }, expected }: Company): Promise<LogRecord> => {
  const { partition, earliest, latest } = (await reader.offsets('raw.xapi'))[0]!;
  for await (const records of reader.read('raw.xapi', partition, Math.floor((earliest + latest) / 2), latest)) {
    const found = records.find(({ key, headers }) => {
      const { states } = expected.records[Number(headers[INDEX_HEADER])]!.expect;
      return key !== null && states.length === 1 && states[0] === 'published';
    });
    if (found !== undefined) return found;
  }
  throw new Error('no statement leads to output');
};

scenario(
  'a handler that throws',
  async (company) => {
    await company.begin(1_000, 'learning');
    const { key, partition, offset } = await recordInTheMiddle(company);

    for (let restart = 0; restart <= RESTARTS; restart += 1) {
      const faulty = await company.start('learning', { plan: { throw_at_key: String(key) } });
      expect(await faulty.exited, faulty.logFile).toEqual(FAULT_EXIT);
      await faulty.evict();
      const committed = (await committedOffsets(company, 'learning')).get(`raw.xapi/${partition}`)!;
      expect(committed, 'nothing is skipped').toBeLessThanOrEqual(offset);
    }
    await untilReady(await company.start('learning'));
    return { faults: RESTARTS + 1 };
  },
  { strangers_wait_ms: 2_000 },
);
