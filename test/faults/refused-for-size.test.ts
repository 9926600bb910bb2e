import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { SERVICE_NAMES } from '../../tools/demo/services.ts';
import { withBack } from '../../tools/ledger/totals.ts';
import { topology } from '../../topology/topology.ts';
import { hire, worker } from '../support/hr.ts';
import type { SentRecord } from '../support/send.ts';
import { COURSE, completion, statementId } from '../support/statements.ts';
import type { Company, Proof } from './support/company.ts';
import { untilUnready } from './support/progress.ts';
import { scenario } from './support/scenario.ts';
import { metricOf, setBytesMax } from './support/topic-settings.ts';

const AT = Date.UTC(2026, 4, 1);
const KNOWN = 'mailto:ada@example.com';
const HIRED_LATER = 'mailto:grace@example.com';
/** All in one partition, so that what is refused holds up all of them. */
const PARTITION = 0;
/** One record of ours fits, and no batch. */
const SMALL_BYTES = 2_500;

const createRecords = ({ sender }: Company) => {
  let made = 0;
  return (mbox: string, name = 'Python basics'): SentRecord => {
    made += 1;
    const definition = { type: 'http://adlnet.gov/expapi/activities/course', name: { en: name } };
    const changes = { object: { id: COURSE, definition } };
    const value = completion(sender, { id: statementId(made), mbox, at_ms: AT, changes });
    return { key: 'learner', partition: PARTITION, value };
  };
};

const totalsOf = ({ ledger }: Proof) => withBack(ledger.inputs).find(({ topic }) => topic === 'raw.xapi')!;

const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

/** What brokers limit is what is left of a batch when it is compressed. */
const UNCOMPRESSED = { env: { KAFKA_COMPRESSION: 'none' } };

scenario(
  'limits of output topics are lowered while a service runs',
  async (company) => {
    const instances = await company.startReady(...SERVICE_NAMES);
    const learning = instances[SERVICE_NAMES.indexOf('learning')]!;
    await hire(company.sender, { E1: worker({ email: 'ada@example.com' }) }, AT);
    await company.untilHandled('identity');
    const record = createRecords(company);
    await company.sender.send(
      'raw.xapi',
      times(60, () => record(KNOWN)),
    );
    await company.untilHandled('learning');

    await setBytesMax(company, 'marketplace.completion', SMALL_BYTES);
    await setBytesMax(company, 'identity.unresolved', SMALL_BYTES);
    const long = 'x'.repeat(2 * SMALL_BYTES);
    await company.sender.send('raw.xapi', [
      ...times(40, () => record(KNOWN)),
      record(KNOWN, long),
      ...times(40, () => record(HIRED_LATER)),
      record(HIRED_LATER, long),
      ...times(20, () => record(KNOWN)),
    ]);
    await company.untilHandled('learning');
    const refusals = await metricOf(learning.probeUrl, 'skillstream_chunk_retries_total', 'reason="refused_for_size"');
    expect(refusals).toBeGreaterThan(0);
    expect(await metricOf(learning.probeUrl, 'skillstream_chunk_retries_total', 'reason="kafka_unavailable"')).toBe(0);
    const log = await readFile(learning.logFile, 'utf8');
    expect(log).toMatch(/marketplace\.completion: .*MESSAGE_TOO_LARGE/);
    await hire(company.sender, { E2: worker({ email: 'grace@example.com' }) }, AT);
    return {
      faults: 2,
      check: (proof) =>
        expect(totalsOf(proof)).toMatchObject({
          published: 160,
          parked: 40,
          returned: 40,
          dead_by_code: { output_too_large: 2 },
        }),
    };
  },
  UNCOMPRESSED,
);

scenario('a topic takes nothing any more, and later it does again', async (company) => {
  const instances = await company.startReady(...SERVICE_NAMES);
  const learning = instances[SERVICE_NAMES.indexOf('learning')]!;
  await hire(company.sender, { E1: worker({ email: 'ada@example.com' }) }, AT);
  await company.untilHandled('identity');
  const record = createRecords(company);
  await setBytesMax(company, 'ops.ledger', 100);
  await company.sender.send(
    'raw.xapi',
    times(30, () => record(KNOWN)),
  );
  await untilUnready(learning, 'ops.ledger');
  await setBytesMax(company, 'ops.ledger', topology.topics['ops.ledger'].message_max_bytes);
  return {
    faults: 1,
    check: (proof) => expect(totalsOf(proof)).toMatchObject({ published: 30, dead_by_code: {} }),
  };
});
