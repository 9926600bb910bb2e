import { describe, expect, it } from 'vitest';
import { uuidV5 } from '../../../services/people/ids.ts';
import type { Verdict } from '../../support/pure-runner.ts';
import { COURSE, createRunner, feed, ID, RECEIVED_AT, statement } from './fixtures.ts';

const TARGET = '5a1d2c44-9be0-4f6c-8f0a-1d2e3f405162';
const origin = { topic: 'raw.xapi', partition: 0, offset: 0 };

const toldOf = (verdict: Verdict): readonly unknown[] =>
  verdict.kind === 'published' ? verdict.records.filter(({ topic }) => topic === 'learning.statement') : [];
const voiding = (given: object = {}): object =>
  statement('voided', { object: { objectType: 'StatementRef', id: TARGET }, ...given });

describe('a statement that leads to something', () => {
  it('is told to the voiding service with what it takes to withdraw it', () => {
    expect(toldOf(feed(createRunner(), statement('finished')))).toEqual([
      {
        topic: 'learning.statement',
        key: ID,
        value: {
          event_id: uuidV5(`effect|${ID}`),
          effect: {
            source: 'lms',
            member_id: 'E1',
            known_as: null,
            completion: expect.objectContaining({
              event_id: uuidV5(`completion|${ID}`),
              course_id: COURSE,
              completed_at: RECEIVED_AT,
            }),
            score: null,
            skills: [
              expect.objectContaining({ event_id: uuidV5(`skill|${ID}|ESCO|http://data.europa.eu/esco/skill/1`) }),
              expect.objectContaining({ event_id: uuidV5(`skill|${ID}|own|https://skills.example/2`) }),
            ],
            credentials: [],
            registration: null,
          },
          voiding: null,
          origin,
        },
      },
    ]);
  });
  it.each([
    ['passed', { completion: null, score: { event_id: uuidV5(`score|${ID}`) }, skills: [{}, {}] }],
    ['failed', { completion: null, score: { event_id: uuidV5(`score|${ID}`), assessed_at: RECEIVED_AT }, skills: [] }],
  ])('that only assesses has an effect too: %s', (verb, effect) =>
    expect(toldOf(feed(createRunner(), statement(verb)))).toMatchObject([{ value: { effect } }]),
  );
  it('with a credential alone has an effect too', () => {
    const [told] = toldOf(feed(createRunner(), statement('earned')));
    expect(told).toMatchObject({
      value: {
        effect: { completion: null, score: null, skills: [], credentials: [{ event_id: uuidV5(`badge|${ID}`) }] },
      },
    });
  });
  it('is not told of while it is parked, nor when it is ignored', () => {
    const nobody = { actor: { mbox: 'mailto:nobody@corp.example' } };
    expect(toldOf(feed(createRunner(), statement('finished', nobody)))).toEqual([]);
    expect(toldOf(feed(createRunner(), statement('watched')))).toEqual([]);
  });
});

describe('a voiding statement', () => {
  it('is told under the id of its target, in lower case', () => {
    const object = { objectType: 'StatementRef', id: TARGET.toUpperCase() };
    expect(feed(createRunner(), voiding({ object }))).toEqual({
      kind: 'published',
      rule: 'voiding',
      records: [
        {
          topic: 'learning.statement',
          key: TARGET,
          value: {
            event_id: uuidV5(`voiding|${ID}|${TARGET}`),
            effect: null,
            voiding: { source: 'lms', statement_id: ID, rule: 'voiding', mapping_version: '1.2.3', origin },
            origin,
          },
        },
      ],
    });
  });
  it('is never parked, whoever sends it', () => {
    const team = { objectType: 'Group', name: 'administrators', member: [{ mbox: 'mailto:root@corp.example' }] };
    for (const actor of [{ mbox: 'mailto:nobody@corp.example' }, team]) {
      expect(feed(createRunner(), voiding({ actor })).kind).toBe('published');
    }
  });
  it('that comes twice is a duplicate, as any statement', () => {
    const runner = createRunner();
    feed(runner, voiding());
    expect(feed(runner, voiding()).kind).toBe('duplicate');
  });
  it('whose object is no reference, by a rule of somebody’s own, voids nothing', () =>
    expect(feed(createRunner(), statement('voided'))).toEqual({ kind: 'ignored', rule: 'voids-nothing' }));
});
