import type { Personal } from '../topics/personal.ts';
import { formatJson, printable, shortened } from './text.ts';

export type Named = readonly [name: string, value: string | number | null];

const NAME_WIDTH = 15;

/** Names and values, one a line; those without a value are left out. */
export const namedLines = (facts: readonly Named[]): readonly string[] =>
  facts.flatMap(([name, value]) =>
    value === null ? [] : [`  ${name.padEnd(NAME_WIDTH)} ${printable(String(value))}`],
  );

/** A title and lines below it; nothing where there are no lines. */
export const indented = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${printable(line)}`)];

const HEADERS_MAX = 100;
const HEADER_CHARS_MAX = 1_000;

/** Headers of a record, the first of them and the beginning of each: a producer may send any number, of any length. */
export const describeHeaders = (headers: Readonly<Record<string, string>>): readonly string[] => {
  const all = Object.entries(headers);
  const lines = all.slice(0, HEADERS_MAX).map(([name, value]) => shortened(`${name}: ${value}`, HEADER_CHARS_MAX));
  const left = all.length - lines.length;
  return indented('Headers:', left === 0 ? lines : [...lines, `and ${left} more; see --json`]);
};

/** Lines of a value that are printed; --json has them all. */
const VALUE_LINES_MAX = 5_000;
const VALUE_LINE_CHARS_MAX = 100_000;

const boundedLines = (text: string): readonly string[] => {
  const lines = text.split('\n', VALUE_LINES_MAX + 1);
  const shown = lines.slice(0, VALUE_LINES_MAX).map((line) => shortened(line, VALUE_LINE_CHARS_MAX));
  return lines.length > VALUE_LINES_MAX ? [...shown, 'and more; see --json'] : shown;
};

/** Key and value of a record, with the warning that they need. */
export const describePersonal = ({ key, value, decoded }: Personal): readonly string[] =>
  indented(
    `Key and ${decoded ? 'value' : 'bytes of the value, which no schema explains'} (PERSONAL DATA: do not paste them anywhere):`,
    [shortened(key ?? 'no key', VALUE_LINE_CHARS_MAX), ...boundedLines(formatJson(value))],
  );
