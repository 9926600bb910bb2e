import { loadMappings } from '../../mappings/index.ts';
import type { Connections } from '../ledger/connections.ts';
import { createDecode, createKafkaTopicReader } from '../ledger/kafka-reader.ts';
import { count } from '../ledger/table.ts';
import { createExpected, type Expected } from '../simulator/expected.ts';
import { simulate } from '../simulator/simulate.ts';
import { type Fed, feed } from './feed.ts';
import { type ServiceLag, untilNoLag } from './lag.ts';
import { type Backlog, untilQuiet } from './quiet.ts';
import { readSamples, type SampleRecord } from './samples.ts';
import type { Screen } from './screen.ts';
import { LAG_EXPORTER, type ProcessName, SERVICE_NAMES, type ServiceProcess } from './services.ts';
import { type Verification, verify } from './verify.ts';

export interface RunOptions {
  readonly seed: number;
  readonly events: number;
  /** How long records wait for somebody unknown, as the services have been told. */
  readonly park_deadline_ms: number;
}

/** What the demo found out. */
export interface DemoResult {
  readonly expected: Expected;
  readonly fed: Fed;
  /** From the first record sent until the services had read the last one. */
  readonly handled_ms: number;
  readonly verification: Verification;
  readonly lags: readonly ServiceLag[];
  readonly samples: ReadonlyMap<string, readonly SampleRecord[]>;
  readonly right: boolean;
}

const SAMPLES_PER_TOPIC = 2;
/** The simulated two hours end now. */
const SPAN_MS = 2 * 60 * 60 * 1000;
/** Beyond the deadline of the last parked record; a small machine handles some hundred records a second. */
const QUIET_MIN_MS = 120_000;
const QUIET_PER_RECORD_MS = 4;
const LAG_WITHIN_MS = 15_000;

const describeBacklog = ({ records, aliases_waiting, drift_pending }: Backlog): string => {
  if (records > 0) return `${count(records)} records to go`;
  if (aliases_waiting > 0) return `${count(aliases_waiting)} unknown learners wait`;
  return `${count(drift_pending)} disagreements may still end`;
};

/** Feeds a simulated company into running services, waits until they are quiet, and verifies what came out. */
export const runDemo = async (
  connections: Connections,
  services: readonly ServiceProcess<ProcessName>[],
  { seed, events, park_deadline_ms }: RunOptions,
  screen: Screen,
): Promise<DemoResult> => {
  const expected = createExpected();
  const records = simulate({
    seed,
    events,
    start_ms: Date.now() - SPAN_MS,
    span_ms: SPAN_MS,
    mappings: loadMappings(),
  });
  const started_ms = performance.now();
  const fed = await screen.step(
    'Sending the traffic of a simulated company',
    (progress) =>
      feed(connections, records, {
        onRecord: expected.add,
        onProgress: (sent) => progress(`${count(sent)} of ${count(events)}`),
      }),
    (result) => `${count(result.records)} records, ${(result.bytes / 1e6).toFixed(1)} MB`,
  );

  let handled_ms: number | undefined;
  await screen.step(
    'Waiting until the services are quiet',
    (progress) =>
      untilQuiet(connections.reader, connections.admin, {
        services: SERVICE_NAMES,
        drift_in: connections.codec,
        timeout_ms: QUIET_MIN_MS + park_deadline_ms + events * QUIET_PER_RECORD_MS,
        onProgress: (backlog) => {
          if (backlog.records === 0) handled_ms ??= performance.now() - started_ms;
          progress(describeBacklog(backlog));
        },
      }),
    () => 'all input handled, nobody waits',
  );

  const verification = await screen.step(
    'Reading all topics (read_committed) and checking the ledger',
    () => verify(createKafkaTopicReader(connections.reader), createDecode(connections.codec), expected),
    ({ right }) => (right ? 'it balances, and nothing differs' : 'something is not as it must be'),
  );
  const lags = await screen.step(
    'Asking the lag exporter for the lag of the services',
    () => untilNoLag(services.find(({ name }) => name === LAG_EXPORTER)!.probeUrl, SERVICE_NAMES, LAG_WITHIN_MS),
    (found) => (found.every(isZero) ? 'zero' : 'not zero'),
  );
  return {
    expected,
    fed,
    handled_ms: handled_ms ?? performance.now() - started_ms,
    verification,
    lags,
    samples: await readSamples(connections, SAMPLES_PER_TOPIC),
    right: verification.right && lags.every(isZero),
  };
};

const isZero = ({ records, seconds }: ServiceLag): boolean => records === 0 && seconds === 0;
