import { describe, expect, it } from 'vitest';
import { faultOf } from './checks.ts';
import { least } from './samples.ts';

/** What nobody sends by accident: JSON that is meant to be taken for something else, or to break whoever reads it. */

const parsed = (text: string): unknown => JSON.parse(text);
const leastAnd = (members: string): unknown => parsed(`${JSON.stringify(least()).slice(0, -1)},${members}}`);
const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;

describe('names that every object has', () => {
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'])('%s is no property', (name) => {
    expect(faultOf(leastAnd(`"${name}": {}`))).toEqual(['xapi_unknown_property', '$', 'XAPI-00010']);
    expect(faultOf(leastAnd(`"context": { "${name}": {} }`))).toEqual([
      'xapi_unknown_property',
      '$.context',
      'XAPI-00010',
    ]);
    expect(faultOf(leastAnd(`"result": { "extensions": { "${name}": 1 } }`))?.[0]).toBe('xapi_iri');
  });
  it('give no properties that are missing', () => {
    const { actor, verb } = least();
    const text = JSON.stringify({ actor, verb });
    const inherited = `${text.slice(0, -1)},"__proto__":{"object":{"id":"x:a"}}}`;
    expect(faultOf(parsed(inherited))?.[0]).toBe('xapi_unknown_property');
  });
  it('may stand inside of what an extension holds', () =>
    expect(faultOf(leastAnd('"result": { "extensions": { "x:a": { "__proto__": { "b": 1 } } } }'))).toBe(null));
});

describe('numbers that JSON can write and nothing can hold', () => {
  it.each(['1e400', '-1e400'])('%s is no score', (number) =>
    expect(faultOf(leastAnd(`"result": { "score": { "raw": ${number} } }`))).toEqual([
      'xapi_type',
      '$.result.score.raw',
      'XAPI-00082',
    ]),
  );
  it.each(['-0', '-0.0', '0e5', '1e-400'])('%s is a scaled score', (number) =>
    expect(faultOf(leastAnd(`"result": { "score": { "scaled": ${number} } }`))).toBe(null),
  );
  it('a length is whole', () => {
    const attachment = `{"usageType":"x:a","display":{},"contentType":"a/b","length":1e400,"sha2":""}`;
    expect(faultOf(leastAnd(`"attachments": [${attachment}]`))?.slice(0, 2)).toEqual([
      'xapi_type',
      '$.attachments[0].length',
    ]);
  });
});

describe('depth', () => {
  it.each([
    ['as the whole', nested(200_000), 'xapi_type'],
    ['in an extension', `{"result":{"extensions":{"x:a":${nested(200_000)}}}}`, 'xapi_too_deep'],
    ['in place of a text', `{"result":{"response":${nested(200_000)}}}`, 'xapi_type'],
    ['in place of the actor', `{"actor":${nested(200_000)}}`, 'xapi_type'],
  ])('%s is refused', (_, text, code) => expect(faultOf(parsed(text))?.[0]).toBe(code));
});

describe('characters that are none, or not those they look like', () => {
  it.each(['http://x.example/\\u0000', 'http://x.example/\\ud800', 'http://x.example/\\n', '\\u200bhttp://x.example/'])(
    '%s is no IRI',
    (iri) => expect(faultOf(leastAnd(`"verb": { "id": "${iri}" }`))?.slice(0, 2)).toEqual(['xapi_iri', '$.verb.id']),
  );
  it.each(['fd41c918-b88b-4b20-a0a5-a4c32391aaa0\\n', 'ｆd41c918-b88b-4b20-a0a5-a4c32391aaa0'])('%s is no UUID', (id) =>
    expect(faultOf(leastAnd(`"id": "${id}"`))?.[0]).toBe('xapi_uuid'),
  );
  it.each(['en\\n', 'еn', 'en\\u0000'])('%s is no language', (tag) =>
    expect(faultOf(leastAnd(`"context": { "language": "${tag}" }`))?.[0]).toBe('xapi_language_tag'),
  );
});
