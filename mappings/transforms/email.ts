import { foldedCase, parseAddress, withoutSubAddress } from '../address.ts';
import type { EmailDomainPolicy } from '../types.ts';
import { type Lookups, Refusal, type Step, type Transform, textStep, withoutParameters } from './transform.ts';

const NOT_AN_ADDRESS = new Refusal('email_form', 'no e-mail address');

/** Rewrites the local part by the policy of the domain, which itself is always brought into one form. */
const addressStep = (lookups: Lookups, rewrite: (local: string, policy: EmailDomainPolicy) => string): Step =>
  textStep((text) => {
    const address = parseAddress(text);
    if (address === null) return NOT_AN_ADDRESS;
    return `${rewrite(address.local, lookups.emailDomain(address.domain))}@${address.domain}`;
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
  compile: withoutParameters((lookups) => addressStep(lookups, foldedCase)),
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
