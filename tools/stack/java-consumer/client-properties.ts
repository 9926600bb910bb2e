import { properties } from '../components/properties.ts';
import type { Stack } from '../types.ts';

/** What is needed to run one of Kafka's own tools against a stack. */
export type KafkaTools = Pick<Stack, 'env' | 'kafkaClasspath' | 'javaExecutable'>;

/** Client settings for Kafka's own tools, as lines of a properties file; empty for a plain text stack. */
export const clientProperties = (env: Stack['env']): string => {
  if (env['KAFKA_SSL'] !== 'true') return '';
  const mechanism = env['KAFKA_SASL_MECHANISM']!.toUpperCase();
  const kind = mechanism === 'PLAIN' ? 'plain.PlainLoginModule' : 'scram.ScramLoginModule';
  const module = `org.apache.kafka.common.security.${kind}`;
  const login = `username="${env['KAFKA_SASL_USERNAME']}" password="${env['KAFKA_SASL_PASSWORD']}"`;
  return properties({
    'security.protocol': 'SASL_SSL',
    'sasl.mechanism': mechanism,
    'sasl.jaas.config': `${module} required ${login};`,
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': env['KAFKA_SSL_CA_FILE']!,
  });
};
