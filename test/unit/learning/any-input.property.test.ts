import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadMappings } from '../../../mappings/index.ts';
import { createRunner, feed, feedText, hashAlias } from './fixtures.ts';
import { changed, full } from './xapi/samples.ts';

const mappings = loadMappings();
const NUM_RUNS = 500;

/** Paths of all properties of a value, as `changed` takes them. */
const pathsOf = (value: unknown, path: readonly string[] = []): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key.includes('.') ? [] : [[...path, key].join('.'), ...pathsOf(inner, [...path, key])],
  );
};

const KINDS = ['published', 'ignored', 'rejected', 'parked'];

describe('whatever comes in, the service has an answer', () => {
  it('to any text', () =>
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(KINDS).toContain(feedText(createRunner({ mappings, hashAlias }), text, 'lms-alpha').kind);
      }),
      { numRuns: NUM_RUNS },
    ));
  it('to a full statement with any property changed or missing', () => {
    const value = fc.oneof(fc.jsonValue(), fc.constant(undefined), fc.webUrl(), fc.uuid());
    const source = fc.constantFrom('lms-alpha', 'lms-beta', 'openedx');
    fc.assert(
      fc.property(fc.constantFrom(...pathsOf(full())), value, source, (path, given, source_id) => {
        const verdict = feed(createRunner({ mappings, hashAlias }), changed(full(), path, given), source_id);
        expect(KINDS).toContain(verdict.kind);
        if (verdict.kind === 'rejected') expect(verdict.path).toMatch(/^\$/);
      }),
      { numRuns: NUM_RUNS },
    );
  });
});
