import { hash } from 'node:crypto';
import { isBlank, isPlaceholder, lacksParts } from '../../mappings/index.ts';
import type { AliasKind } from '../../schemas/types.generated.ts';
import { canonicalEmail, type EmailPolicyOf, emailSpellings, parseEmail } from './email.ts';

export type { AliasKind };

/** A name that some system has for a person. */
export interface Alias {
  readonly kind: AliasKind;
  /**
   * Within what the value is unique: home page of an `account`, issuer of an `sso_subject`, source id of an `lms_user`.
   * For `mbox_sha1sum` null, or `BARE_ADDRESS` when the hash is of the address and not of the mailto IRI. Else null.
   */
  readonly namespace: string | null;
  readonly value: string;
}

declare const canonical: unique symbol;
/** An alias in its one canonical form; made by `canonicalAlias` only. */
export type CanonicalAlias = Alias & { readonly [canonical]: true };

/** Namespace of e-mail hashes that some sources take of the bare address, against xAPI 1.0.3 Data 2.4.2.3. */
export const BARE_ADDRESS = 'address';

export type AliasErrorCode =
  | 'alias_mbox'
  | 'alias_mbox_sha1sum'
  | 'alias_openid'
  | 'alias_account'
  | 'alias_employee_id'
  | 'alias_sso_subject'
  | 'alias_lms_user';

/** An alias that cannot be one. The message never holds the value, which may be personal. */
export class AliasError extends Error {
  override readonly name = 'AliasError';
  readonly code: AliasErrorCode;

  constructor(kind: AliasKind, expected: string) {
    super(`${kind}: ${expected}`);
    this.code = `alias_${kind}`;
  }
}

