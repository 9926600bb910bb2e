import { domainToASCII } from 'node:url';

/** What two spellings of one mailbox may differ in, as the operator of the domain promises; a row of the mappings. */
export interface EmailPolicy {
  /** `lower`: the local part ignores case. */
  readonly local_part: 'keep' | 'lower';
  /** Character that starts a sub-address: with `+`, `jane+anything@` is the mailbox `jane@`. Null: nothing is stripped. */
  readonly sub_address: string | null;
}

/** The policy of a domain; asked with the domain in lower case and punycode. */
export type EmailPolicyOf = (domain: string) => EmailPolicy;

/** An address in two parts; the domain is lower case and punycode. */
export interface EmailAddress {
  readonly local: string;
  readonly domain: string;
}

const SCHEME = 'mailto:';

// RFC 5322 addr-spec without comments and folding; dots in odd places are let through because some carriers issue them.
// RFC 6531 allows characters beyond ASCII on both sides.
const LOCAL = /^(?:[^\s"(),:;<>@[\\\]\p{Cc}]+|"(?:[^"\\\p{Cc}]|\\[^\p{Cc}])*")$/u;
const ASCII_DOMAIN = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*$/;
const LITERAL_DOMAIN = /^\[[0-9a-f:.]+\]$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is all of ASCII
const ASCII = /^[\x00-\x7f]*$/;

/** Longest address RFC 5321 lets through a mail server. */
const ADDRESS_CHARS_MAX = 254;

const percentDecoded = (text: string): string | null => {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
};

const asciiDomain = (domain: string): string | null => {
  const ascii = ASCII.test(domain) ? domain.toLowerCase() : domainToASCII(domain);
  return ASCII_DOMAIN.test(ascii) || LITERAL_DOMAIN.test(ascii) ? ascii : null;
};

/**
 * Reads an address, bare or as a `mailto:` IRI (RFC 6068: percent-encoded, and here without header fields).
 * @returns null when it is neither
 */
export const parseEmail = (text: string): EmailAddress | null => {
  const isIri = text.length > SCHEME.length && text.slice(0, SCHEME.length).toLowerCase() === SCHEME;
  const address = isIri ? percentDecoded(text.slice(SCHEME.length)) : text;
  if (address === null || address.length > ADDRESS_CHARS_MAX || (isIri && text.includes('?'))) return null;
  const at = address.lastIndexOf('@');
  const local = address.slice(0, Math.max(at, 0));
  const domain = asciiDomain(address.slice(at + 1));
  return domain !== null && LOCAL.test(local) ? { local, domain } : null;
};

/** Removes what the domain's policy calls a difference of spelling only. Quoted local parts keep their sub-address. */
export const canonicalEmail = ({ local, domain }: EmailAddress, policyOf: EmailPolicyOf): string => {
  const { local_part, sub_address } = policyOf(domain);
  const start = sub_address !== null && !local.startsWith('"') ? local.indexOf(sub_address) : -1;
  const mailbox = start > 0 ? local.slice(0, start) : local;
  return `${local_part === 'lower' ? mailbox.toLowerCase() : mailbox}@${domain}`;
};

/**
 * Every spelling of an address under which a source may know it, without repeats: as given, with the domain in
 * canonical form, and in canonical form with and without its sub-address.
 */
export const emailSpellings = (given: string, address: EmailAddress, policyOf: EmailPolicyOf): readonly string[] => {
  const bare = given.slice(0, SCHEME.length).toLowerCase() === SCHEME ? given.slice(SCHEME.length) : given;
  const keepSubaddress: EmailPolicyOf = (domain) => ({ ...policyOf(domain), sub_address: null });
  return [
    ...new Set([
      bare,
      `${address.local}@${address.domain}`,
      canonicalEmail(address, keepSubaddress),
      canonicalEmail(address, policyOf),
    ]),
  ];
};
