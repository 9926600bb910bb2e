import { describe, expect, it } from 'vitest';
import { aliasOfAgent } from '../../../services/learning/learner.ts';
import type { Agent } from '../../../services/learning/xapi/types.ts';
import { type Alias, canonicalAlias } from '../../../services/people/alias.ts';
import { createRunner, emailDomain, feed, hashAlias, statement } from './fixtures.ts';

const SHA1 = 'cd9b00a5611f94eaa7b1661edab976068e364975';
const mailto = { mbox_sha1sum_of: 'mailto' } as const;
const hashed = (alias: Alias): string => hashAlias(canonicalAlias(alias, emailDomain));

describe('the alias of an agent (Data 2.4.2.3)', () => {
  const known: readonly [Agent, Alias][] = [
    [{ mbox: 'mailto:a@b.example' }, { kind: 'mbox', namespace: null, value: 'mailto:a@b.example' }],
    [{ mbox_sha1sum: SHA1 }, { kind: 'mbox_sha1sum', namespace: null, value: SHA1 }],
    [{ openid: 'https://a.example/' }, { kind: 'openid', namespace: null, value: 'https://a.example/' }],
    [
      { account: { homePage: 'https://lms.example', name: 'l-17' } },
      { kind: 'account', namespace: 'https://lms.example', value: 'l-17' },
    ],
  ];
  it.each(known)('%j is %j', (agent, alias) => expect(aliasOfAgent(agent, mailto)).toEqual(alias));
  it('is of the bare address where the source hashes that', () =>
    expect(aliasOfAgent({ mbox_sha1sum: SHA1 }, { mbox_sha1sum_of: 'address' }).namespace).toBe('address'));
});

describe('the learner', () => {
  const parkedUnder = (given: object, source?: string) => feed(createRunner(), statement('finished', given), source);

  it('is the actor in canonical form, and is waited for while unknown', () => {
    expect(parkedUnder({ actor: { mbox: 'mailto:John.Doe+lms@Corp.Example' } })).toEqual({
      kind: 'parked',
      alias: hashed({ kind: 'mbox', namespace: null, value: 'john.doe@corp.example' }),
    });
    expect(parkedUnder({ actor: { mbox_sha1sum: SHA1 } }, 'bare')).toEqual({
      kind: 'parked',
      alias: hashed({ kind: 'mbox_sha1sum', namespace: 'address', value: SHA1 }),
    });
  });
  describe('in the extension of the Total Learning Architecture', () => {
    const LEARNER = 'https://w3id.org/xapi/tla/extensions/learner';
    const officer = { mbox: 'mailto:officer@corp.example' };
    const named = (learner: unknown, actor: object = officer) =>
      parkedUnder({ actor, context: { extensions: { [LEARNER]: learner } } });
    const recruit = { objectType: 'Agent', account: { homePage: 'https://edipi.example', name: '1625378369' } };
    const alias = hashed({ kind: 'account', namespace: 'https://edipi.example', value: '1625378369' });

    it('is whom it names, and not the officer who is the actor', () =>
      expect(named(recruit)).toEqual({ kind: 'parked', alias }));
    it('is so too where the actor is a group', () =>
      expect(named(recruit, { objectType: 'Group', ...officer })).toEqual({ kind: 'parked', alias }));
    it('is nobody where it names a group', () =>
      expect(named({ objectType: 'Group', ...officer })).toEqual({ kind: 'ignored', rule: 'group-actor' }));
    it.each([[null], ['mailto:recruit@corp.example'], [{}], [{ mbox: 'recruit@corp.example' }], [[recruit]]])(
      'is refused where %j stands there, and not taken for the officer',
      (learner) =>
        expect(named(learner)).toMatchObject({
          kind: 'rejected',
          code: 'learner_alias',
          path: `$.context.extensions['${LEARNER}']`,
        }),
    );
  });
  it('is found under every spelling that the domain allows', () =>
    expect(parkedUnder({ actor: { mbox: 'mailto:JANE+x@CORP.example' } })).toMatchObject({ kind: 'published' }));
  it('is never the instructor, the team, the authority or who asserts', () => {
    const jane = { mbox: 'mailto:jane@corp.example' };
    const others = {
      actor: { mbox: 'mailto:unknown@corp.example' },
      context: { instructor: jane, team: { objectType: 'Group', member: [jane] } },
      authority: jane,
    };
    expect(parkedUnder(others).kind).toBe('parked');
  });
  it('cannot be an account without a name', () =>
    expect(parkedUnder({ actor: { account: { homePage: 'https://lms.example', name: '' } } })).toEqual({
      kind: 'rejected',
      code: 'learner_alias',
      reason: 'account: expected a home page (IRL) and a name',
      path: '$.actor.account',
    }));
});
