import {
  type EmailAddress,
  type EmailDomainPolicy,
  foldedCase,
  parseAddress,
  withoutSubAddress,
} from '../../mappings/index.ts';

/** The policy of a domain; asked with the domain in lower case and punycode. */
export type EmailPolicyOf = (domain: string) => EmailDomainPolicy;

const SCHEME = 'mailto:';

const percentDecoded = (text: string): string | null => {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
};

/**
 * Reads an address, bare or as a `mailto:` IRI (RFC 6068: percent-encoded, and here without header fields).
 * @returns null when it is neither
 */
export const parseEmail = (text: string): EmailAddress | null => {
  const isIri = text.length > SCHEME.length && text.slice(0, SCHEME.length).toLowerCase() === SCHEME;
  const address = isIri ? percentDecoded(text.slice(SCHEME.length)) : text;
  return address === null || (isIri && text.includes('?')) ? null : parseAddress(address);
};

/** Removes what the domain's policy calls a difference of spelling only. Quoted local parts keep their sub-address. */
export const canonicalEmail = ({ local, domain }: EmailAddress, policyOf: EmailPolicyOf): string => {
  const policy = policyOf(domain);
  return `${foldedCase(withoutSubAddress(local, policy), policy)}@${domain}`;
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
