import type { Address } from '../address.ts';
import { anyText, flag, pemFile, redisUrl } from '../kinds.ts';
import { defaulted, defineSection, optional, required } from '../variable.ts';
import { passwordVariables, pickCredentials } from './credentials.ts';
import { checkPlaintext } from './plaintext.ts';

/** Connection to Redis or Valkey. */
export interface RedisSettings {
  readonly mode: 'single' | 'sentinel' | 'cluster';
  /** One server, or the sentinels, or some nodes of the cluster. */
  readonly nodes: readonly Address[];
  /** Name of the master that the sentinels watch; only in sentinel mode. */
  readonly master?: string;
  readonly database: number;
  readonly username?: string;
  readonly password?: string;
  /** Login at the sentinels themselves. */
  readonly sentinel_username?: string;
  readonly sentinel_password?: string;
  /** False without TLS. Text of a PEM file; without `ca` the certificates that Node.js trusts. */
  readonly tls: false | { readonly ca?: string };
}

/** `REDIS_*`. */
export const redis = defineSection({
  title: 'Redis',
  variables: {
    REDIS_URL: required(redisUrl, {
      description:
        'Where Redis or Valkey is. `rediss` speaks TLS. `redis+sentinel://host,host/master` asks sentinels for the ' +
        'master, `redis+cluster://host,host` is a cluster.',
      example: 'redis://localhost:6379',
      secret: true,
    }),
    REDIS_USERNAME: optional(anyText, { description: 'ACL user, when it is not in the URL.' }),
    REDIS_PASSWORD: optional(anyText, { description: 'Password, when it is not in the URL.', secret: true }),
    REDIS_SENTINEL_USERNAME: optional(anyText, { description: 'ACL user at the sentinels.' }),
    REDIS_SENTINEL_PASSWORD: optional(anyText, { description: 'Password at the sentinels.', secret: true }),
    REDIS_TLS_CA_FILE: optional(pemFile, {
      description: 'Certificates that sign that of Redis. Without it, the ones that Node.js trusts.',
    }),
    REDIS_ALLOW_PLAINTEXT: defaulted(flag, 'false', {
      description:
        'Lets passwords be sent without TLS. Otherwise that is refused, but for a single server on this machine: sentinels ' +
        'and clusters may name any other.',
    }),
  },
  build: (values, report): RedisSettings => {
    const { tls, username, password, ...address } = values.REDIS_URL;
    const ca = values.REDIS_TLS_CA_FILE;
    if (ca !== undefined && !tls) {
      report.fault({ variable: 'REDIS_TLS_CA_FILE', problem: 'is set without TLS', expected: 'a rediss URL with it' });
    }
    const own = { username: values.REDIS_USERNAME, password: values.REDIS_PASSWORD };
    checkPlaintext(
      {
        variables: [
          ...passwordVariables('REDIS', { username, password }, own),
          ...(values.REDIS_SENTINEL_PASSWORD === undefined ? [] : ['REDIS_SENTINEL_PASSWORD']),
        ],
        encrypted: tls,
        hosts: address.mode === 'single' ? address.nodes.map(({ host }) => host) : null,
      },
      {
        permitted: values.REDIS_ALLOW_PLAINTEXT,
        permission: 'REDIS_ALLOW_PLAINTEXT',
        encryption: 'a rediss URL with it',
      },
      report,
    );
    return {
      ...address,
      ...pickCredentials('REDIS', { username, password }, own, report),
      ...(values.REDIS_SENTINEL_USERNAME === undefined ? {} : { sentinel_username: values.REDIS_SENTINEL_USERNAME }),
      ...(values.REDIS_SENTINEL_PASSWORD === undefined ? {} : { sentinel_password: values.REDIS_SENTINEL_PASSWORD }),
      tls: tls && (ca === undefined ? {} : { ca }),
    };
  },
});
