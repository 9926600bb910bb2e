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

const withPort = (address: string, port: number): string => {
  const url = new URL(address);
  url.port = String(port);
  return url.href;
};

/** @throws Error when the stack was started without `kafkaProxied` */
export const startStackProxies = async (
  stack: Pick<Stack, 'env' | 'kafkaProxied' | 'redis' | 'registry'>,
): Promise<StackProxies> => {
  const listener = stack.kafkaProxied;
  if (listener === null) throw new Error('the stack has no listener for a proxy');
  const [kafka, redis, registry] = await Promise.all([
    startTcpProxy({ to: listener.port, port: listener.advertised_port, wire: kafkaWire }),
    startTcpProxy({ to: stack.redis.port, wire: redisWire }),
    startTcpProxy({ to: stack.registry.port }),
  ]);
  return {
    kafka,
    redis,
    registry,
    env: {
      ...stack.env,
      KAFKA_BROKERS: `127.0.0.1:${kafka.port}`,
      REDIS_URL: withPort(stack.env['REDIS_URL']!, redis.port),
      SCHEMA_REGISTRY_URL: withPort(stack.env['SCHEMA_REGISTRY_URL']!, registry.port),
    },
    stop: async () => {
      await Promise.all([kafka.stop(), redis.stop(), registry.stop()]);
    },
  };
};
