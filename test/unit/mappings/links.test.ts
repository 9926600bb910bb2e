import { describe, expect, it } from 'vitest';
import { isHttpsUrl } from '../../../mappings/transforms/web.ts';

describe('a link that is published', () => {
  it.each([
    'https://lms.example/certificates/7.pdf',
    'HTTPS://LMS.example/7?download=1#page=2',
    'https://bücher.example/zeugnis/7',
    'https://xn--bcher-kva.example:8443/7',
    'https://[2001:db8::1]/7',
    `https://lms.example/${'x'.repeat(2_000)}`,
  ])('may be %j', (text) => expect(isHttpsUrl(text)).toBe(true));

  it.each([
    ['no https', 'http://lms.example/7'],
    ['data', 'data:application/pdf;base64,JVBERi0='],
    ['a script', 'javascript:alert(1)'],
    ['a script in disguise', 'https:javascript://lms.example/%0aalert(1)'],
    ['a file', 'file:///etc/passwd'],
    ['user and password', 'https://ada:secret@lms.example/7'],
    ['a user', 'https://ada@lms.example/7'],
    ['an empty user, which makes lms.example look like the host', 'https://:@evil.example/7'],
    ['a user that looks like the host', 'https://lms.example@evil.example/7'],
    ['the address of a person', 'https://lms.example/certificates?of=ada@northwind.example'],
    ['no host', 'https:///7'],
    ['a line break, which readers drop or take for two lines', 'https://lms.example/\n7'],
    ['a tab', 'https://lms.exa\tmple/7'],
    ['a space', 'https://lms.example/a certificate.pdf'],
    ['a backslash, which some readers take for a slash', 'https://lms.example\\@evil.example/7'],
    ['a quote, which ends an attribute of HTML', 'https://lms.example/"onclick=alert(1)'],
    ['another direction of writing', 'https://lms.example/fdp.\u202egpj'],
    ['characters without width', 'https://lms.exam\u200bple/7'],
    ['a host that is no name', 'https://lms..example/7'],
    ['more than anybody can use', `https://lms.example/${'x'.repeat(2_100)}`],
  ])('has not %s', (_, text) => expect(isHttpsUrl(text)).toBe(false));
});
