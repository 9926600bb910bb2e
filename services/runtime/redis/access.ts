import { type ServiceName, type TopicName, topology } from '../../../topology/topology.ts';

/** Prefix of all keys in Redis. */
export const NAMESPACE = 'ss';

/** What the scripts (`scripts.ts`) and the client (`client.ts`) call. */
export const COMMANDS = [
  ...['eval', 'evalsha', 'get', 'set', 'getrange', 'del', 'pexpire', 'hget', 'hset', 'hdel', 'hgetall'],
  ...['zadd', 'zrem', 'zcard', 'zcount', 'zrange', 'zrangebyscore', 'info'],
] as const;

/** What ioredis itself calls, in every mode. */
const CONNECTION_COMMANDS = [
  ...['auth', 'hello', 'ping', 'select', 'client|setname', 'client|setinfo', 'client|id'],
  ...['cluster|slots', 'cluster|shards', 'readonly'],
] as const;

const services = Object.keys(topology.services) as ServiceName[];

/** Where several services write one topic, each has a projection of its own (`TableOptions.owner`). */
const tableOf = (service: ServiceName, topic: TopicName): string => {
  const writers = services.filter((name) => topology.services[name].tables.includes(topic));
  return `${NAMESPACE}:t:${topic}${writers.length > 1 ? `@${service}` : ''}`;
};

/**
 * Patterns of the keys that a service reads and writes: its claims, of every generation, its tables, and those of others
 * that it looks up and restores where they are lost.
 */
export const keyPatternsOf = (service: ServiceName): readonly string[] => {
  const { tables, lookups } = topology.services[service];
  return [
    `{${NAMESPACE}:${service}:*`,
    ...[...new Set([...tables, ...lookups])].sort().map((topic) => `{${tableOf(service, topic)}}:*`),
  ];
};

/** The arguments of `ACL SETUSER` that give a service exactly what it needs, and leave its password as it is. */
export const redisRightsOf = (service: ServiceName): readonly string[] => [
  ...['on', 'resetkeys', 'resetchannels', '-@all'],
  ...[...CONNECTION_COMMANDS, ...COMMANDS].map((command) => `+${command}`),
  ...keyPatternsOf(service).map((pattern) => `~${pattern}`),
];
