import { describeHeaders, describePersonal, indented, type Named, namedLines } from '../../cli/lines.ts';
import { formatTime } from '../../cli/text.ts';
import type { Shown } from '../show.ts';

const valueLine = ({ value_bytes, unpacked }: Pick<Shown, 'value_bytes' | 'unpacked'>): string => {
  if (value_bytes === null) return 'none';
  return unpacked ? `${value_bytes} bytes` : `${value_bytes} bytes, compressed; they cannot be unpacked here`;
};

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
    ['key', row.has_key ? 'encrypted' : 'none'],
    ['value', valueLine(row)],
  ];
  return [
    row.at,
    ...namedLines(facts),
    ...indented(
      'What to do:',
      meaning.flatMap(({ summary, what_to_do }) => [summary, what_to_do]),
    ),
    ...describeHeaders(headers),
    ...(personal === undefined ? [] : describePersonal(personal)),
  ].join('\n');
};
