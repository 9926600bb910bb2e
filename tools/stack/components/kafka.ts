import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KAFKA_USER } from '../credentials.ts';
import type { ComponentSpec } from '../process/component.ts';
import { HOST } from '../process/ports.ts';
import { probeKafka } from '../process/probes.ts';
import type { Setup } from '../setup.ts';
import type { ProxiedListener } from '../types.ts';
import { jvmOptions } from './jvm.ts';
import { properties } from './properties.ts';

const HEAP_MAX_MB = 512;
const MIB = 1024 * 1024;

/** All jars of the broker, in a fixed order: a class archive is valid for one class path only. */
export const kafkaClasspathOf = async (packages: string): Promise<string> => {
  const folder = join(packages, 'kafka');
  const jars = (await readdir(folder)).filter((file) => file.endsWith('.jar')).sort();
  return jars.map((jar) => join(folder, jar)).join(':');
};

export const loggingOption = `-Dlog4j2.configurationFile=${join(import.meta.dirname, 'log4j2.properties')}`;

interface BrokerSettings {
  readonly port: number;
  readonly controllerPort: number;
  readonly dataDir: string;
  readonly tls: { readonly caFile: string; readonly keyStoreFile: string } | null;
  readonly proxied: ProxiedListener | null;
  readonly users: Setup['users'];
}

const saslSsl = ({ caFile, keyStoreFile }: NonNullable<BrokerSettings['tls']>, users: Setup['users']) => {
  const passwords = Object.entries({ ...users, [KAFKA_USER.name]: KAFKA_USER.password })
    .map(([name, password]) => `user_${name}="${password}"`)
    .join(' ');
  const login = `username="${KAFKA_USER.name}" password="${KAFKA_USER.password}"`;
  const security = 'org.apache.kafka.common.security';
  return {
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': keyStoreFile,
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': caFile,
    'sasl.enabled.mechanisms': 'SCRAM-SHA-512,PLAIN',
    // The broker is a client of itself when it writes transaction markers.
    'sasl.mechanism.inter.broker.protocol': 'SCRAM-SHA-512',
    'listener.name.client.scram-sha-512.sasl.jaas.config': `${security}.scram.ScramLoginModule required ${login};`,
    'listener.name.client.plain.sasl.jaas.config': `${security}.plain.PlainLoginModule required ${login} ${passwords};`,
  };
};

/** On the controller's listener nobody logs in, and only the broker itself is there. */
const AUTHORIZER = {
  'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
  'super.users': `User:${KAFKA_USER.name};User:ANONYMOUS`,
};

/** Settings of a single node that is broker and controller. */
export const brokerProperties = ({ port, controllerPort, dataDir, tls, proxied, users }: BrokerSettings): string => {
  const security = tls === null ? 'PLAINTEXT' : 'SASL_SSL';
  const addresses = (clientPort: number, proxiedPort: number | undefined): string =>
    [`CLIENT://${HOST}:${clientPort}`, ...(proxied === null ? [] : [`PROXIED://${HOST}:${proxiedPort}`])].join();
  return properties({
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@${HOST}:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'CLIENT',
    listeners: `${addresses(port, proxied?.port)},CONTROLLER://${HOST}:${controllerPort}`,
    'advertised.listeners': addresses(port, proxied?.advertised_port),
    'listener.security.protocol.map': `CLIENT:${security},PROXIED:${security},CONTROLLER:PLAINTEXT`,
    ...(tls === null ? {} : saslSsl(tls, users)),
    ...(users === null ? {} : AUTHORIZER),
    'log.dirs': dataDir,
    'auto.create.topics.enable': false,
    // For topics that set no limit of their own.
    'message.max.bytes': 4 * MIB,
    'group.initial.rebalance.delay.ms': 0,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 10,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 10,
    // How often transactions are looked at that have timed out; 10 s by default.
    'transaction.abort.timed.out.transaction.cleanup.interval.ms': 1000,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    // By default 128 MiB of heap, allocated at once.
    'log.cleaner.dedupe.buffer.size': 8 * MIB,
    // A broker that was killed is let in again only when its last session has timed out; 9 s by default.
    'broker.heartbeat.interval.ms': 500,
    'broker.session.timeout.ms': 3000,
    'num.network.threads': 2,
    'num.io.threads': 4,
  });
};

/** Writes the broker's files below its folder, formats its storage unless it holds data already. */
export const prepareKafka = async (
  setup: Setup,
  [port, controllerPort]: readonly [number, number],
  proxied: ProxiedListener | null = null,
): Promise<ComponentSpec> => {
  const { warm, kafkaClasspath, java, certificates } = setup;
  const folder = join(setup.dataRoot, 'kafka');
  const dataDir = join(folder, 'data');
  const temporaryDir = join(folder, 'tmp');
  const configFile = join(folder, 'server.properties');
  await mkdir(temporaryDir, { recursive: true });
  if (!existsSync(join(dataDir, 'meta.properties'))) await cp(warm.kafkaStorage, dataDir, { recursive: true });
  await writeFile(
    configFile,
    brokerProperties({ port, controllerPort, dataDir, tls: certificates, proxied, users: setup.users }),
  );
  const ca = certificates?.ca ?? null;
  return {
    name: 'kafka',
    title: 'Kafka',
    // The advertised port is the proxy's, which may well be in use when the broker is started again.
    ports: [port, controllerPort, ...(proxied === null ? [] : [proxied.port])],
    command: {
      file: java.executable,
      args: [
        ...jvmOptions({ heap_max_mb: HEAP_MAX_MB, temporaryDir, archive: warm.kafkaArchive }),
        loggingOption,
        '-cp',
        kafkaClasspath,
        'kafka.Kafka',
        configFile,
      ],
      cwd: folder,
      logFile: join(setup.logsDir, 'kafka.log'),
      throwAwayDir: setup.throwAway ? setup.dataRoot : null,
    },
    probe: (signal) => probeKafka({ port, ca, signal }),
  };
};
