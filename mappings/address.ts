import { domainToASCII } from 'node:url';
import type { EmailDomainPolicy } from './types.ts';

/** An e-mail address in two parts; the domain is lower case and punycode. */
export interface EmailAddress {
  readonly local: string;
  readonly domain: string;
}

/** Longest address that a mail server lets through: RFC 5321 section 4.5.3.1.3, less the angle brackets. */
const ADDRESS_CHARS_MAX = 254;

// RFC 5322 addr-spec without comments and folding; dots in odd places are let through because some carriers issue them.
// RFC 6531 allows characters beyond ASCII on both sides.
const LOCAL = /^(?:[^\s"(),:;<>@[\\\]\p{Cc}]+|"(?:[^"\\\p{Cc}]|\\[^\p{Cc}])*")$/u;
const DOMAIN = /^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*|\[[0-9a-f:.]+\])$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is all of ASCII
const ASCII = /^[\x00-\x7f]*$/;

/** Domain names are compared without case, and in their ASCII form (RFC 5890). */
const asciiDomain = (domain: string): string => (ASCII.test(domain) ? domain.toLowerCase() : domainToASCII(domain));

/** Reads an address; null where the text is none. */
export const parseAddress = (text: string): EmailAddress | null => {
  if (text.length > ADDRESS_CHARS_MAX) return null;
  const at = text.lastIndexOf('@');
  const local = text.slice(0, Math.max(at, 0));
  const domain = asciiDomain(text.slice(at + 1));
  return LOCAL.test(local) && DOMAIN.test(domain) ? { local, domain } : null;
};

/** The part before the @ in lower case, where the domain says that case does not matter. */
export const foldedCase = (local: string, { local_part }: EmailDomainPolicy): string =>
  local_part === 'lower' ? local.toLowerCase() : local;

/**
 * The part before the @ without its sub-address. A quoted one is taken literally; one that starts with the separator would
 * be left with nothing.
 */
export const withoutSubAddress = (local: string, { sub_address }: EmailDomainPolicy): string => {
  const start = sub_address === null || local.startsWith('"') ? -1 : local.indexOf(sub_address);
  return start > 0 ? local.slice(0, start) : local;
};
