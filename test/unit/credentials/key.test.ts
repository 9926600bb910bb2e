import { describe, expect, it } from 'vitest';
import type { Member } from '../../../schemas/types.generated.ts';
import { type Alias, canonicalAlias, emailAliases } from '../../../services/people/alias.ts';
import { createAliasHasher } from '../../../services/people/alias-hash.ts';
import { verifyKey } from '../../../tools/credentials/key.ts';

const policyOf = () => ({ local_part: 'lower', sub_address: '+' }) as const;
const right = createAliasHasher('the key of the services');
const wrong = createAliasHasher('a key of somebody else');
const PSEUDONYM = `p-${'0'.repeat(32)}`;

const hashOf = (alias: Alias) => right(canonicalAlias(alias, policyOf));
const EMPLOYEE = hashOf({ kind: 'employee_id', namespace: null, value: 'E-1' });
const MAILBOX = right(emailAliases('jane@corp.example', policyOf)[0]!);

async function* stream<T>(values: readonly T[]): AsyncGenerator<T, void> {
  yield* values;
}
const member = (member_id: string, email: string | null = null) => ({ member_id, email }) as Member;

const verdictOn = (hashAlias: typeof right, members: readonly Member[], links: readonly string[]) =>
  verifyKey(stream(members), stream(links), hashAlias, policyOf);

describe('the key of pseudonyms', () => {
  it.each([
    ['an employee id', [member('E-1')], ['other', EMPLOYEE]],
    ['an address', [member(PSEUDONYM, 'Jane+work@corp.example')], [MAILBOX]],
    ['one of many members', [member('E-7'), member(PSEUDONYM), member('E-1')], ['other', EMPLOYEE]],
  ])('is right where a link is hashed with it: by %s', async (_, members, links) => {
    expect(await verdictOn(right, members, links)).toBe('right');
    expect(await verdictOn(wrong, members, links)).toBe('wrong');
  });
  it('is wrong where there are members and no links', async () =>
    expect(await verdictOn(right, [member('E-1')], [])).toBe('wrong'));
  it('is not tested by pseudonyms alone, nor by nobody', async () => {
    expect(await verdictOn(right, [member(PSEUDONYM)], [EMPLOYEE])).toBe('untested');
    expect(await verdictOn(right, [], [EMPLOYEE])).toBe('untested');
  });
});
