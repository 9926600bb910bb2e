import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseCsv } from '../../../mappings/loader/csv.ts';

const positionsOf = (text: string): readonly (readonly string[])[] => {
  const records = parseCsv(text);
  if ('line' in records) throw new Error(`broken in line ${records.line}`);
  return records.map(({ positions }) => positions.map(({ line, column }) => `${line}:${column}`));
};

it.each([
  ['a,b\n', [['1:1', '1:3']]],
  [
    'a,b\r\nc,d\r\n',
    [
      ['1:1', '1:3'],
      ['2:1', '2:3'],
    ],
  ],
  ['\uFEFFa,b\n', [['1:1', '1:3']]],
  ['# x\n\n  # y\n"a","b"\n', [['4:2', '4:6']]],
  ['a,,b\n', [['1:1', '1:3', '1:4']]],
  ['a, b\n', [['1:1', '1:4']]],
  ['"a\nb","c",d\n', [['1:2', '2:5', '2:8']]],
  ['"a"",b",c\n', [['1:2', '1:9']]],
  ['a,#b\n', [['1:1', '1:3']]],
])('%j', (text, expected) => {
  expect(positionsOf(text)).toEqual(expected);
});

it('points at the start of every cell, whatever stands before it', () => {
  const cell = fc.stringMatching(/^[a-z",#\n]{0,6}[a-z]$/);
  const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(rows, (table) => {
      const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
      const text = `# comment\n\n${table.map((row) => row.map(quote).join(',')).join('\n# more\n')}\n`;
      const lines = text.split('\n');
      const records = parseCsv(text);
      if ('line' in records) throw new Error(`broken in line ${records.line}`);
      expect(records.map(({ texts }) => texts)).toEqual(table);
      for (const { texts, positions } of records) {
        expect(positions).toHaveLength(texts.length);
        for (const [index, { line, column }] of positions.entries()) {
          expect(lines[line - 1]?.[column - 2]).toBe('"');
          const first = texts[index]![0]!;
          if (first !== '\n') expect(lines[line - 1]?.[column - 1]).toBe(first);
        }
      }
    }),
  );
});

it('names the line of a quote that breaks the file', () => {
  expect(parseCsv('a,b\n"c,d\ne,f\ng,h\n')).toEqual({ line: 2 });
  expect(parseCsv('a,"b\r\nb"\r\nc,"d\r\ne,f\r\n')).toEqual({ line: 3 });
  expect(parseCsv('a,b\nc"d,e\n')).toMatchObject({ line: 2 });
});
