import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openRows } from '../../../tools/mappings/read/open.ts';
import type { Row } from '../../../tools/mappings/read/row.ts';
import { written } from './support.ts';

const contents = async (path: string): Promise<readonly (readonly [at: number, value: unknown])[]> => {
  const rows: Row[] = [];
  for await (const row of openRows(path).rows) rows.push(row);
  return rows.map(({ at, content }) => [at, content.kind === 'value' ? content.value : content.reason]);
};

describe('an export', () => {
  it.each([
    ['lines.ndjson', '{"a":1}\n\n{"a":2}\n', [1, 3]],
    ['one-line.jsonl', '{"a":1}\n{"a":2}', [1, 2]],
    ['list.json', '[{"a":1},\n{"a":2}]', [1, 2]],
    ['lrs.json', '{"more":"","statements":[{"a":1},{"a":2}]}', [1, 2]],
    ['workday.json', '{\n "Report_Entry": [{"a":1},{"a":2}]\n}', [1, 2]],
    ['marked.json', '\uFEFF[{"a":1},{"a":2}]', [1, 2]],
  ])('as JSON: %s', async (name, text, [first, second]) => {
    expect(await contents(written(name, text))).toEqual([
      [first, { a: 1 }],
      [second, { a: 2 }],
    ]);
  });

  it('of one object on many lines is one row', async () => {
    expect(await contents(written('single.json', '{\n"a": 1\n}'))).toEqual([[1, { a: 1 }]]);
  });

  it.each([
    ['comma.csv', 'a,b\n1,\n"2\n2",x\n3,y\n'],
    ['semicolon.csv', '\uFEFFa;b\r\n1;\r\n"2\r\n2";x\r\n3;y'],
    ['tab.tsv', 'a\tb\n1\t\n"2\n2"\tx\n3\ty\n'],
  ])('as a table: %s', async (name, text) => {
    const rows = await contents(written(name, text));
    expect(rows.map(([at]) => at)).toEqual([2, 3, 5]);
    expect(rows.map(([, value]) => value)).toMatchObject([{ a: '1' }, { b: 'x' }, { a: '3', b: 'y' }]);
    expect(rows[0]![1]).not.toHaveProperty('b');
  });

  it('may be compressed', async () => {
    expect(await contents(written('zipped.ndjson.gz', gzipSync('{"a":1}\n')))).toEqual([[1, { a: 1 }]]);
  });

  it.each([
    ['broken.ndjson', '{"a":1}\n{"a":\n{"a":3}\n', [1, 2, 3], 'no JSON'],
    ['broken.json', '[{"a":1},{"a":2},oops]', [1, 2, 3], 'no well-formed JSON from here on'],
    ['short.json', '[{"a":1},{"a":2}', [1, 2, 3], 'the JSON ends before it is complete'],
    ['short.csv', 'a,b\n1,2\n3\n4,5\n', [2, 3, 4], '1 cells, where the header names 2 columns'],
    ['quote.csv', 'a,b\n1,2\n3,"x\n', [2, 3], 'no well-formed CSV from here on: a quote is missing or not doubled'],
  ])('that is broken says where: %s', async (name, text, places, reason) => {
    const rows = await contents(written(name, text));
    expect(rows.map(([at]) => at)).toEqual(places);
    expect(rows.map(([, value]) => value)).toContain(reason);
  });

  it.each([
    ['empty.csv', '', 'is empty'],
    ['utf16.csv', Buffer.from('\uFEFFa,b\n', 'utf16le'), 'is no text in UTF-8'],
  ])('that holds no text is refused: %s', (name, content, message) => {
    expect(() => openRows(written(name, content))).toThrow(message);
  });

  it('that is not there is refused', () => {
    expect(() => openRows('/nowhere/export.csv')).toThrow('is no file');
  });
});
