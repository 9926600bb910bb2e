import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderEmbedded } from '../../tools/codegen/embedded.ts';
import { outputs } from '../../tools/codegen/outputs.ts';
import { renderTypes } from '../../tools/codegen/types.ts';

const record = (name: string, fields: readonly object[], extra: object = {}) => ({
  type: 'record',
  name,
  fields,
  ...extra,
});
const render = (...schemas: unknown[]) => renderTypes(new Map(schemas.map((schema, i) => [`topic.${i}`, schema])));

describe('generated files', () => {
  it.each([...outputs.keys()])('%s is what `npm run generate` would write', (path) => {
    const committed = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
    expect(committed === outputs.get(path)!(), `${path} is stale: run npm run generate`).toBe(true);
  });
});

describe('schemas that embed others', () => {
  const state = { type: 'enum', name: 'State', symbols: ['on', 'off'] };
  const root = record(
    'Lamp',
    [
      { name: 'state', type: state },
      { name: 'before', type: ['null', 'State'] },
    ],
    { namespace: 'x' },
  );
  const stale = record('Lamp', [{ name: 'colour', type: 'string' }], { namespace: 'x' });
  const list = (items: unknown, more: readonly object[] = []) =>
    record('Lamps', [{ name: 'lamps', type: { type: 'array', items } }, ...more], { namespace: 'y' });
  const embedded = (schema: object) => JSON.parse(renderEmbedded(schema, new Map([['x.Lamp', root]])));

  it('have what the others have now', () => {
    const expected = list({
      ...root,
      fields: [
        { name: 'state', type: state },
        { name: 'before', type: ['null', 'x.State'] },
      ],
    });
    expect(embedded(list(stale))).toEqual(expected);
    expect(embedded(expected)).toEqual(expected);
  });
  it('define a name once, and refer to it by its full name', () => {
    const { fields } = embedded(
      list(stale, [
        { name: 'newest', type: ['null', stale] },
        { name: 'state', type: 'x.State' },
      ]),
    );
    expect(fields.slice(1)).toEqual([
      { name: 'newest', type: ['null', 'x.Lamp'] },
      { name: 'state', type: 'x.State' },
    ]);
  });
});

describe('types from Avro schemas', () => {
  it('carries every kind of type that the contracts use', () => {
    const text = render(
      record(
        'Everything',
        [
          { name: 'id', type: 'string', doc: 'The id.' },
          { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
          { name: 'body', type: 'bytes' },
          { name: 'maybe', type: ['null', 'double'] },
          { name: 'list', type: { type: 'array', items: ['null', 'int'] } },
          { name: 'counts', type: { type: 'map', values: 'long' } },
          { name: 'kind', type: { type: 'enum', name: 'Kind', symbols: ['a', 'b'] } },
          { name: 'again', type: 'Kind' },
        ],
        { namespace: 'x.y', doc: 'All of it.' },
      ),
    );
    expect(text).toContain("export type Kind = 'a' | 'b';");
    expect(text).toContain(
      [
        '/** All of it. */',
        'export interface Everything {',
        '  /** The id. */',
        '  readonly id: string;',
        '  readonly at: number;',
        '  readonly body: Buffer;',
        '  readonly maybe: number | null;',
        '  readonly list: readonly (number | null)[];',
        '  readonly counts: Readonly<Record<string, number>>;',
        '  readonly kind: Kind;',
        '  readonly again: Kind;',
        '}',
      ].join('\n'),
    );
    expect(text).toContain("export interface TopicRecords {\n  readonly 'topic.0': Everything;\n}");
  });

  const withStatus = (namespace: string, symbols: string[]) =>
    record('Thing', [{ name: 'status', type: { type: 'enum', name: 'Status', symbols } }], { namespace });

  it('shares one name between types that differ in nothing but their namespace', () => {
    const text = render(withStatus('x.raw', ['on']), withStatus('x.internal', ['on']));
    expect(text.match(/export type Status /g)).toHaveLength(1);
    expect(text).toContain("readonly 'topic.1': Thing;");
  });

  it('tells types of one name and different content apart by their namespace, and what holds them too', () => {
    const text = render(withStatus('x.raw', ['on']), withStatus('x.internal', ['on', 'off']));
    expect(text).toContain("export type RawStatus = 'on';");
    expect(text).toContain("export type InternalStatus = 'on' | 'off';");
    expect(text).toContain("readonly 'topic.1': InternalThing;");
  });

  it('refuses one full name with two definitions', () => {
    expect(() => render(withStatus('x.raw', ['on']), withStatus('x.raw', ['off']))).toThrow(
      'x.raw.Status is defined in two ways',
    );
  });

  it('refuses what it does not know', () => {
    const fixed = { type: 'fixed', name: 'F', size: 4 };
    expect(() => render(record('R', [{ name: 'f', type: fixed }]))).toThrow('unknown or unsupported type fixed');
    expect(() => render('string')).toThrow('not a record');
  });
});