const SHA1_HEX = /^[0-9a-f]{40}$/i;
/** What systems hash for people without an address. */
const SUMS_OF_NOBODY: ReadonlySet<string> = new Set(
  ['', 'null', 'undefined', 'None'].flatMap((address) => [
    hash('sha1', address, 'hex'),
    hash('sha1', `mailto:${address}`, 'hex'),
  ]),
);
const SCHEME_AND_HOST = /^([a-z][a-z0-9+.-]*:)(?:\/\/([^/?#]*))?/i;
const PART_CHARS_MAX = 2048;
// The hash input is `kind|namespace|value`, so a bar in a namespace could make two aliases one. No IRI holds a bar.
const NAMESPACE = /^[^\s|\p{Cc}]+$/u;

const branded = (kind: AliasKind, namespace: string | null, value: string): CanonicalAlias =>
  ({ kind, namespace, value }) as CanonicalAlias;

/** Most IRIs have neither upper case nor anything beyond ASCII, and need no second look. */
const MAY_HAVE_UPPER_CASE = /[A-Z\u0080-\uFFFF]/;

const lowerSchemeAndHost = (iri: string): string =>
  !MAY_HAVE_UPPER_CASE.test(iri)
    ? iri
    : iri.replace(SCHEME_AND_HOST, (_, scheme: string, authority: string | undefined) => {
        if (authority === undefined) return scheme.toLowerCase();
        const host = authority.lastIndexOf('@') + 1;
        return `${scheme.toLowerCase()}//${authority.slice(0, host)}${authority.slice(host).toLowerCase()}`;
      });

/** OpenID 2.0, 7.2: RFC 3986 section 6 normal form, without the fragment. Paths are left as they are. */
const canonicalOpenid = (uri: string): string => {
  const [absolute = ''] = lowerSchemeAndHost(uri).split('#', 1);
  const portless = absolute.replace(/^(http:\/\/[^/?]*):80(?=[/?]|$)|^(https:\/\/[^/?]*):443(?=[/?]|$)/, '$1$2');
  return portless.replace(/^(https?:\/\/[^/?]+)(?=\?|$)/, '$1/');
};

/** A text for nobody, or for all of whom a system knows nothing: as an alias, it would be one person. */
const named = (kind: AliasKind, value: string): string => {
  if (isPlaceholder(value)) throw new AliasError(kind, 'expected what names one person, not a word for nobody');
  return value;
};

const namespaced = (alias: Alias, expected: string): { namespace: string; value: string } => {
  const { kind, namespace, value } = alias;
  const isNamespace = namespace !== null && NAMESPACE.test(namespace) && !lacksParts(namespace);
  if (!isNamespace || isBlank(value)) throw new AliasError(kind, expected);
  return { namespace, value: named(kind, value) };
};

/**
 * Brings an alias into the one form in which equal people have equal aliases.
 * @param policyOf what spellings of a local part mean the same mailbox, by domain; asked for `mbox` only
 * @throws AliasError when the alias is not well-formed for its kind
 */
export const canonicalAlias = (alias: Alias, policyOf: EmailPolicyOf): CanonicalAlias => {
  const { kind, value } = alias;
  if (value.length > PART_CHARS_MAX || (alias.namespace?.length ?? 0) > PART_CHARS_MAX) {
    throw new AliasError(kind, `longer than ${PART_CHARS_MAX} characters`);
  }
  // As UTF-8, all halves are one character: two people would have one alias.
  if (!value.isWellFormed() || alias.namespace?.isWellFormed() === false) {
    throw new AliasError(kind, 'expected whole characters, no half of a surrogate pair');
  }
  switch (kind) {
    case 'mbox': {
      const address = parseEmail(value);
      if (!address) throw new AliasError(kind, 'expected an e-mail address or a mailto IRI');
      return branded(kind, null, canonicalEmail(address, policyOf));
    }
    case 'mbox_sha1sum':
      if (!SHA1_HEX.test(value)) throw new AliasError(kind, 'expected 40 hex digits');
      if (SUMS_OF_NOBODY.has(value.toLowerCase())) throw new AliasError(kind, 'expected the sum of an address');
      return branded(kind, alias.namespace === BARE_ADDRESS ? BARE_ADDRESS : null, value.toLowerCase());
    case 'openid':
      if (!SCHEME_AND_HOST.test(value) || lacksParts(value)) {
        throw new AliasError(kind, 'expected a URI with a scheme and what it demands, such as a host');
      }
      return branded(kind, null, canonicalOpenid(value));
    case 'account': {
      const account = namespaced(alias, 'expected a home page (IRL) and a name');
      return branded(kind, lowerSchemeAndHost(account.namespace), account.value);
    }
    case 'sso_subject': {
      const subject = namespaced(alias, 'expected an issuer without white space or bar, and a subject');
      return branded(kind, subject.namespace, subject.value);
    }
    case 'lms_user': {
      const user = namespaced(alias, 'expected a source id without white space or bar, and a user id');
      return branded(kind, user.namespace, user.value);
    }
    case 'employee_id':
      return branded(kind, null, named(kind, value.trim()));
  }
};

/**
 * All aliases under which sources may know the owner of an address: the `mbox`, and the SHA-1 sums of each spelling as a
 * mailto IRI (xAPI 1.0.3 Data 2.4.2.3) and as a bare address (namespace `BARE_ADDRESS`).
 * @throws AliasError when it is no address
 */
export const emailAliases = (email: string, policyOf: EmailPolicyOf): readonly CanonicalAlias[] => {
  const mbox = canonicalAlias({ kind: 'mbox', namespace: null, value: email }, policyOf);
  const address = parseEmail(email);
  if (!address) throw new AliasError('mbox', 'expected an e-mail address or a mailto IRI');
  const sums = emailSpellings(email, address, policyOf).flatMap((spelling) => [
    branded('mbox_sha1sum', null, hash('sha1', `mailto:${spelling}`, 'hex')),
    branded('mbox_sha1sum', BARE_ADDRESS, hash('sha1', spelling, 'hex')),
  ]);
  return [mbox, ...sums];
};
