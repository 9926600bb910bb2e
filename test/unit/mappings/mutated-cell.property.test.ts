import fc from 'fast-check';
import { expect, it } from 'vitest';
import { loadMappings } from '../../../mappings/index.ts';
import { type CsvRecord, parseCsv } from '../../../mappings/loader/csv.ts';
import { fieldMapNames, files } from '../../../mappings/loader/load.ts';
import { original, withFiles } from './support/directory.ts';

/** Whatever stands in these is right, or is told at another cell: that of the row that it disagrees with. */
const FREE_TEXT = new Set([
  ...['notes', 'use_instead', 'ambiguity', 'course_name', 'label', 'level', 'name', 'framework', 'status'],
  ...['sample_input', 'sample_output', 'from', 'to'],
]);

interface Place {
  readonly file: string;
  readonly field: string;
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

const placesOf = (file: string): readonly Place[] => {
  const [header, ...rows] = parseCsv(original(file)) as readonly CsvRecord[];
  return rows.flatMap(({ texts, positions }) =>
    header!.texts.flatMap((field, index) =>
      FREE_TEXT.has(field) ? [] : [{ file, field, ...positions[index]!, text: texts[index]! }],
    ),
  );
};

const places = [...Object.keys(files), ...fieldMapNames.map((name) => `fields/${name}.csv`)].flatMap(placesOf);

/** All files are read in each run. */
const LOADS_TIMEOUT_MS = 60_000;

/** No name, number, version, IRI, place or word of any list. */
const rubbish = fc.string({ minLength: 1, maxLength: 8, unit: fc.constantFrom('§', '¿', '¶') });

/** The file with another text in one unquoted cell. */
const mutated = ({ file, line, column, text }: Place, value: string): string => {
  const lines = original(file).split('\n');
  const before = lines[line - 1]!;
  lines[line - 1] = before.slice(0, column - 1) + value + before.slice(column - 1 + text.length);
  return lines.join('\n');
};

const isPlain = ({ file, line, column, text }: Place): boolean =>
  original(file)
    .split('\n')
    [line - 1]!.slice(column - 1, column - 1 + text.length) === text;

it(
  'names file, line, column, value and what was expected, whichever cell is wrong',
  () => {
    const cell = fc.constantFrom(...places.filter(isPlain));
    fc.assert(
      fc.property(cell, rubbish, (place, value) => {
        const { file, line, column, field } = place;
        const load = (): unknown => withFiles({ [file]: mutated(place, value) }, loadMappings);
        expect(load).toThrow(`${file}:${line}:${column} ${field}: ${JSON.stringify(value)}: expected `);
      }),
      { numRuns: 40 },
    );
  },
  LOADS_TIMEOUT_MS,
);
