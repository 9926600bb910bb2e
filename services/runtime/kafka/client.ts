import { createRequire } from 'node:module';
import { connect } from 'node:net';
import type { Admin, ISocketFactory, Kafka, KafkaConfig, LogEntry, logLevel } from 'kafkajs';
import { isLoopback } from '../config/loopback.ts';
import type { KafkaSettings } from '../config/settings.ts';
import type { Logger } from '../log.ts';
import { applyFixes } from './fixes/index.ts';

const CONNECT_TIMEOUT_MS = 3_000;
const AUTHENTICATION_TIMEOUT_MS = 5_000;
/** Request < transaction time-out (20 s) < session time-out (30 s by default): a stuck request never outlives its transaction. */
const REQUEST_TIMEOUT_MS = 10_000;
/** Two transactions in quick succession get CONCURRENT_TRANSACTIONS; the client's own 300 ms pause is far too long. */
const FIRST_RETRY_MS = 10;
const RETRIES_MAX = 8;
const RETRY_MAX_MS = 2_000;

/** kafkajs reports every passing retry as an error; the engine reports what matters, so all of it is detail here. */
const logTo =
  (log: Logger) =>
  (_level: logLevel) =>
  ({ namespace, log: { message, error } }: LogEntry): void => {
    log.debug({ client: namespace, error: typeof error === 'string' ? error : undefined }, message);
  };

/** kafkajs must be loaded after its fixes, so it is never imported statically. */
const load = (): typeof import('kafkajs') => {
  applyFixes();
  return createRequire(import.meta.url)('kafkajs') as typeof import('kafkajs');
};

/**
 * A connection factory. Consumers and producers must come from different ones: kafkajs marks offsets of an unfinished
 * transaction as committed in a map that everything made by one instance shares.
 */
export const createKafka = (settings: KafkaSettings, suffix: string, log: Logger): Kafka => {
  const { Kafka: Client, logLevel: levels } = load();
  const config: KafkaConfig = {
    clientId: `${settings.client_id}-${suffix}`,
    brokers: [...settings.brokers],
    ssl: settings.ssl === false ? false : tlsOf(settings.ssl),
    connectionTimeout: CONNECT_TIMEOUT_MS,
    authenticationTimeout: AUTHENTICATION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    retry: { initialRetryTime: FIRST_RETRY_MS, maxRetryTime: RETRY_MAX_MS, retries: RETRIES_MAX },
    logLevel: levels.WARN,
    logCreator: logTo(log),
  };
  if (settings.sasl !== undefined) {
    config.sasl = settings.sasl as NonNullable<KafkaConfig['sasl']>;
    if (settings.ssl === false && !settings.allow_plaintext) config.socketFactory = toLoopbackOnly;
  }
  return new Client(config);
};

const KEEP_ALIVE_DELAY_MS = 60_000;

/** Brokers name each other: the login of one on this machine must not go in plain text to one that it names elsewhere. */
const toLoopbackOnly: ISocketFactory = ({ host, port, onConnect }) => {
  if (!isLoopback(host)) {
    throw new Error(`the login would be sent unencrypted to ${host}:${port}; set KAFKA_SSL, or KAFKA_ALLOW_PLAINTEXT`);
  }
  return connect({ host, port }, onConnect).setKeepAlive(true, KEEP_ALIVE_DELAY_MS);
};

const tlsOf = ({ ca, cert, key }: Exclude<KafkaSettings['ssl'], false>): object => ({
  ...(ca === undefined ? {} : { ca: [ca] }),
  ...(cert === undefined ? {} : { cert }),
  ...(key === undefined ? {} : { key }),
});

export type { Admin, Kafka };
