import { expect } from 'vitest';
import { readSettings } from '../../services/runtime/config/settings.ts';
import { createLoad } from '../../tools/bench/load/load.ts';
import { openInputProducer, preload } from '../../tools/bench/preload.ts';
import { untilReady } from '../../tools/demo/services.ts';
import { scenario } from './support/scenario.ts';

const RECORDS = 1_000_000;
const LEARNERS = 20_000;
const HANDLED_WITHIN_MS = 1_200_000;
/** Production's, where the other scenarios take smaller chunks to have more of them. */
const CHUNK_RECORDS = '2000';

scenario(
  `a heap of 256 MB catches up with ${RECORDS.toLocaleString('en')} records`,
  async (company) => {
    const load = createLoad(1, LEARNERS);
    const producer = await openInputProducer({ settings: readSettings(company.env), codec: company.sender.codec });
    await company.startOthers('learning');
    await preload(producer, 'raw.hris', LEARNERS, (index) => load.hires[index]!);
    await preload(producer, 'raw.xapi', RECORDS, load.next);
    await producer.close();

    const learning = await company.start('learning', { nodeArgs: ['--max-old-space-size=256'] });
    await untilReady(learning);
    await company.untilHandled('identity');
    const ended = learning.exited.then(() => Promise.reject(new Error(`it ended; see ${learning.logFile}`)));
    await Promise.race([company.untilQuiet(HANDLED_WITHIN_MS), ended]);
    expect(await learning.stop()).toEqual({ code: 0, signal: null });
    return { faults: 1 };
  },
  { env: { CHUNK_RECORDS_MAX: CHUNK_RECORDS }, timeout_ms: 1_800_000, large: true },
);
