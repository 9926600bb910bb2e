import type { Certificates } from './certificates.ts';
import { KAFKA_USER, REDIS_USER } from './credentials.ts';
import { HOST } from './ports.ts';
import { REGISTRY_API } from './registry.ts';
import type { Component } from './types.ts';

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

const OF = { kafka, registry, redis };

/** Settings with which a service reaches the components that run. */
export const stackEnvironment = (components: readonly Component[], tls: Certificates | null): Environment =>
  Object.assign({}, ...components.map(({ name, port }) => OF[name](port, tls)));
