import type { Stack } from '../../../tools/stack/index.ts';
import { kafkaWire } from './kafka-wire.ts';
import { redisWire } from './redis-wire.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** A proxy before each part of a stack. */
export interface StackProxies {
  readonly kafka: TcpProxy;
  readonly redis: TcpProxy;
  readonly registry: TcpProxy;
  /** Settings with which a service reaches the stack through the proxies; those of the stack go past them. */
  readonly env: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

const portOf = (address: string): number => Number(new URL(address).port);

const withPort = (address: string, port: number): string => {
  const url = new URL(address);
  url.port = String(port);
  return url.href;
};

/** @throws Error when the stack was started without `kafkaProxied` */
export const startStackProxies = async ({
  env,
  kafkaProxied,
}: Pick<Stack, 'env' | 'kafkaProxied'>): Promise<StackProxies> => {
  if (kafkaProxied === null) throw new Error('the stack has no listener for a proxy');
  const [redis_url, registry_url] = [env['REDIS_URL']!, env['SCHEMA_REGISTRY_URL']!];
  const [kafka, redis, registry] = await Promise.all([
    startTcpProxy({ to: kafkaProxied.port, port: kafkaProxied.advertised_port, wire: kafkaWire }),
    startTcpProxy({ to: portOf(redis_url), wire: redisWire }),
    startTcpProxy({ to: portOf(registry_url) }),
  ]);
  return {
    kafka,
    redis,
    registry,
    env: {
      ...env,
      KAFKA_BROKERS: `127.0.0.1:${kafka.port}`,
      REDIS_URL: withPort(redis_url, redis.port),
      SCHEMA_REGISTRY_URL: withPort(registry_url, registry.port),
    },
    stop: async () => {
      await Promise.all([kafka.stop(), redis.stop(), registry.stop()]);
    },
  };
};
