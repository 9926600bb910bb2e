import { tmpdir } from 'node:os';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openRows, type ReadOptions } from '../../../tools/mappings/read/open.ts';
import type { Row } from '../../../tools/mappings/read/row.ts';
import { written } from './support.ts';

const contents = async (
  path: string,
  options: ReadOptions = {},
): Promise<readonly (readonly [at: number, value: unknown])[]> => {
  const rows: Row[] = [];
  for await (const row of (await openRows(path, options)).rows) rows.push(row);
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
    ['scim.json', '{"totalResults":2,"Resources":[{"a":1},{"a":2}]}', [1, 2]],
    ['odata.json', '{"d":{"results":[{"a":1},{"a":2}]}}', [1, 2]],
    ['paged.json', '{"data":{"count":2,"items":[{"a":1},{"a":2}]}}', [1, 2]],
    ['pages.json', '{"statements":[{"a":1}],"more":"x"}\n{"statements":[{"a":2}],"more":""}', [1, 2]],
    ['one-after-the-other.json', '{\n"a": 1\n}\n{\n"a": 2\n}\n', [1, 2]],
    ['on-one-line.json', '{"a":1}{"a":2}', [1, 2]],
    ['list.ndjson', '[{"a":1},{"a":2}]', [1, 2]],
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

  it('may have its rows in a place that nobody knows', async () => {
    const path = written('own.json', '{"info":{"trainings":[{"a":1}]}}');
    expect(await contents(path, { list: 'info.trainings' })).toEqual([[1, { a: 1 }]]);
    expect(await contents(path, { list: 'trainings' })).toEqual([
      [1, 'the place that --list names holds no list with rows'],
    ]);
  });

  it('may be an answer without rows', async () => {
    expect(await contents(written('none.json', '{"statements":[],"more":""}'))).toEqual([]);
  });

  it.each([
    ['mac.csv', 'a,b\r1,2\r3,4\r', {}, [2, 3]],
    ['excel.csv', 'sep=;\r\na;b\r\n1;2\r\n3;4\r\n', {}, [3, 4]],
    ['behind.csv', 'a,b\n1,2,\n3,4,,\n', {}, [2, 3]],
    ['titled.csv', 'Transcript, of all\nRun by: ada@corp.example\n\na;b\n1;2\n3;4\n', { header: 4 }, [5, 6]],
    ['utf16le.csv', Buffer.from('\uFEFFa\tb\r\n1\t2\r\n3\t4\r\n', 'utf16le'), {}, [2, 3]],
    ['utf16be.csv', Buffer.from('\uFEFFa\tb\n1\t2\n3\t4\n', 'utf16le').swap16(), {}, [2, 3]],
    ['quoted-names.csv', '"a";"b";"x, y, and, z"\n1;2;\n3;4;\n', {}, [2, 3]],
  ] as const)('as a table of its own kind: %s', async (name, content, options, places) => {
    expect(await contents(written(name, content), options)).toEqual([
      [places[0], { a: '1', b: '2' }],
      [places[1], { a: '3', b: '4' }],
    ]);
  });

  it('in another encoding is read as it is said', async () => {
    const path = written('windows.csv', Buffer.from('a\nJürgen\n', 'latin1'));
    expect(await contents(path, { encoding: 'windows-1252' })).toEqual([[2, { a: 'Jürgen' }]]);
  });

  it('with a name twice, or none, has another name for each column', async () => {
    const path = written('names.csv', 'Status,,Status,Employee\u00a0 ID\n1,2,3,4\n');
    expect(await contents(path)).toEqual([
      [2, { Status: '1', 'column 2': '2', 'Status (2)': '3', 'Employee ID': '4' }],
    ]);
  });

  it('without a header says so, and shows no address', async () => {
    const opened = openRows(written('bare.csv', '1001,ada.secret@corp.example\n1002,bob@corp.example\n'));
    await expect(opened).rejects.toThrow('line 1 names no columns');
    await expect(opened).rejects.not.toThrow('secret');
  });

  it('may be compressed, whatever its name', async () => {
    expect(await contents(written('zipped.json', gzipSync('[{"a":1}]')))).toEqual([[1, { a: 1 }]]);
    expect(await contents(written('bare.ndjson.gz', '{"a":1}\n'))).toEqual([[1, { a: 1 }]]);
  });

  it('that is compressed and cut short is read as far as it goes', async () => {
    const zipped = gzipSync(Array.from({ length: 50_000 }, (_, index) => `{"a":${index}}\n`).join(''));
    const rows = await contents(written('cut.ndjson.gz', zipped.subarray(0, zipped.length / 2)));
    expect(rows.length).toBeGreaterThan(1_000);
    expect(rows.at(-1)![1]).toBe('the compressed file is damaged, or cut short, from here on');
    const small = gzipSync('{"a":1}\n{"a":2}\n');
    expect((await contents(written('small.ndjson.gz', small.subarray(0, small.length - 4)))).at(-1)![1]).toBe(
      'the compressed file is damaged, or cut short, from here on',
    );
  });

  it('may be compressed', async () => {
    expect(await contents(written('zipped.ndjson.gz', gzipSync('{"a":1}\n')))).toEqual([[1, { a: 1 }]]);
  });

  it.each([
    ['broken.ndjson', '{"a":1}\n{"a":\n{"a":3}\n', [1, 2, 3], 'no JSON'],
    ['broken.json', '[{"a":1},{"a":2},oops]', [1, 2, 3], 'no well-formed JSON from here on'],
    ['short.json', '[{"a":1},{"a":2}', [1, 2, 3], 'the JSON ends before it is complete'],
    ['short-object.json', '{"statements":[{"a":1},{"a":2}', [1, 2, 3], 'the JSON ends before it is complete'],
    ['inside.csv', 'a,b\n1,"2"x\n3,4\n', [2, 3], 'a quote is missing, or not doubled'],
    ['open.csv', 'a,b\n1,"2\n3,4\n5,"6"\n', [2, 3, 4], 'a quote is missing, or not doubled'],
    ['short.csv', 'a,b\n1,2\n3\n4,5\n', [2, 3, 4], '1 cells, where the header names 2 columns'],
    ['quote.csv', 'a,b\n1,2\n3,"x\n', [2, 3], 'a quote is missing, or not doubled'],
  ])('that is broken says where: %s', async (name, text, places, reason) => {
    const rows = await contents(written(name, text));
    expect(rows.map(([at]) => at)).toEqual(places);
    expect(rows.map(([, value]) => value)).toContain(reason);
  });

  it.each([
    ['empty.csv', '', 'is empty'],
    ['unmarked.csv', Buffer.from('a,b\n', 'utf16le'), 'say --encoding utf-16le if it is that'],
    ['latin.csv', Buffer.from('a\nJürgen\n', 'latin1'), 'say --encoding windows-1252'],
    ['book.xlsx', Buffer.from('504b0304140006', 'hex'), 'save the sheet as CSV UTF-8'],
    ['book.xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'save the sheet as CSV UTF-8'],
  ])('that holds no text is refused: %s', async (name, content, message) => {
    await expect(openRows(written(name, content))).rejects.toThrow(message);
  });

  it.each([
    ['/nowhere/export.csv', 'there is no file'],
    [tmpdir(), 'is a folder'],
  ])('that is not there is refused: %s', async (path, message) => {
    await expect(openRows(path)).rejects.toThrow(message);
  });
});
