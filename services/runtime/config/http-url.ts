import { decodeUserInfo, type UserInfo } from './user-info.ts';

/** What the URL of an HTTP service says. */
export interface HttpAddress extends UserInfo {
  /** Without user info and without a slash at the end. */
  readonly url: string;
  readonly tls: boolean;
}

/** Reads `http[s]://[user:password@]host[:port][/path]`. Null when it is not one, or has a query or fragment. */
export const parseHttpUrl = (text: string): HttpAddress | null => {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') return null;
  const credentials = decodeUserInfo(url.username, url.password);
  if (credentials === null) return null;
  return {
    url: `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, '')}`,
    tls: url.protocol === 'https:',
    ...credentials,
  };
};
