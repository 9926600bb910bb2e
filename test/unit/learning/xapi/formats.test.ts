import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duration, mediaType } from '../../../../services/learning/xapi/formats.ts';
import { isIri } from '../../../../services/learning/xapi/iri.ts';
import { isLanguageTag } from '../../../../services/learning/xapi/language.ts';
import { isTimestamp, momentOf } from '../../../../services/learning/xapi/timestamp.ts';

describe('an IRI (RFC 3987)', () => {
  it.each([
    'http://adlnet.gov/expapi/verbs/completed',
    'https://lms.example:8443/a;b=c/d?e=f&g=%20#h',
    'course-v1:FUN-MOOC+00002+session01',
    'uuid://7d4f3c70-1e79-4243-9b7d-166076ce8bfb',
    'tag:adlnet.gov,2013:expapi:0.9:activities:unity',
    'urn:x-a:b',
    'http://[2001:db8::7]:80/x',
    'http://u:p@[::1]/',
    'http://example.com/فعل/خواندن',
    'http://例子.广告/\u{1F600}?\uE000',
  ])('is %s', (text) => expect(isIri(text)).toBe(true));
  it.each([
    '',
    'completed',
    '/courses/7',
    '//lms.example/7',
    '#fragment',
    'ab=c://should.fail.com',
    '1http://x.example',
    'http://x.example/a b',
    'http://x.example/<b>',
    'http://x.example/"b"',
    'http://x.example/a\\b',
    'http://x.example/{b}',
    'http://x.example/a|b',
    'http://x.example/a\tb',
    'http://x.example/%2',
    'http://x.example/%zz',
    'http://x.example/[b]',
    'http://[::1',
    'http://x.example/#a#b',
    'http://x.example/\uE000',
    'http://x.example/\uD800',
    'http://x.example/\uFFFF',
  ])('is not %j', (text) => expect(isIri(text)).toBe(false));
  it('takes no longer for a long text than its length explains', () => {
    for (const part of ['a', '%20', '%2', '\u{1F600}', ':', '?', '['])
      expect(isIri(`x:${part.repeat(200_000)}"`)).toBe(false);
  });
});

/** After a full collection, so that only what is held on to counts. */
const heapBytes = (): number => {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
};

describe('a language tag (RFC 5646)', () => {
  it.each([
    'en',
    'en-US',
    'EN-us',
    'cmn',
    'zh-Hant',
    'zh-cmn-Hans-CN',
    'sr-Latn-RS',
    'es-419',
    'sl-rozaj-biske',
    'de-CH-1901',
    'de-DE-u-co-phonebk',
    'en-a-myext-b-another',
    'x-whatever',
    'en-x-a-a',
    'i-klingon',
    'sgn-BE-FR',
    'zh-min-nan',
    'und',
  ])('is %s', (tag) => expect(isLanguageTag(tag)).toBe(true));
  it.each([
    '',
    'something',
    'a12345678',
    'a12345',
    'en_US',
    'en-',
    '-en',
    's-something',
    'zh-something-ccc',
    'en-something-AU',
    'ar-a-aaa-b-bbb-a-ccc',
    'de-1901-1901',
    'x',
    'en-US-US',
    '12',
    'é',
  ])('is not %j', (tag) => expect(isLanguageTag(tag)).toBe(false));
  it('is not kept in memory when it is long, as private use may be', () => {
    const long = (first: number): string => `x${`-${first}`.padEnd(9, '0').repeat(20_000)}`;
    const before_bytes = heapBytes();
    for (let index = 0; index < 100; index++) expect(isLanguageTag(long(index))).toBe(true);
    expect(heapBytes() - before_bytes).toBeLessThan(5_000_000);
  });
});

