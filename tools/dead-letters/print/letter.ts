import { formatJson, formatTime, printable } from '../../cli/text.ts';
import type { Shown } from '../show.ts';

const lines = (title: string, values: readonly string[]): readonly string[] =>
  values.length === 0 ? [] : ['', title, ...values.map((value) => `  ${value}`)];

/** A dead letter for people. */
export const describeLetter = ({ meaning, headers, personal, ...row }: Shown): string => {
  const facts: readonly (readonly [string, string | number | null])[] = [
    ['refused at', formatTime(row.died_at_ms)],
    ['code', row.code ?? 'unreadable: these are not the headers of a dead letter'],
    ['what was wrong', row.message],
    ['input record', row.refused],
    ['origin', row.origin],
    ['attempt', row.attempt],
    ['sent back', row.replayed ? 'yes' : 'no'],
    ['key', row.key_bytes === null ? 'none' : `${row.key_bytes} bytes`],
    ['value', row.value_bytes === null ? 'none' : `${row.value_bytes} bytes`],
  ];
  return [
    row.at,
    ...facts.flatMap(([name, value]) => (value === null ? [] : [`  ${name.padEnd(15)} ${printable(String(value))}`])),
    ...lines(
      'What to do:',
      meaning.flatMap(({ summary, what_to_do }) => [summary, what_to_do]),
    ),
    ...lines(
      'Headers:',
      Object.entries(headers).map(([name, value]) => printable(`${name}: ${value}`)),
    ),
    ...(personal === undefined
      ? []
      : lines(
          `Key and ${personal.decoded ? 'value' : 'bytes of the value, which no schema explains'} (PERSONAL DATA: do not paste them anywhere):`,
          [printable(personal.key ?? 'no key'), ...formatJson(personal.value).split('\n').map(printable)],
        )),
  ].join('\n');
};
