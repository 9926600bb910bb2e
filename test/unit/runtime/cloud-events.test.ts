import { describe, expect, test } from 'vitest';
import { causeTimeOf, createCloudEvents } from '../../../services/runtime/engine/cloud-events.ts';

const AT = Date.UTC(2026, 4, 1, 12, 30, 15, 250);

describe('the headers of an event', () => {
  const textOf = (headers: Readonly<Record<string, Buffer>>) =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.toString()]));
  const events = createCloudEvents('identity');

  test('say what it is, and how the value is written', () =>
    expect(textOf(events('marketplace.member', 'id-1', AT))).toEqual({
      ce_id: 'id-1',
      ce_source: '/skillstream/identity',
      ce_type: 'skillstream.marketplace.member',
      ce_time: '2026-05-01T12:30:15.250Z',
      ce_specversion: '1.0',
      'content-type': 'application/vnd.confluent.avro',
    }));
  test('of a tombstone say why there is no value, and name no content type', () =>
    expect(textOf(events('marketplace.member', 'id-2', AT, { tombstone: 'erased' }))).toEqual({
      ce_id: 'id-2',
      ce_source: '/skillstream/identity',
      ce_type: 'skillstream.marketplace.member.erased',
      ce_time: '2026-05-01T12:30:15.250Z',
      ce_specversion: '1.0',
      'tombstone-reason': 'erased',
    }));
});

describe('the time of a cause', () => {
  test('is passed on from one service to the next, to the millisecond', () => {
    const written = createCloudEvents('learning')('learning.statement', 'id', AT);
    const stored = { topic: 'learning.statement', headers: written };
    expect(causeTimeOf(stored)).toBe(AT);
    const again = createCloudEvents('voiding')('marketplace.completion', 'other', causeTimeOf(stored)!);
    expect(String(again['ce_time'])).toBe(String(written['ce_time']));
  });

  test.each([
    ['a record without headers', {}],
    ['an event of a producer', { ce_source: 'https://lms-alpha.example/', ce_time: '2026-05-01T12:30:15Z' }],
    ['an event without a time', { ce_source: '/skillstream/learning' }],
    ['a time that is none', { ce_source: '/skillstream/learning', ce_time: 'soon' }],
  ])('is not told by %s', (_what, given) => {
    const headers = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, Buffer.from(value)]));
    expect(causeTimeOf({ topic: 'learning.statement', headers })).toBeNull();
  });

  test.each(['raw.xapi', 'raw.hris', 'learning.resubmission-repartition'])(
    'is never that of a producer who calls itself one of us: %s',
    (topic) => {
      const headers = createCloudEvents('learning')('learning.statement', 'id', AT);
      expect(causeTimeOf({ topic, headers })).toBeNull();
    },
  );
});
