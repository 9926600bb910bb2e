import { loadMappings } from '../../../mappings/index.ts';
import type { LedgerEntry } from '../../../schemas/types.generated.ts';
import { readSettings } from '../../../services/runtime/config/settings.ts';
import { untilReadable } from '../../../tools/bench/stage.ts';
import { type Fed, type FeedOptions, feed } from '../../../tools/demo/feed.ts';
import { untilQuiet } from '../../../tools/demo/quiet.ts';
import { SERVICE_NAMES, untilReady } from '../../../tools/demo/services.ts';
import { type Verification, verify } from '../../../tools/demo/verify.ts';
import { checkLedger } from '../../../tools/ledger/check.ts';
import { type Connections, openConnections } from '../../../tools/ledger/connections.ts';
import { createJavaTopicReader, takeJavaSnapshot } from '../../../tools/ledger/java-reader.ts';
import { createDecode, createKafkaTopicReader } from '../../../tools/ledger/kafka-reader.ts';
import type { DecodeValue, TopicReader } from '../../../tools/ledger/topic-reader.ts';
import { createExpected, type Expected } from '../../../tools/simulator/expected.ts';
import { type SimulationOptions, simulate } from '../../../tools/simulator/simulate.ts';
import type { Stack } from '../../../tools/stack/index.ts';
import { type ServiceName, type TopicName, topology } from '../../../topology/topology.ts';
import { DEAD_LETTER_KEY } from '../../support/dead-letter-key.ts';
import { type StackProxies, startStackProxies } from '../../support/proxy/stack-proxies.ts';
import { type Sender, sendRecords } from '../../support/send.ts';
import type { SharedStack } from '../../support/stack.ts';
import { refresh } from './fresh-topics.ts';
import { endInstance, type Instance, type InstanceOptions, startInstance } from './instance.ts';

/** What stands in the topics at the end, read by the Java consumer, and what is to be said of it. */
export interface Proof extends Verification {
  readonly topics: TopicReader;
  readonly entries: readonly LedgerEntry[];
}

type TrafficOptions = Partial<Pick<SimulationOptions, 'faults' | 'seed'>> & Pick<FeedOptions, 'partitionsOf'>;

/** The records of a simulated company, in their order. */
export interface Traffic {
  /** Sends the next so many. */
  readonly send: (records: number) => Promise<Fed>;
  readonly sendRest: () => Promise<Fed>;
}

/** The whole system for one scenario: empty topics on a stack, a simulated company, and the processes it starts. */
export interface Company {
  readonly stack: SharedStack;
  readonly env: Readonly<Record<string, string>>;
  /** Past the proxies. */
  readonly connections: Connections;
  /** Between the instances and the stack. @throws Error unless `proxied` asked for them */
  readonly proxies: StackProxies;
  /** To be killed and started again. @throws Error on the shared stack */
  readonly parts: Pick<Stack, 'kafka' | 'registry' | 'redis'>;
  /** Sends what the scenario makes up itself. */
  readonly sender: Sender;
  readonly decode: DecodeValue;
  /** What the simulation says must come out. */
  readonly expected: Expected;
  /** Starts an instance and returns at once. */
  readonly start: (service: ServiceName, options?: InstanceOptions) => Promise<Instance>;
  /** Starts instances and waits until each has joined its group and everything it needs is there. */
  readonly startReady: (...services: readonly ServiceName[]) => Promise<readonly Instance[]>;
  /** The same for one instance of each service but those named. */
  readonly startOthers: (...services: readonly ServiceName[]) => Promise<readonly Instance[]>;
  /** Sends the traffic of a simulated company; resolves when all of it is sent. At most once. */
  readonly simulate: (events: number, options?: TrafficOptions) => Promise<Fed>;
  /** The same, to be sent bit by bit. All of it must be sent in the end. */
  readonly traffic: (events: number, options?: TrafficOptions) => Traffic;
  /**
   * Sends the traffic of a simulated company and starts one instance of each service but one. HR's part is handled first:
   * then only strangers wait, and need not for long.
   */
  readonly begin: (events: number, without: ServiceName) => Promise<void>;
  /** Entries of the ledger so far. */
  readonly ledger: () => Promise<readonly LedgerEntry[]>;
  /** Waits until some services have handled all of their input that is there. */
  readonly untilHandled: (...services: readonly ServiceName[]) => Promise<void>;
  /** Waits until nothing moves any more, and nothing is parked. */
  readonly untilQuiet: (timeout_ms: number) => Promise<void>;
  /** Reads all topics with the Java consumer and holds them against ledger and simulation, if any; for a quiet system. */
  readonly prove: () => Promise<Proof>;
  /** Stops what runs. */
  readonly close: () => Promise<void>;
}

export interface CompanyOptions {
  /**
   * Lets some learn of whom HR never tells, and their records wait so long. Everybody else must be hired sooner, however slow
   * the machine is. Without it nobody is a stranger, and nothing depends on the deadline.
   */
  readonly strangers_wait_ms?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Puts proxies between the instances and the stack. Default false. */
  readonly proxied?: boolean;
  /** Reads the topics for the proof with our own reader: for batches that no other can hold in memory. Default false. */
  readonly ownReader?: boolean;
  /** Reads the topics for the proof one by one, for more records than fit into memory. Default false. */
  readonly large?: boolean;
}

