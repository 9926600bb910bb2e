import { createHmac } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Alias, canonicalAlias } from '../../../services/people/alias.ts';
import { createAliasHasher } from '../../../services/people/alias-hash.ts';
import type { EmailPolicyOf } from '../../../services/people/email.ts';

const SECRET = 'a secret of some length';
const strict: EmailPolicyOf = () => ({ local_part: 'keep', sub_address: null });
const canonical = (alias: Alias) => canonicalAlias(alias, strict);
const lmsUser = (namespace: string, value: string) => canonical({ kind: 'lms_user', namespace, value });

it('is HMAC-SHA256 over kind, namespace and value, cut to 32 hex digits', () => {
  const expected = createHmac('sha256', SECRET).update('lms_user|moodle|jane').digest('hex').slice(0, 32);
  expect(createAliasHasher(SECRET)(lmsUser('moodle', 'jane'))).toBe(expected);
  const mbox = canonical({ kind: 'mbox', namespace: null, value: 'jane@x.example' });
  expect(createAliasHasher(SECRET)(mbox)).toBe(
    createHmac('sha256', SECRET).update('mbox||jane@x.example').digest('hex').slice(0, 32),
  );
});

it('depends on the secret', () => {
  const alias = lmsUser('moodle', 'jane');
  expect(createAliasHasher(SECRET)(alias)).not.toBe(createAliasHasher(`${SECRET}!`)(alias));
});

it('refuses a secret that can be guessed', () => expect(() => createAliasHasher('short')).toThrow(RangeError));

it('tells all different aliases apart, cached or not', () => {
  const part = fc.stringMatching(/^[a-z|]{1,3}x$/);
  const hasher = createAliasHasher(SECRET, 1_000);
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{1,3}$/), part, fc.stringMatching(/^[a-z]{1,3}$/), part, (n1, v1, n2, v2) => {
      expect(hasher(lmsUser(n1, v1)) === hasher(lmsUser(n2, v2))).toBe(n1 === n2 && v1 === v2);
    }),
  );
});

it('keeps no more than thirty megabytes of aliases, however long they are', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const hasher = createAliasHasher(SECRET);
  collect();
  const before = process.memoryUsage().heapUsed;
  for (const length of [2_000, 900]) {
    for (let i = 0; i < 10_000; i += 1) hasher(lmsUser('moodle', `${i}${'я'.repeat(length)}`));
  }
  collect();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(40_000_000);
});
