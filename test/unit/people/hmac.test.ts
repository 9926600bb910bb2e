import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createHmacSha256 } from '../../../services/people/hmac.ts';

it('is the HMAC of the platform for keys and texts of every length', () => {
  const key = fc.string({ unit: 'binary', minLength: 1, maxLength: 100 });
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.nat(5000).map((length) => 'é'.repeat(length)),
  );
  fc.assert(
    fc.property(key, text, text, (secret, first, second) => {
      const hmac = createHmacSha256(secret);
      for (const each of [first, second, first]) {
        expect(hmac(each)).toBe(createHmac('sha256', Buffer.from(secret, 'utf8')).update(each, 'utf8').digest('hex'));
      }
    }),
  );
});
