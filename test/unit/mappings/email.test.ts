import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lowercaseEmail, stripEmailAlias } from '../../../mappings/transforms/email.ts';
import { UNKNOWN_SOURCE } from '../../../mappings/transforms/examples.ts';
import { Refusal, type Step, type Transform } from '../../../mappings/transforms/transform.ts';
import type { EmailDomainPolicy } from '../../../mappings/types.ts';
import { canonicalEmail, parseEmail } from '../../../services/people/email.ts';

const POLICIES: readonly EmailDomainPolicy[] = [
  { local_part: 'keep', sub_address: null },
  { local_part: 'lower', sub_address: null },
  { local_part: 'keep', sub_address: '+' },
  { local_part: 'lower', sub_address: '-' },
];

/** Both transforms, as the field map of members chains them. */
const canonical = (policy: EmailDomainPolicy): ((address: string) => unknown) => {
  const context = { source: UNKNOWN_SOURCE, received_at: 0 };
  const compile = (transform: Transform): Step =>
    transform.compile([], { emailDomain: () => policy, enrollmentState: () => undefined }, { name: 'string' }) as Step;
  const [lower, strip] = [compile(lowercaseEmail), compile(stripEmailAlias)];
  return (address) => {
    const lowered = lower(address, context);
    return lowered instanceof Refusal ? lowered : strip(lowered, context);
  };
};

const local = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9+._-]{0,12}$/);
const domain = fc.constantFrom('x.example', 'X.Example', 'sub.x.example', 'bücher.example');
const policy = fc.constantFrom(...POLICIES);

it('is idempotent', () => {
  fc.assert(
    fc.property(policy, local, domain, (rules, name, host) => {
      const once = canonical(rules)(`${name}@${host}`);
      expect(once).toBeTypeOf('string');
      expect(canonical(rules)(once as string)).toBe(once);
    }),
  );
});

it('never makes two local parts one without a policy that says so', () => {
  fc.assert(
    fc.property(local, local, (a, b) => {
      const strict = canonical(POLICIES[0]!);
      if (a !== b) expect(strict(`${a}@x.example`)).not.toBe(strict(`${b}@x.example`));
    }),
  );
});

it('makes two addresses of a domain one only if they differ in nothing but case and sub-address', () => {
  fc.assert(
    fc.property(policy, local, local, (rules, a, b) => {
      const same = canonical(rules)(`${a}@x.example`) === canonical(rules)(`${b}@x.example`);
      const mailbox = (name: string): string => {
        const start = rules.sub_address === null ? -1 : name.indexOf(rules.sub_address);
        const base = start > 0 ? name.slice(0, start) : name;
        return rules.local_part === 'lower' ? base.toLowerCase() : base;
      };
      expect(same).toBe(mailbox(a) === mailbox(b));
    }),
  );
});

it('always brings the domain into one form', () => {
  const strict = canonical(POLICIES[0]!);
  expect(strict('Ada@BÜCHER.example')).toBe('Ada@xn--bcher-kva.example');
});

it('leaves a quoted local part and a leading separator alone', () => {
  const strip = canonical(POLICIES[2]!);
  expect(strip('"ada+x"@x.example')).toBe('"ada+x"@x.example');
  expect(strip('+ada@x.example')).toBe('+ada@x.example');
});

it.each(['ada', 'ada@', '@x.example', 'a da@x.example', 'ada@x..example', `${'a'.repeat(250)}@x.example`])(
  'refuses %j without repeating it',
  (address) => {
    const refusal = canonical(POLICIES[0]!)(address);
    expect(refusal).toMatchObject({ code: 'email_form', reason: 'no e-mail address' });
  },
);

it('agrees with the aliases by which people are known', () => {
  const any = fc.oneof(
    fc.tuple(local, domain).map((parts) => parts.join('@')),
    fc.string({ maxLength: 20 }).filter((text) => !text.toLowerCase().startsWith('mailto:')),
  );
  fc.assert(
    fc.property(policy, any, (rules, address) => {
      const parsed = parseEmail(address);
      const result = canonical(rules)(address);
      if (parsed) expect(result).toBe(canonicalEmail(parsed, () => rules));
      else expect(result).toBeInstanceOf(Refusal);
    }),
  );
});
