import { parseAddress } from '../address.ts';
import { anyText, brokers, flag, integer, oneOf, pemFile, text } from '../kinds.ts';
import { defaulted, defineSection, optional, type Report, required, type ValuesOf } from '../variable.ts';
import { checkPlaintext } from './plaintext.ts';

/** Connection to the cluster, and how topics are made in it. */
export interface KafkaSettings {
  readonly brokers: readonly string[];
  readonly client_id: string;
  /** False without TLS. Text of PEM files; without `ca` the certificates that Node.js trusts. */
  readonly ssl: false | { readonly ca?: string; readonly cert?: string; readonly key?: string };
  readonly sasl?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  };
  /** Whether the login may be sent without TLS to brokers on other machines. */
  readonly allow_plaintext: boolean;
  /** Of the batches that services write. */
  readonly compression: Compression;
  /** Undefined leaves it to the broker. */
  readonly replication_factor?: number;
}

export const COMPRESSIONS = ['none', 'lz4', 'zstd'] as const;
export type Compression = (typeof COMPRESSIONS)[number];

const variables = {
  KAFKA_BROKERS: required(brokers, {
    alias: 'KAFKA_BOOTSTRAP_SERVERS',
    description: 'Brokers to ask for the rest of the cluster.',
    example: 'localhost:9092',
  }),
  KAFKA_CLIENT_ID: defaulted(text(/^[\w.-]{1,100}$/, 'letters, digits, dot, dash or underscore'), 'skillstream', {
    description: 'First part of the client id that brokers see in their logs and quotas.',
  }),
  KAFKA_SSL: defaulted(flag, 'false', { description: 'Whether to speak TLS with the brokers.' }),
  KAFKA_SSL_CA_FILE: optional(pemFile, {
    description: 'Certificates that sign those of the brokers. Without it, the ones that Node.js trusts.',
  }),
  KAFKA_SSL_CERT_FILE: optional(pemFile, { description: 'Client certificate, where brokers ask for one.' }),
  KAFKA_SSL_KEY_FILE: optional(pemFile, { description: 'Private key of the client certificate.' }),
  KAFKA_SASL_MECHANISM: optional(oneOf('plain', 'scram-sha-256', 'scram-sha-512'), {
    description: 'How to log in. Without it, there is no login.',
  }),
  KAFKA_SASL_USERNAME: optional(anyText, { description: 'User name of the login.' }),
  KAFKA_SASL_PASSWORD: optional(anyText, { description: 'Password of the login.', secret: true }),
  KAFKA_ALLOW_PLAINTEXT: defaulted(flag, 'false', {
    description:
      'Lets the login be sent without TLS. Otherwise that is refused, but for brokers on this machine (localhost, 127.0.0.0/8, ::1).',
  }),
  KAFKA_COMPRESSION: defaulted(oneOf(...COMPRESSIONS), 'lz4', {
    description:
      'How services compress what they write. `zstd` takes less room and more processor time, `none` the other way round.',
  }),
  KAFKA_REPLICATION_FACTOR: optional(integer(1, 1000), {
    description:
      'Copies of each partition of topics that provisioning creates; all but one must have a record before it counts as written (`min.insync.replicas`). Without it, both are as the brokers have them.',
  }),
} as const;

type Values = ValuesOf<typeof variables>;

/** `KAFKA_*`. */
export const kafka = defineSection({
  title: 'Kafka',
  variables,
  build: (values, report): KafkaSettings => {
    const sasl = buildSasl(values, report);
    checkPlaintext(
      {
        variables: sasl === undefined ? [] : ['KAFKA_SASL_PASSWORD'],
        encrypted: values.KAFKA_SSL,
        hosts: values.KAFKA_BROKERS.map((broker) => parseAddress(broker, null)!.host),
      },
      {
        permitted: values.KAFKA_ALLOW_PLAINTEXT,
        permission: 'KAFKA_ALLOW_PLAINTEXT',
        encryption: 'KAFKA_SSL=true with it',
      },
      report,
    );
    return {
      brokers: values.KAFKA_BROKERS,
      client_id: values.KAFKA_CLIENT_ID,
      ssl: buildSsl(values, report),
      ...(sasl === undefined ? {} : { sasl }),
      allow_plaintext: values.KAFKA_ALLOW_PLAINTEXT,
      compression: values.KAFKA_COMPRESSION,
      ...(values.KAFKA_REPLICATION_FACTOR === undefined ? {} : { replication_factor: values.KAFKA_REPLICATION_FACTOR }),
    };
  },
});

const buildSsl = (values: Values, { fault }: Report): KafkaSettings['ssl'] => {
  const files = {
    KAFKA_SSL_CA_FILE: values.KAFKA_SSL_CA_FILE,
    KAFKA_SSL_CERT_FILE: values.KAFKA_SSL_CERT_FILE,
    KAFKA_SSL_KEY_FILE: values.KAFKA_SSL_KEY_FILE,
  };
  if (!values.KAFKA_SSL) {
    for (const [variable, content] of Object.entries(files)) {
      if (content !== undefined) fault({ variable, problem: 'is set without TLS', expected: 'KAFKA_SSL=true with it' });
    }
    return false;
  }
  const { KAFKA_SSL_CERT_FILE: cert, KAFKA_SSL_KEY_FILE: key, KAFKA_SSL_CA_FILE: ca } = files;
  if (cert !== undefined && key === undefined) {
    fault({ variable: 'KAFKA_SSL_KEY_FILE', problem: 'is missing', expected: 'the key of KAFKA_SSL_CERT_FILE' });
  }
  if (key !== undefined && cert === undefined) {
    fault({
      variable: 'KAFKA_SSL_CERT_FILE',
      problem: 'is missing',
      expected: 'the certificate of KAFKA_SSL_KEY_FILE',
    });
  }
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
};

const buildSasl = (values: Values, { fault }: Report): KafkaSettings['sasl'] => {
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password } = values;
  const credentials = { KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password };
  for (const [variable, value] of Object.entries(credentials)) {
    if (mechanism !== undefined && value === undefined) {
      fault({ variable, problem: 'is missing', expected: `text, because KAFKA_SASL_MECHANISM is ${mechanism}` });
    }
    if (mechanism === undefined && value !== undefined) {
      fault({ variable, problem: 'is set without a login', expected: 'KAFKA_SASL_MECHANISM with it' });
    }
  }
  if (mechanism === undefined || username === undefined || password === undefined) return undefined;
  return { mechanism, username, password };
};
