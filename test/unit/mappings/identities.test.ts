import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isIri, namesThing } from '../../../mappings/iri.ts';
import { lacksParts } from '../../../mappings/iri-parts.ts';
import { isPlaceholder } from '../../../mappings/placeholder.ts';

describe('an IRI that names nothing', () => {
  it.each([
    'http:',
    'http:/',
    'http://',
    'HTTPS://',
    'http:///x',
    'https://?q',
    'http://#',
    'http://#part',
    'http://:80/',
    'http://user@/',
    'http://user:secret@:80/',
    'http:lms.example/7',
    'http://lms.example:65536/',
    'http://lms.example:http/',
    'http://./',
    'http://..',
    'http://.example/',
    'http://lms..example/',
    'http://lms.%2Eexample/',
    'http://%20/',
    'http://undefined/x',
    'https://NULL',
    'http://NaN:8080/x',
    'http://user@undefined/',
    'http://-/',
    'http://\u200b/',
    'http://[]/',
    'http://[::1/',
    'http://[1.2]/',
    'ftp:///file',
    'urn:',
    'urn:uuid',
    'urn:uuid:',
    'URN:UUID:',
    'urn:uuid:#7',
    'urn:uuid:7',
    'urn:uuid:00000000-0000-0000-0000-000000000000',
    'urn:uuid:ffffffff-ffff-ffff-ffff-ffffffffffff',
    'urn::7',
    'urn:isbn:',
    'urn:isbn:/',
    'urn:lms-beta:course:',
    'urn:lms-beta:course:%20',
    'urn:lms-beta:course:#7',
    'urn:isbn:?+7',
    'mailto:',
    'mailto:@',
    'mailto:ada@',
    'mailto:@northwind.example',
    'mailto:?subject=7',
    'acct:ada',
    'ispring://',
    'ispring:///#7',
    'tag:',
    'course-v1:',
    'x:%20',
    'x:-',
    'constructor:',
  ])('is %s', (text) => {
    expect(lacksParts(text)).toBe(true);
    expect(isIri(text)).toBe(false);
  });
});

describe('an IRI that names something', () => {
  it.each([
    'http://lms.example',
    'https://lms.example:8443/courses/7?x#y',
    'http://lms.example:/',
    'http://lms.example./',
    'http://localhost:8000/7',
    'http://undefined.example/7',
    'http://nullable/7',
    'http://10.0.0.7/',
    'http://[2001:db8::1]:80/7',
    'http://[v7.a]/',
    'http://user@lms.example/',
    'http://münchen.example/',
    'http://xn--mnchen-3ya.example/',
    'http://例え。テスト/',
    'http://a_b.example/',
    'urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
    'urn:isbn:0451450523',
    'urn:x:7',
    'urn:x::7',
    'urn:lms-beta:course:SEC%20210',
    'tag:adlnet.gov,2013:expapi:0.9:activities:non-absolute-activity-id',
    'course-v1:FUN-MOOC+00001+session01',
    'uuid://7d4f3c70-1e79-4243-9b7d-166076ce8bfb',
    'ispring://7',
    'mailto:ada@northwind.example',
    'did:example:123',
    'x:\u{1F393}',
    'constructor:7',
  ])('is %s', (text) => expect(lacksParts(text)).toBe(false));

  it('is every web address', () =>
    fc.assert(
      fc.property(fc.webUrl(), (url) => {
        expect(lacksParts(url)).toBe(false);
      }),
    ));

  it('is none of them once the host is gone', () =>
    fc.assert(
      fc.property(fc.webUrl(), (url) => {
        const { protocol, pathname } = new URL(url);
        expect(lacksParts(`${protocol}//${pathname}`)).toBe(true);
      }),
    ));
});

describe('the name of a thing', () => {
  it.each([
    'https://lms.example/courses/undefined',
    'https://lms.example/courses/null/',
    'urn:x:course:NaN',
    'https://l.example/?id=null',
    'https://lms.example/courses/undefined#x',
    'https://lms.example/courses/undefined/#x',
    'https://lms.example/courses/undefined?lang=en',
    'https://lms.example/#/courses/undefined',
    'https://lms.example/course/view.php?id=',
    'https://lms.example/course/view.php?id=#section-2',
    'https://lms.example/course/view.php?lang=en&id=&section=2',
    'https://lms.example/course/view.php?id=undefined&section=2',
    'https://lms.example/course/view.php?courseId=',
    'https://lms.example/course/view.php?course_id=%20',
  ])('is not %s', (text) => expect(namesThing(text)).toBe(false));
  it.each([
    'https://lms.example/courses/nullable',
    'https://lms.example/undefined/7',
    'https://lms.example/null-safety',
    'https://lms.example/courses/7?',
    'https://lms.example/courses/7?section=',
    'https://lms.example/courses/7?userid=',
    'https://lms.example/view?section=null&id=7',
    'https://lms.example/view?id=YWJj=',
    'https://lms.example/view?id=0',
  ])('may be %s', (text) => expect(namesThing(text)).toBe(true));
});

describe('a word for nobody', () => {
  it.each([
    '',
    ' ',
    '\u00a0\u200b',
    '-',
    '???',
    '0',
    '00000',
    '000-00-0000',
    'null',
    ' NULL ',
    'N/A',
    '#N/A',
    'unknown',
    'None',
  ])('is %j', (text) => expect(isPlaceholder(text)).toBe(true));
  it.each(['E-1001', '00001', '7', 'Nonez', 'na', 'Null-Meier', '李', '\u{1F393}'])('is not %j', (text) =>
    expect(isPlaceholder(text)).toBe(false),
  );
});