describe('a timestamp (ISO 8601, Data 4.5)', () => {
  const at = Date.UTC(2026, 0, 31, 9, 30);
  it.each([
    ['2026-01-31T09:30:00Z', at],
    ['2026-01-31t09:30:00z', at],
    ['2026-01-31T09:30Z', at],
    ['2026-01-31T09.5Z', at],
    ['2026-01-31T09:30:00.123456789Z', at + 123],
    ['2026-01-31T09:30:00,29Z', at + 290],
    ['2026-01-31T10:30:00+01:00', at],
    ['2026-01-31T10:30:00+0100', at],
    ['2026-01-31T10:30:00+01', at],
    ['2026-01-31T05:00:00-04:30', at],
    ['2026-01-31T23:30:00+14:00', at],
    ['20260131T093000Z', at],
    ['2026031T0930Z', at],
    ['2026-031T09:30Z', at],
    ['2026-W05-6T09:30Z', at],
    ['2026W056T093000Z', at],
    ['2020-W53-7T00:00Z', Date.UTC(2021, 0, 3)],
    ['2026-01-31T24:00:00Z', Date.UTC(2026, 1, 1)],
    ['2016-12-31T23:59:60Z', Date.UTC(2017, 0, 1)],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['0001-01-01T00:00:00Z', -62_135_596_800_000],
  ])('%s is %d', (text, epoch_ms) => {
    expect(isTimestamp(text)).toBe(true);
    expect(momentOf(text)).toBe(`${epoch_ms}`);
  });
  it('without offset is no moment, but a timestamp', () => {
    expect(isTimestamp('2026-01-31T09:30:00')).toBe(true);
    expect(momentOf('2026-01-31T09:30:00')).toBe(momentOf('20260131T0930'));
    expect(momentOf('2026-01-31T09:30:00')).not.toBe(momentOf('2026-01-31T09:30:00Z'));
  });
  it.each([
    '',
    'yesterday',
    '01/011/2015',
    '2026-01-31',
    '2026-01-31T',
    '2026-01-31 09:30:00Z',
    '2026-01-31T093000Z',
    '20260131T09:30:00Z',
    '2026-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-366T00:00:00Z',
    '2026-W54-1T00:00:00Z',
    '2026-W05-8T00:00:00Z',
    '2026-01-31T25:00:00Z',
    '2026-01-31T24:00:01Z',
    '2026-01-31T09:60:00Z',
    '2026-01-31T09:30:60Z',
    '2026-01-31T09:30:00.Z',
    '2026-01-31T09:30:00+24:00',
    '2026-01-31T09:30:00+01:60',
    '2026-01-31T09:30:00-00',
    '2026-01-31T09:30:00-0000',
    '2026-01-31T09:30:00-00:00',
  ])('is not %j', (text) => expect(isTimestamp(text)).toBe(false));
  it('is the same moment in every zone and with every precision', () => {
    const moment = fc.date({ min: new Date(0), max: new Date('2100-01-01T00:00:00Z'), noInvalidDate: true });
    const offset_minutes = fc.integer({ min: -12 * 60, max: 14 * 60 });
    fc.assert(
      fc.property(moment, offset_minutes, fc.stringMatching(/^\d{0,6}$/), (date, offset, digits) => {
        const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, -1);
        const size = Math.abs(offset);
        const pad = (part: number): string => `${part}`.padStart(2, '0');
        const zone = `${offset < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
        expect(momentOf(`${local}${digits}${zone}`)).toBe(`${date.getTime()}`);
      }),
    );
  });
});

describe('a duration (ISO 8601 4.4.3.2, Data 4.6)', () => {
  it.each([
    'PT0S',
    'PT1H0M0S',
    'PT4H35M59.14S',
    'PT16559,14S',
    'P3Y1M29DT4H35M59.14S',
    'P3Y',
    'P4W',
    'P0.5D',
    'PT0.123456S',
    'P1M',
    'PT1M',
  ])('is %s', (text) => expect(duration(text, '1.0')).toBe(null));
  it.each([
    '',
    'P',
    'PT',
    'P1',
    '1H',
    'PT1',
    'P4W1D',
    'P1DT',
    'PA1H0M0S',
    'P1.5YT1H',
    'PT1.5H30M',
    'P1H',
    'PT1D',
    '-PT1H',
    'PT1S ',
    'P0003-06-04T12:30:05',
    'pt1h',
  ])('is not %j', (text) => expect(duration(text, '1.0')?.code).toBe('xapi_duration'));
});

describe('a media type (RFC 2046)', () => {
  it.each([
    'application/pdf',
    'text/plain; charset=ascii',
    'text/plain;charset="utf-8"',
    'image/svg+xml',
    'application/x-a.b_c',
  ])('is %s', (text) => expect(mediaType(text, '1.0')).toBe(null));
  it.each(['', 'pdf', 'application/', '/pdf', 'application/pdf/x', 'a b/c'])('is not %j', (text) =>
    expect(mediaType(text, '1.0')?.code).toBe('xapi_media_type'),
  );
});
