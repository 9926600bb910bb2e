import { describe, expect, it } from 'vitest';
import { loadMappings } from '../../../mappings/index.ts';
import type { Verdict } from '../../support/pure-runner.ts';
import { createRunner, hashAlias, marketplaceRecords, RECEIVED_AT, statement } from './fixtures.ts';

const mappings = loadMappings();
const DAY_MS = 24 * 60 * 60 * 1000;
const iso = (ms: number): string => new Date(ms).toISOString();
const COMPLETED = { verb: { id: 'http://adlnet.gov/expapi/verbs/completed' }, object: { id: 'https://lms.example/7' } };
const BADGE = {
  verb: { id: 'http://specification.openbadges.org/xapi/verbs/earned' },
  object: { id: 'https://lms.example/badges/7' },
};
const EXPIRES = 'https://w3id.org/xapi/comp/contextextensions/expires';

interface Sent {
  readonly received_at?: number;
  readonly timestamp_ms?: number;
}

const tell = (given: object, { received_at = RECEIVED_AT, timestamp_ms = RECEIVED_AT }: Sent = {}): Verdict => {
  const text = JSON.stringify(statement('finished', { ...COMPLETED, ...given }));
  const value = { source: 'lms-alpha', received_at, statement: text };
  return createRunner({ mappings, hashAlias }).feed('raw.xapi', { key: null, timestamp_ms, value });
};

const refused = (path: string) => ({ kind: 'rejected', code: 'time_implausible', path });

describe('a statement of a time that cannot be', () => {
  it.each<[string, object]>([
    ['$.timestamp', { timestamp: '2031-01-01T00:00:00Z' }],
    ['$.timestamp', { timestamp: '0001-01-01T00:00:00Z' }],
    ['$.timestamp', { timestamp: '1970-01-01T00:00:00Z' }],
    ['$.timestamp', { timestamp: iso(RECEIVED_AT + DAY_MS + 1) }],
    ['$.stored', { timestamp: undefined, stored: '9999-12-31T23:59:59Z' }],
    ['$.timestamp', { ...BADGE, timestamp: '2031-01-01T00:00:00Z' }],
    [
      `$.context.extensions['${EXPIRES}']`,
      { ...BADGE, context: { extensions: { [EXPIRES]: '0001-01-01T00:00:00Z' } } },
    ],
  ])('is refused at %s: %j', (path, given) => expect(tell(given)).toMatchObject(refused(path)));

  it('is refused whatever its sender says of its receipt', () => {
    const received_at = Date.UTC(2031, 0, 1);
    expect(tell({ timestamp: iso(received_at) }, { received_at })).toMatchObject(refused('$.timestamp'));
  });

  it('is read alike when it is read again, years later', () => {
    const sent = { timestamp: '2031-01-01T00:00:00Z' };
    expect(tell(sent)).toEqual(tell(sent));
    expect(tell(sent, { timestamp_ms: Date.UTC(2031, 0, 1) })).toMatchObject({ kind: 'published' });
  });
});

describe('a statement of a time that can be', () => {
  it.each([iso(RECEIVED_AT + DAY_MS), '1990-01-01T00:00:00Z', '2026-01-31T09:30:00Z'])(
    'is published: %s',
    (timestamp) => expect(tell({ timestamp })).toMatchObject({ kind: 'published' }),
  );

  it('may be received long before or after it came to Kafka', () => {
    const timestamp = iso(Date.UTC(2020, 0, 1));
    expect(tell({ timestamp }, { received_at: Date.UTC(2020, 0, 1) })).toMatchObject({ kind: 'published' });
    expect(tell({ timestamp }, { received_at: Date.UTC(2031, 0, 1) })).toMatchObject({ kind: 'published' });
  });

  it('has the time of its receipt where it has none, and of its arrival where that cannot be', () => {
    const completedAt = (received_at: number): unknown =>
      marketplaceRecords(tell({ timestamp: undefined }, { received_at }))[0]?.value;
    expect(completedAt(Date.UTC(2026, 5, 1))).toMatchObject({ completed_at: Date.UTC(2026, 5, 1) });
    expect(completedAt(Date.UTC(2031, 0, 1))).toMatchObject({ completed_at: RECEIVED_AT });
    expect(completedAt(0)).toMatchObject({ completed_at: RECEIVED_AT });
  });

  it.each(['2028-03-01T00:00:00Z', '9999-12-31T23:59:59Z', '2001-01-01T00:00:00Z'])('may end at %s', (end) =>
    expect(tell({ ...BADGE, context: { extensions: { [EXPIRES]: end } } })).toMatchObject({ kind: 'published' }),
  );
});
