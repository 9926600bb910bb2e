import { describe, expect, it } from 'vitest';
import { mappingErrorCodes } from '../../../mappings/error-codes.ts';
import { runExample } from '../../../mappings/transforms/examples.ts';
import { transforms } from '../../../mappings/transforms/registry.ts';

describe.each([...transforms.values()].map((transform) => [transform.name, transform] as const))(
  '%s',
  (_, transform) => {
    it.each(transform.examples.map((example) => [JSON.stringify(example.input), example] as const))(
      'does with %s what its documentation says',
      (_, example) => {
        expect(runExample(transform, example)).toEqual(example.gives);
      },
    );

    it.skipIf(transform.name === 'undecided')('shows a value that it takes', () => {
      expect(transform.examples.some(({ gives }) => typeof gives === 'object' && 'output' in gives)).toBe(true);
    });
  },
);

it('shows every way in which a transform refuses', () => {
  const shown = [...transforms.values()]
    .flatMap(({ examples }) => examples.map(({ gives }) => gives))
    .flatMap((gives) => (typeof gives === 'object' && 'refusal' in gives ? [gives.refusal] : []));
  const word_of_an_enum = 'field_word';
  expect(new Set([...shown, word_of_an_enum])).toEqual(new Set(Object.keys(mappingErrorCodes)));
});

it('names each transform once, as its registry does', () => {
  for (const [name, transform] of transforms) expect(transform.name).toBe(name);
});
