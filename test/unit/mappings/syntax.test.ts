import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePath, parsePath, placeAt } from '../../../mappings/fields/path.ts';
import { parsePipeline } from '../../../mappings/fields/pipeline.ts';
import { UNKNOWN_SOURCE } from '../../../mappings/transforms/examples.ts';

describe('chains of transforms', () => {
  it.each([
    ['trim', [['trim', 0]]],
    [
      '  trim | iri ',
      [
        ['trim', 2],
        ['iri', 9],
      ],
    ],
    [
      'a()|b',
      [
        ['a', 0],
        ['b', 4],
      ],
    ],
  ])('%j', (text, calls) => {
    expect(parsePipeline(text)).toEqual(calls.map(([name, at]) => ({ name, at, parameters: [] })));
  });

  it.each([
    ['f(a)', ['a']],
    ['f( a , b c )', ['a', 'b c']],
    ["f('a, (b) | c', 'it''s', '')", ['a, (b) | c', "it's", '']],
  ])('reads the arguments of %j', (text, parameters) => {
    expect(parsePipeline(text)).toEqual([{ name: 'f', at: 0, parameters }]);
  });

  it.each([
    ['', 0],
    ['Trim', 0],
    ['trim iri', 5],
    ['trim |', 6],
    ['trim || iri', 6],
    ['f(a', 3],
    ['f(a,)', 4],
    ['f(,a)', 2],
    ["f('a)", 2],
    ['f(a) b', 5],
  ])('finds the fault in %j at %d', (text, at) => {
    expect(parsePipeline(text)).toMatchObject({ at });
  });

  it('reads every chain it could be asked for', () => {
    const parameter = fc.string({ maxLength: 8 });
    const call = fc.record({
      name: fc.stringMatching(/^[a-z][a-z0-9_]{0,5}$/),
      parameters: fc.array(parameter, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(call, { minLength: 1, maxLength: 4 }), (calls) => {
        const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;
        const text = calls.map(({ name, parameters }) => `${name}(${parameters.map(quote).join(', ')})`).join(' | ');
        expect(parsePipeline(text)).toMatchObject(calls);
      }),
    );
  });
});

describe('places in a source object', () => {
  const context = { source: { ...UNKNOWN_SOURCE, id: 'x' }, received_at: 7 };
  const read = (text: string, source: unknown): unknown => {
    const path = parsePath(text);
    if ('expected' in path) throw new Error(`${path.at}: ${path.expected}`);
    return compilePath(path)(source, context);
  };
  const source = {
    a: { b: { c: { d: { e: 1 } } } },
    list: [
      { kind: 'x', v: 1 },
      { kind: 'y', v: 2, deep: { kind: 'z' } },
    ],
    one: { kind: 'x', v: 3 },
    'https://x.example/k': { "it's": 4 },
    none: null,
  };

  it.each([
    ['a', source.a],
    ['a.b', source.a.b],
    ['a.b.c', source.a.b.c],
    ['a.b.c.d', source.a.b.c.d],
    ['a.b.c.d.e', 1],
    ['list[1].v', 2],
    ["list[kind='y'].v", 2],
    ["list[deep.kind='z'].v", 2],
    ["list[kind='?'].v", undefined],
    ['one[0].v', 3],
    ["one[kind='x'].v", 3],
    ["one[kind='y'].v", undefined],
    ['none.b', undefined],
    ['missing.b.c', undefined],
    ['a.b.c.d.e.f', undefined],
    ['$', source],
    ['$received_at', 7],
    ['$issuer', 'x'],
  ])('%s', (text, expected) => {
    expect(read(text, source)).toEqual(expected);
  });

  it('reads keys that are IRIs, and quotes in them', () => {
    expect(read("a['b']['c'].d", source)).toBe(source.a.b.c.d);
    expect(read("x['https://x.example/k']['it''s']", { x: source })).toBe(4);
  });

  it.each([
    ['', 0],
    ['.a', 0],
    ['a.', 2],
    ['a..b', 2],
    ['a b', 1],
    ['a[x]', 1],
    ['a[-1]', 1],
    ["a['b]", 1],
    ["a[k=v']", 1],
    ['$now', 0],
  ])('finds the fault in %j at %d', (text, at) => {
    expect(parsePath(text)).toMatchObject({ at });
  });

  it.each(['a', 'a.b.c.d', 'a[2].b', "a['b.c'].d", "a[k='v'].b", "a[k.l='v'].k.m", '$'])(
    'puts a sample where %s finds it',
    (text) => {
      const path = parsePath(text);
      if (!('segments' in path)) throw new Error('no place in the source');
      expect(read(text, placeAt(path.segments, 'sample'))).toBe('sample');
    },
  );
});
