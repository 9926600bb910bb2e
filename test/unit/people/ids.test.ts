import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { uuidV5 } from '../../../services/people/ids.ts';

const NAMESPACE = Buffer.from('6f1d3c5294c05f3e8a572c1b7a0e9d44', 'hex');

/** RFC 9562 section 5.5, step by step. */
const reference = (name: string): string => {
  const bytes = createHash('sha1').update(NAMESPACE).update(name, 'utf8').digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

it('is version 5 of RFC 9562 for names of every length and script', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 3000, size: 'max' }), (name) => {
      expect(uuidV5(name)).toBe(reference(name));
    }),
  ));

it('stays the same for ever', () =>
  expect(uuidV5('completion|0b9c2f0e-6f0a-4c38-9f1e-2f4c8a1d7e55')).toBe('fc3a472e-7a4e-5e20-a54a-8129807a83f3'));
