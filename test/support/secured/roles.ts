import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { readSettings } from '../../../services/runtime/config/settings.ts';
import { createKafka, type Kafka } from '../../../services/runtime/kafka/client.ts';
import { createLogger } from '../../../services/runtime/log.ts';
import { repositoryRoot } from '../../../tools/stack/paths.ts';
import { rolesOf } from '../../../topology/access.ts';
import { topology } from '../../../topology/topology.ts';

export type Environment = Readonly<Record<string, string>>;

export const ROLES = rolesOf(topology).map(({ name }) => name);
const userOf = (role: string): string => `skillstream-${role}`;
const passwordOf = (role: string): string => `password-of-${role}`;

/** Users of Kafka for a stack with the authorizer on: one for each role. */
export const USERS = Object.fromEntries(ROLES.map((role) => [userOf(role), passwordOf(role)]));

/** Settings of a stack with the login of a role in the place of the one that may do everything. */
export const environmentAs = (role: string, env: Environment): Environment => {
  const redis = new URL(env['REDIS_URL']!);
  redis.username = userOf(role);
  redis.password = passwordOf(role);
  return {
    ...env,
    KAFKA_SASL_MECHANISM: 'plain',
    KAFKA_SASL_USERNAME: userOf(role),
    KAFKA_SASL_PASSWORD: passwordOf(role),
    REDIS_URL: redis.href,
  };
};

export const kafkaAs = (role: string, env: Environment): Kafka =>
  createKafka(readSettings(environmentAs(role, env), ['kafka']).kafka, `test-${role}`, createLogger('test', 'silent'));

/** Runs `work` on a bare connection to the Redis of a stack with TLS. */
export const withSecuredRedis = async <T>(env: Environment, work: (redis: Redis) => Promise<T>): Promise<T> => {
  const ca = readFileSync(env['REDIS_TLS_CA_FILE']!, 'utf8');
  const redis = new Redis(env['REDIS_URL']!, { tls: { ca }, lazyConnect: true, retryStrategy: () => null });
  // What fails shows in the call that fails.
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return await work(redis);
  } finally {
    redis.disconnect();
  }
};

/** Makes the users of `deploy/redis/users.redis`, and gives them passwords. */
export const createRedisUsers = (env: Environment): Promise<void> =>
  withSecuredRedis(env, async (redis) => {
    const commands = readFileSync(join(repositoryRoot, 'deploy/redis/users.redis'), 'utf8').trim().split('\n');
    for (const command of commands) {
      const [name, ...args] = command.split(' ');
      await redis.call(name!, ...args);
      const user = args[1]!;
      await redis.call('ACL', 'SETUSER', user, `>${passwordOf(user.replace('skillstream-', ''))}`);
    }
  });
