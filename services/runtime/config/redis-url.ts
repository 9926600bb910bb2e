import { type Address, parseAddresses } from './address.ts';
import { decodeUserInfo, type UserInfo } from './user-info.ts';

/** What a Redis URL says. */
export interface RedisAddress extends UserInfo {
  readonly mode: 'single' | 'sentinel' | 'cluster';
  readonly tls: boolean;
  /** One server, or the sentinels, or some nodes of the cluster. */
  readonly nodes: readonly Address[];
  /** Name of the master that the sentinels watch; only in sentinel mode. */
  readonly master?: string;
  readonly database: number;
}

const PORT = 6379;
const SENTINEL_PORT = 26379;
const URL_SHAPE = /^redis(s)?(?:\+(sentinel|cluster))?:\/\/(?:([^@/]*)@)?([^/?#]+)(?:\/([^?#]*))?$/i;

/**
 * Reads `redis://[user:password@]host[:port][/database]`, with `rediss://` for TLS, `redis+sentinel://h1,h2/master[/database]`
 * and `redis+cluster://h1,h2`. (The WHATWG parser takes one host only.) Null when it is none of these.
 */
export const parseRedisUrl = (text: string): RedisAddress | null => {
  const match = URL_SHAPE.exec(text.trim());
  if (match === null) return null;
  const [, secure, kind, user = '', hosts, path = ''] = match;
  const mode = (kind?.toLowerCase() ?? 'single') as RedisAddress['mode'];
  const nodes = parseAddresses(hosts!, mode === 'sentinel' ? SENTINEL_PORT : PORT);
  const place = parsePath(mode, path);
  const [, username = '', password = ''] = /^([^:]*):?(.*)$/.exec(user)!;
  const credentials = decodeUserInfo(username, password);
  if (nodes === null || place === null || credentials === null) return null;
  if (mode === 'single' && nodes.length > 1) return null;
  return { mode, tls: secure !== undefined, nodes, ...place, ...credentials };
};

const parsePath = (mode: RedisAddress['mode'], path: string): Pick<RedisAddress, 'master' | 'database'> | null => {
  const parts = path === '' ? [] : path.split('/');
  const master = mode === 'sentinel' ? parts.shift() : undefined;
  if (mode === 'sentinel' && (master === undefined || master === '')) return null;
  const database = parts.shift() ?? '0';
  if (parts.length > 0 || !/^\d{1,4}$/.test(database) || (mode === 'cluster' && Number(database) !== 0)) return null;
  return { database: Number(database), ...(master === undefined ? {} : { master }) };
};