/** The simulated traffic of an hour that ends now. */
const SPAN_MS = 60 * 60 * 1000;
const SEED = 1;
const HANDLED_WITHIN_MS = 60_000;
const DEFAULTS = {
  IDENTITY_KEY: 'a-key-that-only-tests-use-nowhere-else',
  DEAD_LETTER_KEY,
  // Beyond the end of any scenario.
  PARK_DEADLINE_MS: '3600000',
  DRIFT_GRACE_MS: '2000',
  CHUNK_RECORDS_MAX: '20',
  SESSION_TIMEOUT_MS: '6000',
};
/** What the scenario itself waits for a registry on a busy machine; the services wait as they do in production. */
const PATIENT = { SCHEMA_REGISTRY_TIMEOUT_MS: '30000' };
const TOPICS = Object.keys(topology.topics) as TopicName[];

/** Empties the topics of a stack and connects to it. Nothing else may use the topics of the topology there. */
export const openCompany = async (stack: SharedStack | Stack, options: CompanyOptions = {}): Promise<Company> => {
  const { strangers_wait_ms } = options;
  const deadline = strangers_wait_ms === undefined ? {} : { PARK_DEADLINE_MS: String(strangers_wait_ms) };
  const direct = { ...stack.env, ...DEFAULTS, ...deadline, ...options.env };
  const settings = readSettings({ ...direct, ...PATIENT });
  await refresh(direct, settings);
  const proxies = options.proxied === true ? await startStackProxies(stack) : null;
  const env = { ...direct, ...proxies?.env };
  const connections = await openConnections(settings, 'test');
  const { reader, codec, admin } = connections;
  await untilReadable(reader, TOPICS);
  const decode = createDecode(codec);
  const expected = createExpected();
  const instances: Instance[] = [];
  let isSimulated = false;
  // Scenarios of a stack share a folder for logs.
  const opened_at = new Date()
    .toISOString()
    .slice('2026-01-01T'.length, '2026-01-01T00:00:00'.length)
    .replaceAll(':', '');

  const start = async (service: ServiceName, given: InstanceOptions = {}): Promise<Instance> => {
    const name = `${opened_at}-${instances.length + 1}`;
    const instance = await startInstance(service, name, connections, { env, logsDir: stack.logsDir }, given);
    instances.push(instance);
    return instance;
  };

  const startReady = async (...services: readonly ServiceName[]): Promise<readonly Instance[]> => {
    const started = await Promise.all(services.map((service) => start(service)));
    await Promise.all(started.map(untilReady));
    return started;
  };

  const traffic: Company['traffic'] = (events, { partitionsOf, ...given } = {}) => {
    isSimulated = true;
    const defaults = { seed: SEED, strangers: strangers_wait_ms !== undefined };
    const span = { start_ms: Date.now() - SPAN_MS, span_ms: SPAN_MS };
    const records = [...simulate({ ...defaults, events, ...span, mappings: loadMappings(), ...given })];
    const send = (count: number): Promise<Fed> =>
      feed(connections, records.splice(0, count), {
        onRecord: expected.add,
        ...(partitionsOf === undefined ? {} : { partitionsOf }),
      });
    return { send, sendRest: () => send(records.length) };
  };

  const topicsOf = async (): Promise<TopicReader> => {
    if (options.ownReader === true) return createKafkaTopicReader(reader);
    return options.large === true ? createJavaTopicReader(stack) : await takeJavaSnapshot(stack, TOPICS);
  };

  const untilHandled = (...services: readonly ServiceName[]): Promise<void> =>
    untilQuiet(reader, admin, { services, timeout_ms: HANDLED_WITHIN_MS, nothing_parked: false });

  return {
    stack,
    env,
    connections,
    get proxies() {
      if (proxies === null) throw new Error('this company has no proxies');
      return proxies;
    },
    get parts() {
      if (!('kafka' in stack)) throw new Error("the stack is not this company's own");
      return stack;
    },
    sender: { codec, send: (topic, records, given) => sendRecords(connections, topic, records, given) },
    decode,
    expected,
    start,
    startReady,
    startOthers: (...services) => startReady(...othersThan(...services)),
    traffic,
    simulate: (events, given) => traffic(events, given).sendRest(),
    begin: async (events, without) => {
      if (without !== 'identity') await startReady('identity');
      await traffic(events).sendRest();
      if (without !== 'identity') await untilHandled('identity');
      await startReady(...othersThan('identity', without));
    },
    ledger: () => readEntries(createKafkaTopicReader(reader), decode),
    untilHandled,
    untilQuiet: (timeout_ms) => untilQuiet(reader, admin, { services: SERVICE_NAMES, timeout_ms, drift_in: codec }),
    prove: async () => {
      const topics = await topicsOf();
      const verification = await (isSimulated ? verify(topics, decode, expected) : verifyLedger(topics, decode));
      return { ...verification, topics, entries: await readEntries(topics, decode) };
    },
    close: async () => {
      await Promise.all(instances.map(endInstance));
      await connections.close();
      await proxies?.stop();
    },
  };
};

const othersThan = (...services: readonly ServiceName[]): readonly ServiceName[] =>
  SERVICE_NAMES.filter((name) => !services.includes(name));

/** Where nothing was simulated, there is nothing to compare with. */
const verifyLedger = async (reader: TopicReader, decode: DecodeValue): Promise<Verification> => {
  const ledger = await checkLedger({ reader, decode, topology, settled: true });
  return { ledger, differences: [], right: ledger.findings.length === 0 };
};

const readEntries = async (reader: TopicReader, decode: DecodeValue): Promise<readonly LedgerEntry[]> => {
  const entries: LedgerEntry[] = [];
  for await (const { value } of reader.read('ops.ledger'))
    entries.push((await decode('ops.ledger', value!)) as LedgerEntry);
  return entries;
};
