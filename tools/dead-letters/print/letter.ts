import { describePersonal, indented, type Named, namedLines } from '../../cli/lines.ts';
import { formatTime } from '../../cli/text.ts';
import type { Shown } from '../show.ts';

/** A dead letter for people. */
export const describeLetter = ({ meaning, headers, personal, ...row }: Shown): string => {
  const facts: readonly Named[] = [
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
    ...namedLines(facts),
    ...indented(
      'What to do:',
      meaning.flatMap(({ summary, what_to_do }) => [summary, what_to_do]),
    ),
    ...indented(
      'Headers:',
      Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ),
    ...(personal === undefined ? [] : describePersonal(personal)),
  ].join('\n');
};
