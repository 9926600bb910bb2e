import { describe, expect, it } from 'vitest';
import { isSameFingerprint } from '../../../services/runtime/fingerprint.ts';

describe('two fingerprints', () => {
  it.each([
    ['a', 'a'],
    ['a', 'a.1'],
    ['a', 'a.1.S'],
    ['a.1', 'a.1.2'],
    ['a.1.2', 'a.2.3'],
    ['a.1.S', 'a.2.S'],
  ])('%s and %s are of the same content', (one, other) => {
    expect([isSameFingerprint(one, other), isSameFingerprint(other, one)]).toEqual([true, true]);
  });

  it.each([
    ['a', 'b'],
    ['a', ''],
    ['a.1', 'b.1'],
    ['a.1', 'a.2'],
    ['a.1', 'a.12'],
    ['a.1', 'a.L1'],
    ['a.1', 'a.-1'],
    ['a.1.S', 'a.2'],
  ])('%s and %s are of different content', (one, other) => {
    expect([isSameFingerprint(one, other), isSameFingerprint(other, one)]).toEqual([false, false]);
  });
});
