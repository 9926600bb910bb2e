import type { Personal } from '../topics/personal.ts';
import { formatJson, printable } from './text.ts';

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

/** Key and value of a record, with the warning that they need. */
export const describePersonal = ({ key, value, decoded }: Personal): readonly string[] =>
  indented(
    `Key and ${decoded ? 'value' : 'bytes of the value, which no schema explains'} (PERSONAL DATA: do not paste them anywhere):`,
    [key ?? 'no key', ...formatJson(value).split('\n')],
  );
