import { describe, expect, it } from 'vitest';
import { loadMappings } from '../../../mappings/index.ts';
import { createLearning } from '../../../services/learning/service.ts';
import { createAliasHasher } from '../../../services/people/alias-hash.ts';
import type { PureRunner } from '../../support/pure-runner.ts';
import { createRunner, feed, hashAlias, marketplaceRecords, statement } from './fixtures.ts';

const mappings = loadMappings();
const COMPLETED = { verb: { id: 'http://adlnet.gov/expapi/verbs/completed' }, object: { id: 'https://lms.example/7' } };
const NO_ID = { ...COMPLETED, id: undefined };

const completed = (given: object = {}): object =>
  statement('finished', { ...NO_ID, result: { completion: true }, ...given });

/** What a statement is prepared as, under a key of its own. */
const preparedUnder = (secret: string, value: object): { readonly id: string; readonly fingerprint: string } => {
  const service = createLearning({ mappings, hashAlias: createAliasHasher(secret) }, { registration_window_ms: 0 });
  const coordinates = { topic: 'raw.xapi', partition: 0, offset: 0 };
  const prepared = service.inputs['raw.xapi']!.prepare({
    coordinates,
    origin: coordinates,
    attempt: 0,
    key: null,
    timestamp_ms: Date.UTC(2026, 5, 1),
    value: { source: 'lms-alpha', received_at: Date.UTC(2026, 5, 1), statement: JSON.stringify(value) },
  });
  if (prepared.kind !== 'prepared') throw new Error(prepared.kind);
  return prepared;
};

describe('the id of a statement that has none', () => {
  it('is the same whenever the statement comes', () =>
    expect(preparedUnder('the key of this company', completed()).id).toBe(
      preparedUnder('the key of this company', completed({ stored: '2026-02-01T00:00:00Z' })).id,
    ));

  it('cannot be made from a guess of what it says without the key', () => {
    const mine = preparedUnder('the key of this company', completed());
    const others = preparedUnder('the key of another one', completed());
    expect(others.id).not.toBe(mine.id);
    expect(others.fingerprint).not.toBe(mine.fingerprint);
  });

  it.each<[string, object]>([
    ['learner', { actor: { mbox: 'mailto:john@corp.example' } }],
    ['time', { timestamp: '2026-01-31T09:30:00.001Z' }],
    ['result', { result: { completion: true, success: false } }],
  ])('is another one for another %s', (_, given) =>
    expect(preparedUnder('the key of this company', completed(given)).id).not.toBe(
      preparedUnder('the key of this company', completed()).id,
    ),
  );
});

describe('a repeat as a store gives it out', () => {
  const runner = (): PureRunner => createRunner({ mappings, hashAlias });
  const sent = { ...COMPLETED, result: { completion: true, duration: 'PT1M30S' } };

  it.each<[string, object]>([
    ['stamped in the millisecond of its own timestamp', { ...sent, stored: '2026-01-31T09:30:00.000Z' }],
    ['stamped later', { ...sent, stored: '2026-01-31T09:30:07Z', version: '1.0.3' }],
    ['with its duration in seconds', { ...sent, result: { completion: true, duration: 'PT90S' } }],
    ['with its duration cut', { ...sent, result: { completion: true, duration: 'PT1M30.004S' } }],
  ])('is a duplicate: %s', (_, given) => {
    const both = runner();
    expect(feed(both, statement('finished', sent), 'lms-alpha').kind).toBe('published');
    expect(feed(both, statement('finished', given), 'lms-alpha').kind).toBe('duplicate');
  });
});

describe('the id of a cmi5 session', () => {
  it('is kept as a keyed hash, as it may be any text', () => {
    const both = createRunner({ mappings, hashAlias });
    const session = 'jane.doe@corp.example, second try';
    const context = {
      registration: 'ec531277-b57b-4c15-8d91-d292c5b2b8f7',
      contextActivities: { category: [{ id: 'https://w3id.org/xapi/cmi5/context/categories/cmi5' }] },
      extensions: { 'https://w3id.org/xapi/cmi5/context/extensions/sessionid': session },
    };
    const verdict = feed(both, statement('finished', { ...COMPLETED, context }), 'lms-alpha');
    expect(marketplaceRecords(verdict)).toHaveLength(1);
    expect([...both.entries('learning.registration')]).toHaveLength(1);
    expect(JSON.stringify(both.written)).not.toContain('jane.doe');
  });

  it('of nil is no registration', () => {
    const both = createRunner({ mappings, hashAlias });
    const context = {
      registration: '00000000-0000-0000-0000-000000000000',
      contextActivities: { category: [{ id: 'https://w3id.org/xapi/cmi5/context/categories/cmi5' }] },
    };
    const verdict = feed(both, statement('finished', { ...COMPLETED, context }), 'lms-alpha');
    expect(marketplaceRecords(verdict)[0]?.value).toMatchObject({ registration: null, learning_completed: true });
    expect([...both.entries('learning.registration')]).toHaveLength(0);
  });
});
