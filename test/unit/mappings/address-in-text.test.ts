import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hideAddresses, holdsAddress } from '../../../mappings/address-in-text.ts';

describe('an e-mail address in a text', () => {
  it.each([
    'ada@northwind.example',
    'https://lms.example/users/ada@northwind.example/courses/7',
    'https://lms.example/courses/7?user=ada.lovelace+lms@mail.northwind.example&tab=1',
    'https://lms.example/courses/7?user=ada%40northwind.example',
    'https://sso.example/?to=https%3A%2F%2Flms.example%2F7%3Fuser%3Dada%2540northwind.example',
    'https://lms.example/courses/7#ada@northwind.example',
    'https://lms.example/profiles/ada@northwind.example.html',
    'https://lms.example/ada@xn--bcher-kva.example/7',
    'https://lms.example/ada@bücher.example/7',
    'https://lms.example/ada@b%C3%BCcher.example/7',
    'https://lms.example/ada@northwind.xn--p1ai',
    'urn:lms:course:7:ada@northwind.example',
    'urn:lms:course:ada@northwind.example-2026',
    'urn:lms:course:ada@northwind.example.7',
    'course-v1:Northwind+ada@northwind.example+2026',
    'block-v1:A+B+C+type@problem+block@7?user=ada@northwind.example',
    'see https://lms.example/@channel or write to ADA@NORTHWIND.EXAMPLE.',
    'https://social.example/@ada@northwind.example',
  ])('is found in %j', (text) => expect(holdsAddress(text)).toBe(true));

  it.each([
    'https://lms.example/courses/7',
    'course-v1:FUN-MOOC+00002+session01',
    'block-v1:FUN-MOOC+00002+session01+type@problem+block@0b9f3d1c',
    'block-v1:A+B+C+type@html+block@lesson.intro',
    'https://lms.example/xblock/block-v1:A+B+C+type@html+block@lesson.intro',
    'https://lms.example/xblock/block-v1%3AA%2BB%2BC%2Btype%40html%2Bblock%40lesson.intro',
    'asset-v1:A+B+C+type@asset+block@picture.large.jpg',
    'https://lms.example/badges/hero@2x.png',
    'https://cdn.example/npm/h5p@1.27.0/dist/main.js',
    'https://video.example/@some.channel/7',
    'https://video.example/?by=%40some.channel',
    'https://teams.example/l/meetup-join/19%3ameeting_abc%40thread.v2/0',
    'ada@northwind',
    'ada@',
    '@northwind.example',
    '100%40',
    '',
  ])('is not found in %j', (text) => expect(holdsAddress(text)).toBe(false));

  /** One that ends, before the at sign, with what URLs have between their parts is not told from those. */
  const anyAddress = fc.emailAddress().filter((address) => /[\w.~!$*+^|`-]@/.test(address));

  it('is found wherever it stands in a URL, however often it is encoded', () => {
    const around = fc.constantFrom('/', '?user=', '&to=', '#', '/users/', ':');
    const after = fc.constantFrom('', '/', '&x=1', '#top', '/7', '?y');
    fc.assert(
      fc.property(anyAddress, around, after, fc.nat({ max: 2 }), (address, before, behind, times) => {
        let text = address;
        for (let i = 0; i < times; i += 1) text = encodeURIComponent(text);
        expect(holdsAddress(`https://lms.example${before}${text}${behind}`)).toBe(true);
      }),
    );
  });

  it.each([
    ['Mentoring for ada@northwind.example', 'Mentoring for …'],
    ['ada@northwind.example, bob@northwind.example: <cy@northwind.example>.', '…, …: <…>.'],
    ['https://lms.example/7?user=ada.lovelace%40northwind.example&tab=1', 'https://lms.example/7?user=…&tab=1'],
    ['https://lms.example/ada%2Blms%40northwind.example/7', 'https://lms.example/…/7'],
    ['Vue @ work, by @ada and ada@home', 'Vue @ work, by @ada and ada@home'],
    ['block-v1:A+B+C+type@html+block@lesson.intro', 'block-v1:A+B+C+type@html+block@lesson.intro'],
  ])('is taken out of %j', (text, left) => expect(hideAddresses(text)).toBe(left));

  it('is not in a text that it was taken out of, and all else is', () => {
    const part = fc.oneof(fc.string(), anyAddress, fc.constantFrom('@', '%40', '%2540', '.', ' ', 'x', '/', 'é'));
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const text = parts.join('');
        const left = hideAddresses(text);
        expect(holdsAddress(left)).toBe(false);
        expect(holdsAddress(text)).toBe(left !== text);
        let from = 0;
        for (const kept of left.split('…')) {
          const at = text.indexOf(kept, from);
          expect(at).toBeGreaterThanOrEqual(from);
          from = at + kept.length;
        }
      }),
    );
  });

  it.each([
    ['@', 200_000],
    ['a@', 200_000],
    ['%25', 200_000],
    ['%40', 200_000],
    ['a', 1_000_000],
    ['a@b.', 200_000],
    ['block-v1:', 100_000],
    ['a%2540', 200_000],
  ])('is looked for in a text of %j, %d times, before the test runs out of time', (part, times) => {
    const text = part.repeat(times);
    expect(holdsAddress(text)).toBe(false);
    expect(hideAddresses(text)).toBe(text);
  });
});
