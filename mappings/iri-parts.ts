import { isIPv6 } from 'node:net';
import { isBlank } from './placeholder.ts';

const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]*):/;
/** Nearly all IRIs are of this kind. */
const USUAL =
  /^https?:\/\/(?!(?:null|undefined|nan)(?:[:/?#]|$))[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9][A-Za-z0-9-]*)*(?::\d{1,4})?(?:[/?#]|$)/i;

/** Escapes are decoded: `%20` names nothing. What cannot be decoded is taken as it is. */
const decoded = (text: string): string => {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** RFC 3986 3.2: user info, host, port, behind `//`. */
const AUTHORITY = /^\/\/(?:[^/?#]*@)?(\[[^\]]*\]|[^:/?#@]*)(?::(\d*))?(?=[/?#]|$)/;
const PORT_MAX = 65_535;
/** RFC 3986 3.2.2. */
const IP_FUTURE = /^v[0-9a-f]+\.[a-z0-9._~!$&'()*+,;=:-]+$/i;
/** Dots that browsers and IDNA (RFC 3490 3.1) take for one. */
const DOT = /[.\u3002\uFF0E\uFF61]/;

/** What programs write for a host that is missing. */
const NO_HOST = /^(?:null|undefined|nan)$/i;

/** A name of labels, of which the root alone may be empty; or an address in brackets. */
const isHost = (host: string): boolean => {
  if (host.startsWith('[')) return isIPv6(host.slice(1, -1)) || IP_FUTURE.test(host.slice(1, -1));
  const labels = decoded(host).split(DOT);
  if (labels.length > 1 && labels.at(-1) === '') labels.pop();
  if (labels.length === 1 && NO_HOST.test(labels[0]!)) return false;
  return labels.every((label) => label !== '') && !isBlank(decoded(host));
};

const hasHost = (rest: string): boolean => {
  const match = AUTHORITY.exec(rest);
  return match !== null && isHost(match[1]!) && Number(match[2] ?? 0) <= PORT_MAX;
};

/**
 * RFC 8141 2: namespace, and a string in it. What follows as `?+`, `?=` or `#` is not part of the name. Its last part is what
 * differs between the things of one kind, so that `urn:lms:course:` is none of them.
 */
const URN = /^([A-Za-z0-9][A-Za-z0-9-]{0,31}):([^?#]+)/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The nil UUID and its opposite are no ids (RFC 9562 5.9, 5.10). */
export const isEmptyUuid = (uuid: string): boolean => /^(?:[0-]+|[fF-]+)$/.test(uuid);

const isUrn = (rest: string): boolean => {
  const [, namespace = '', name = ''] = URN.exec(rest) ?? [];
  if (namespace.toLowerCase() === 'uuid') return UUID.test(name) && !isEmptyUuid(name);
  return !isBlank(decoded(name.slice(name.lastIndexOf(':') + 1)));
};

/** RFC 6068, RFC 7565: somebody at a host. */
const isPersonAtHost = (rest: string): boolean => {
  const [, local = '', host = ''] = /^([^?#]*)@([^?#]*)/.exec(rest) ?? [];
  return !isBlank(decoded(local)) && isHost(host);
};

/** The part before query and fragment: those say something of a thing that is named before them. */
const hasName = (rest: string): boolean => !isBlank(decoded(/^[^?#]*/.exec(rest)![0]));

/** Parts that a scheme demands, by its name in lower case; of other schemes, a name of any kind. */
const PARTS: ReadonlyMap<string, (rest: string) => boolean> = new Map([
  ['http', hasHost],
  ['https', hasHost],
  ['ftp', hasHost],
  ['urn', isUrn],
  ['mailto', isPersonAtHost],
  ['acct', isPersonAtHost],
]);

/**
 * Whether a text starts as an IRI does, and lacks what its scheme demands to name something: `http://` and `urn:uuid:` would be one
 * id for all that send them.
 *
 * http and https need a host (RFC 9110 4.2.1), which has no empty labels and is not `undefined`, and a port that exists; urn a
 * namespace and a name in it (RFC 8141 2) with something behind the last colon, which for `urn:uuid:` is a UUID (RFC 9562 4), but
 * not nil; mailto and acct somebody at a host. Of every other scheme, the part before `?` and `#` needs a letter, digit or symbol:
 * `tag:`, `course-v1:` and `uuid://` name things in their own way.
 */
export const lacksParts = (text: string): boolean => {
  if (USUAL.test(text)) return false;
  const [start, scheme] = SCHEME.exec(text) ?? [];
  if (start === undefined) return false;
  const isNamed = PARTS.get(scheme!.toLowerCase()) ?? hasName;
  return !isNamed(text.slice(start.length));
};
