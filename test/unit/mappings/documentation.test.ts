import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { documentPath, renderDocument } from '../../../mappings/documentation.ts';

it('is up to date in docs/mappings.md (else: npm run generate)', () => {
  const current = readFileSync(documentPath, 'utf8');
  expect(renderDocument(current)).toBe(current);
});

it('refuses a document that has lost a section', () => {
  expect(() => renderDocument('# Mappings\n')).toThrow('no section');
});
