import { expect } from 'vitest';
import { readSettings } from '../../services/runtime/config/settings.ts';
import { withTopicAdmin } from '../../services/runtime/kafka/admin.ts';
import type { LogRecord } from '../../services/runtime/kafka/log-reader.ts';
import { createLogger } from '../../services/runtime/log.ts';
import { INDEX_HEADER } from '../../tools/demo/feed.ts';
import { formatCoordinates } from '../../tools/ledger/coordinates.ts';
import type { RawTopic } from '../../tools/simulator/raw-record.ts';
import type { SentRecord } from '../support/send.ts';
import type { Company } from './support/company.ts';
import { refresh } from './support/fresh-topics.ts';
import { readPublished } from './support/published.ts';
import { scenario } from './support/scenario.ts';

const EVENTS = 3_000;
const WITHIN_MS = 120_000;
const RAW_TOPICS: readonly RawTopic[] = ['raw.hris', 'raw.xapi', 'raw.enrollment'];

/** What the producers sent. Records that came back from the parked topic are the system's own. */
const readInput = async ({
  connections: { reader },
}: Company): Promise<ReadonlyMap<RawTopic, readonly LogRecord[]>> => {
  const input = new Map<RawTopic, LogRecord[]>();
  for (const topic of RAW_TOPICS) {
    const records: LogRecord[] = [];
    for (const { partition, earliest, latest } of await reader.offsets(topic)) {
      for await (const read of reader.read(topic, partition, earliest, latest)) records.push(...read);
    }
    input.set(topic, records);
  }
  return input;
};

/** The same record, to the same place at the same time. */
const copyOf = ({ key, value, partition, headers, timestamp_ms }: LogRecord): SentRecord => ({
  ...{ key, value, partition, timestamp: String(timestamp_ms) },
  headers: headers as NonNullable<SentRecord['headers']>,
});

/** Lets the copies keep the times of what they are copies of; in production a replay reads the same records again. */
const keepTimes = (company: Company): Promise<void> =>
  withTopicAdmin(readSettings(company.env).kafka, createLogger('test', 'silent'), async (admin) => {
    for (const topic of RAW_TOPICS) await admin.configure(topic, { 'message.timestamp.type': 'CreateTime' });
  });

/** Where the records stand of which another partition has one with the same id: which comes first is open. */
const rivalsOf = ({ expected }: Company, input: Iterable<readonly LogRecord[]>): ReadonlySet<string> => {
  const indexes = new Set([...expected.rivals.values()].flat().map(String));
  return new Set(
    [...input]
      .flat()
      .filter(({ headers }) => indexes.has(String(headers[INDEX_HEADER])))
      .map(formatCoordinates),
  );
};

/** People first, so that nobody waits in vain for a hire that is in the input already. Everybody goes home afterwards. */
const handleAll = async (company: Company): Promise<void> => {
  const first = await company.startReady('identity');
  await company.untilHandled('identity');
  const others = await company.startOthers('identity');
  await company.untilQuiet(WITHIN_MS);
  await Promise.all([...first, ...others].map((instance) => instance.stop()));
};

scenario(
  'all input handled anew from empty topics, tables and claims: the same is published, byte for byte',
  async (company) => {
    await company.simulate(EVENTS);
    // All of it stands there before anything is handled, so that no record of the system's own is in between.
    const input = await readInput(company);
    const rivals = rivalsOf(company, input.values());
    await handleAll(company);
    const { topics, right } = await company.prove();
    expect(right).toBe(true);
    const published = await readPublished(topics, company.decode, rivals);
    expect(Object.keys(published).length).toBeGreaterThan(EVENTS / 10);

    await refresh(company.stack.env, readSettings(company.env));
    await keepTimes(company);
    for (const [topic, records] of input) await company.sender.send(topic, records.map(copyOf));
    await handleAll(company);
    return {
      faults: 1,
      check: async (proof) => expect(await readPublished(proof.topics, company.decode, rivals)).toEqual(published),
    };
  },
  { strangers_wait_ms: 1_000 },
);
