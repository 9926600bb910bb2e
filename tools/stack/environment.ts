import type { Certificates } from './certificates.ts';
import { REGISTRY_API } from './components/registry.ts';
import { KAFKA_USER, REDIS_USER } from './credentials.ts';
import { HOST } from './process/ports.ts';
import type { Component, ComponentName } from './types.ts';

type Environment = Record<string, string>;

const kafka = (port: number, tls: Certificates | null): Environment => ({
  KAFKA_BROKERS: `${HOST}:${port}`,
  ...(tls !== null && {
    KAFKA_SSL: 'true',
    KAFKA_SSL_CA_FILE: tls.caFile,
    KAFKA_SASL_MECHANISM: 'scram-sha-512',
    KAFKA_SASL_USERNAME: KAFKA_USER.name,
    KAFKA_SASL_PASSWORD: KAFKA_USER.password,
  }),
});

const registry = (port: number, tls: Certificates | null): Environment => ({
  SCHEMA_REGISTRY_URL: `${tls === null ? 'http' : 'https'}://${HOST}:${port}${REGISTRY_API}`,
  ...(tls !== null && { SCHEMA_REGISTRY_CA_FILE: tls.caFile }),
});

const redis = (port: number, tls: Certificates | null): Environment =>
  tls === null
    ? { REDIS_URL: `redis://${HOST}:${port}` }
    : {
        REDIS_URL: `rediss://${REDIS_USER.name}:${REDIS_USER.password}@${HOST}:${port}`,
        REDIS_TLS_CA_FILE: tls.caFile,
      };

/** Settings with which a service reaches the stack. */
export const stackEnvironment = (
  components: Readonly<Record<ComponentName, Component>>,
  tls: Certificates | null,
): Environment => ({
  ...kafka(components.kafka.port, tls),
  ...registry(components.registry.port, tls),
  ...redis(components.redis.port, tls),
});
