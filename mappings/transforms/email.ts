import { domainToASCII } from 'node:url';
import type { EmailDomainPolicy } from '../types.ts';
import { type Lookups, Refusal, type Step, type Transform, textStep, withoutParameters } from './transform.ts';

const NOT_AN_ADDRESS = new Refusal('email_form', 'no e-mail address');

// RFC 5321 section 4.5.3.1.3, less the angle brackets.
const ADDRESS_CHARS_MAX = 254;
// RFC 5322 addr-spec without comments and folding, with the characters that RFC 6531 adds.
const LOCAL = /^(?:[^\s"(),:;<>@[\\\]\p{Cc}]+|"(?:[^"\\\p{Cc}]|\\[^\p{Cc}])*")$/u;
const DOMAIN = /^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*|\[[0-9a-f:.]+\])$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is all of ASCII
const ASCII = /^[\x00-\x7f]*$/;

/** Domain names are compared without case, and in their ASCII form (RFC 5890). */
const asciiDomain = (domain: string): string => (ASCII.test(domain) ? domain.toLowerCase() : domainToASCII(domain));

/** Rewrites the local part by the policy of the domain, which itself is always brought into one form. */
const addressStep = (lookups: Lookups, rewrite: (local: string, policy: EmailDomainPolicy) => string): Step =>
  textStep((text) => {
    const at = text.lastIndexOf('@');
    const local = text.slice(0, Math.max(at, 0));
    const domain = asciiDomain(text.slice(at + 1));
    if (text.length > ADDRESS_CHARS_MAX || !LOCAL.test(local) || !DOMAIN.test(domain)) return NOT_AN_ADDRESS;
    return `${rewrite(local, lookups.emailDomain(domain))}@${domain}`;
  });

export const lowercaseEmail: Transform = {
  name: 'lowercase_email',
  summary:
    'An e-mail address in lower case: the domain always, the part before the @ where `email-domains.csv` says that case does not matter there.',
  parameters: null,
  takes: 'string',
  gives: { name: 'string' },
  depends_on: ['email-domains.csv'],
  examples: [
    { input: 'Ada.Lovelace@Lower.Example', gives: { output: 'ada.lovelace@lower.example' } },
    { input: 'Ada.Lovelace@Keep.Example', gives: { output: 'Ada.Lovelace@keep.example' } },
    { input: 'ada.lovelace', gives: { refusal: 'email_form' } },
  ],
  compile: withoutParameters((lookups) =>
    addressStep(lookups, (local, policy) => (policy.local_part === 'lower' ? local.toLowerCase() : local)),
  ),
};

/** A quoted local part is taken literally; one that starts with the separator would be left with nothing. */
const withoutSubAddress = (local: string, { sub_address }: EmailDomainPolicy): string => {
  const start = sub_address === null || local.startsWith('"') ? -1 : local.indexOf(sub_address);
  return start > 0 ? local.slice(0, start) : local;
};

export const stripEmailAlias: Transform = {
  name: 'strip_email_alias',
  summary: 'An e-mail address without its sub-address, where `email-domains.csv` says which character starts one.',
  parameters: null,
  takes: 'string',
  gives: { name: 'string' },
  depends_on: ['email-domains.csv'],
  examples: [
    { input: 'ada+courses@lower.example', gives: { output: 'ada@lower.example' } },
    { input: 'ada+courses@keep.example', gives: { output: 'ada+courses@keep.example' } },
    { input: '@lower.example', gives: { refusal: 'email_form' } },
  ],
  compile: withoutParameters((lookups) => addressStep(lookups, withoutSubAddress)),
};
