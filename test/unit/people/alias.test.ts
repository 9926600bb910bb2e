import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Alias, AliasError, BARE_ADDRESS, canonicalAlias, emailAliases } from '../../../services/people/alias.ts';
import type { EmailPolicyOf } from '../../../services/people/email.ts';

const strict: EmailPolicyOf = () => ({ local_part: 'keep', sub_address: null });
const folding: EmailPolicyOf = (domain) =>
  domain === 'corp.example' ? { local_part: 'lower', sub_address: '+' } : { local_part: 'keep', sub_address: null };

const value = (kind: Alias['kind'], text: string, namespace: string | null = null, policy = folding): string =>
  canonicalAlias({ kind, namespace, value: text }, policy).value;
const mbox = (text: string, policy = folding): string => value('mbox', text, null, policy);

const local_part = fc.constantFrom('keep', 'lower');
const sub_address = fc.constantFrom('+', '-', null);

describe('an e-mail address', () => {
  it('is the same as its mailto IRI', () => {
    expect(mbox('mailto:jane@other.example')).toBe('jane@other.example');
    expect(mbox('MAILTO:jane@other.example')).toBe('jane@other.example');
  });
  it('has its domain in lower case everywhere', () =>
    expect(mbox('Jane@Other.EXAMPLE', strict)).toBe('Jane@other.example'));
  it('keeps the case of its local part unless the domain ignores it', () => {
    expect(mbox('Jane.Doe@other.example')).toBe('Jane.Doe@other.example');
    expect(mbox('Jane.Doe@CORP.example')).toBe('jane.doe@corp.example');
  });
  it('keeps its sub-address unless the domain ignores it', () => {
    expect(mbox('jane+lms@other.example')).toBe('jane+lms@other.example');
    expect(mbox('jane+lms@corp.example')).toBe('jane@corp.example');
    expect(mbox('+jane@corp.example')).toBe('+jane@corp.example');
    expect(mbox('"jane+lms"@corp.example')).toBe('"jane+lms"@corp.example');
  });
  it('has an internationalised domain in punycode', () => {
    expect(mbox('jane@BÜCHER.example')).toBe('jane@xn--bcher-kva.example');
    expect(mbox('用户@例子.广告')).toBe('用户@xn--fsqu00a.xn--4rr70v');
  });
  it('is decoded from the IRI', () => {
    expect(mbox('mailto:gorby%25kremvax@other.example')).toBe('gorby%kremvax@other.example');
    expect(mbox('mailto:a%2Bb@other.example')).toBe('a+b@other.example');
  });
  it.each([
    'jane',
    '@corp.example',
    'jane@',
    'jane@@corp.example',
    'ja ne@corp.example',
    'jane@corp..example',
    'jane@-corp.example',
    'mailto:jane@corp.example?subject=x',
    'mailto:%ZZ@corp.example',
    'http://corp.example/jane',
    '',
    `${'j'.repeat(300)}@corp.example`,
  ])('is not %j', (text) => expect(() => mbox(text)).toThrow(AliasError));
  it('is never in the message of the error', () => {
    expect(() => mbox('secret person')).toThrow(expect.objectContaining({ code: 'alias_mbox' }));
    expect(() => mbox('secret person')).not.toThrow(/secret/);
  });
  it('is in canonical form once and for all', () =>
    fc.assert(
      fc.property(fc.emailAddress({ size: 'small' }), local_part, sub_address, (email, local_part, sub_address) => {
        const policy: EmailPolicyOf = () => ({ local_part, sub_address });
        expect(mbox(mbox(email, policy), policy)).toBe(mbox(email, policy));
      }),
    ));
});

