import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesOf } from '../../../tools/mappings/read/lines.ts';
import { readNdjson } from '../../../tools/mappings/read/ndjson.ts';
import { Records, type TableRecord } from '../../../tools/mappings/read/records.ts';
import { ROW_CHARACTERS_MAX } from '../../../tools/mappings/read/row.ts';

async function* inPieces(text: string, length: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length);
}

const recordsOf = async (text: string, delimiter = ',', piece = 7): Promise<readonly TableRecord[]> => {
  const records = new Records(delimiter);
  const read: TableRecord[] = [];
  for await (const lines of linesOf(inPieces(text, piece))) read.push(...records.add(lines));
  return [...read, ...records.end()];
};

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
const CELL = fc.string({ unit: fc.constantFrom('a', ' ', '"', ',', ';', '\t', '\n', '\r', 'é') });

describe('the records of a table', () => {
  it('are what was written, in whatever pieces it comes', async () => {
    const rows = fc.array(fc.array(CELL, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 });
    const delimiters = fc.constantFrom(',', ';', '\t');
    const ends = fc.constantFrom('\n', '\r\n');
    await fc.assert(
      fc.asyncProperty(rows, delimiters, ends, fc.integer({ min: 1, max: 9 }), async (cells, delimiter, end, piece) => {
        const text = cells.map((row) => row.map(quoted).join(delimiter) + end).join('');
        const read = await recordsOf(text, delimiter, piece);
        expect(read.map((record) => 'cells' in record && record.cells)).toEqual(cells);
      }),
    );
  });

  it.each([
    ['a "nick" name,b', ['a "nick" name', 'b']],
    [' "a" , b ,', ['a', 'b', '']],
    [',', ['', '']],
  ])('hold what the cells say: %s', async (line, cells) => {
    expect(await recordsOf(line)).toEqual([{ at: 1, cells }]);
  });

  it('go on below a quote that is never closed, which costs its own line', async () => {
    const rest = Array.from({ length: 200_000 }, (_, index) => `${index},some more text to fill the line`);
    const read = await recordsOf(['1,"x', ...rest].join('\n'), ',', 65_536);
    expect(read).toHaveLength(200_001);
    expect(read[0]).toMatchObject({ at: 1, fault: 'a quote is missing, or not doubled' });
    expect(read.at(-1)).toMatchObject({ at: 200_001 });
  });
});

describe('a line without end', () => {
  it('is refused, and not held; the next one is read', async () => {
    const rows = [];
    const text = `${'x'.repeat(2 * ROW_CHARACTERS_MAX)}\n{"a":1}\n`;
    for await (const row of readNdjson(inPieces(text, 65_536))) rows.push(row);
    expect(rows).toMatchObject([
      { at: 1, content: { kind: 'fault' } },
      { at: 2, content: { value: { a: 1 } } },
    ]);
  });
});