describe('the other kinds', () => {
  it('write hashes in lower case', () => {
    expect(value('mbox_sha1sum', 'CD9B00A5611F94EAA7B1661EDAB976068E364975')).toBe(
      'cd9b00a5611f94eaa7b1661edab976068e364975',
    );
    expect(() => value('mbox_sha1sum', 'cd9b')).toThrow(AliasError);
  });
  it('tell hashes of bare addresses from hashes of mailto IRIs', () => {
    const alias = { kind: 'mbox_sha1sum', value: 'c'.repeat(40) } as const;
    expect(canonicalAlias({ ...alias, namespace: BARE_ADDRESS }, strict).namespace).toBe(BARE_ADDRESS);
    expect(canonicalAlias({ ...alias, namespace: 'something' }, strict).namespace).toBe(null);
  });
  it.each([
    ['HTTP://Jane.Example.COM', 'http://jane.example.com/'],
    ['https://id.example:443/Jane', 'https://id.example/Jane'],
    ['http://id.example:80', 'http://id.example/'],
    ['http://id.example:8080/a', 'http://id.example:8080/a'],
    ['http://id.example?a=B#frag', 'http://id.example/?a=B'],
    ['https://User@ID.example/', 'https://User@id.example/'],
    ['URN:x:Jane', 'urn:x:Jane'],
  ])('openid %s is %s', (given, expected) => expect(value('openid', given)).toBe(expected));
  it('account: home page with scheme and host in lower case, all else exact', () => {
    const alias = canonicalAlias({ kind: 'account', namespace: 'HTTPS://LMS.Example/Path', value: ' Jane ' }, strict);
    expect([alias.namespace, alias.value]).toEqual(['https://lms.example/Path', ' Jane ']);
  });
  it('employee id: without white space around it', () => {
    expect(value('employee_id', ' E-001 ')).toBe('E-001');
    expect(() => value('employee_id', ' ')).toThrow(AliasError);
  });
  it.each(['account', 'sso_subject', 'lms_user'] as const)('%s needs a namespace, a value, and no bar', (kind) => {
    expect(() => value(kind, 'jane')).toThrow(AliasError);
    expect(() => value(kind, '', 'lms')).toThrow(AliasError);
    expect(() => value(kind, 'jane', 'lms|a')).toThrow(AliasError);
    expect(value(kind, 'a|b', 'lms')).toBe('a|b');
  });
  it.each(['account', 'lms_user', 'sso_subject'] as const)('%s with half a character is nobody', (kind) => {
    expect(() => value(kind, 'jane\ud83d', 'https://lms.example')).toThrow(AliasError);
    expect(() => value(kind, 'jane', 'https://lms.example/\udc00')).toThrow(AliasError);
    expect(() => value(kind, 'jane\u{1f600}', 'https://lms.example')).not.toThrow();
  });
  it('have a greatest length', () => expect(() => value('lms_user', 'x'.repeat(3000), 'lms')).toThrow(AliasError));
});

describe('the aliases of an address', () => {
  const sums = (email: string): readonly string[] =>
    emailAliases(email, folding)
      .filter((alias) => alias.kind === 'mbox_sha1sum')
      .map((alias) => `${alias.namespace ?? 'mailto'} ${alias.value}`);
  const sha1 = (text: string): string => hash('sha1', text, 'hex');

  it('are the mailbox and its hash as mailto IRI and as bare address', () => {
    expect(emailAliases('jane@other.example', folding)[0]).toMatchObject({ kind: 'mbox', value: 'jane@other.example' });
    expect(sums('jane@other.example')).toEqual([
      `mailto ${sha1('mailto:jane@other.example')}`,
      `address ${sha1('jane@other.example')}`,
    ]);
  });
  it('hash each spelling that a source may have', () => {
    expect(sums('mailto:Jane+lms@Corp.example')).toEqual(
      ['Jane+lms@Corp.example', 'Jane+lms@corp.example', 'jane+lms@corp.example', 'jane@corp.example'].flatMap(
        (spelling) => [`mailto ${sha1(`mailto:${spelling}`)}`, `address ${sha1(spelling)}`],
      ),
    );
  });
  it('do not fold case where the domain does not', () =>
    expect(sums('Jane@other.example')).not.toContain(`mailto ${sha1('mailto:jane@other.example')}`));
  it('are none of what is no address', () => expect(() => emailAliases('jane', folding)).toThrow(AliasError));
});

describe('an alias that names nobody', () => {
  const sha1 = (text: string): string => hash('sha1', text, 'hex');
  it.each<[Alias['kind'], string | null, string]>([
    ['account', 'https://lms.example', ' '],
    ['account', 'https://lms.example', '\u200b'],
    ['account', 'https://lms.example', 'null'],
    ['account', 'https://lms.example', 'Anonymous'],
    ['account', 'https://', 'ada.k'],
    ['account', 'http:///', 'ada.k'],
    ['lms_user', 'moodle', '0'],
    ['sso_subject', 'https://sso.example', 'undefined'],
    ['openid', null, 'https://'],
    ['openid', null, 'https://?id=7'],
    ['employee_id', null, 'N/A'],
    ['employee_id', null, '0000'],
    ['employee_id', null, '#N/A'],
    ['mbox_sha1sum', null, sha1('')],
    ['mbox_sha1sum', null, sha1('mailto:').toUpperCase()],
    ['mbox_sha1sum', null, sha1('mailto:null')],
  ])('%s %s %j is refused', (kind, namespace, text) => {
    expect(() => canonicalAlias({ kind, namespace, value: text }, strict)).toThrow(AliasError);
  });
});
