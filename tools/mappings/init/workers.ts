import { leaveFlagOf, truthOf, truthWords } from '../words/flags.ts';
import { FAMILY_NAME, GIVEN_NAME } from '../words/names.ts';
import type { Column } from './column.ts';
import { emailColumn, eventId, optionalText, type Sample, workerId } from './fields.ts';
import { countWords, type GuessedRow, textRow, wordsRow } from './guess.ts';
import { employmentRows } from './worker-employment.ts';
import { workerKind } from './worker-kind.ts';
import { statusReadings } from './worker-status.ts';
import { effectiveRows } from './worker-times.ts';

/** Longer names are of a position, or of a day. */
const LEAVE_WORDS_MAX = 4;

const onLeave = (columns: readonly Column[]): readonly GuessedRow[] => {
  const [column] = columns
    .filter(({ words }) => leaveFlagOf(words) !== undefined && words.split(' ').length <= LEAVE_WORDS_MAX)
    .filter(({ vocabulary }) => truthWords(vocabulary ?? []) !== undefined)
    .toSorted((a, b) => countWords(a) - countWords(b));
  if (column === undefined) return [];
  const yes = leaveFlagOf(column.words);
  const meanings = truthWords(column.vocabulary ?? [])!.map((word): [string, string] => [
    word,
    String((truthOf(word) === true) === yes),
  ]);
  const why = 'its name says yes or no to who is on leave';
  return [wordsRow(column, 'worker.on_leave', 'boolean', new Map(meanings), { confidence: 0.8, why })];
};

export const workers = (sample: Sample): readonly GuessedRow[] => {
  const { columns } = sample;
  const email = emailColumn(sample);
  const readings = statusReadings(columns);
  const moments = effectiveRows(sample, readings[0]);
  return [
    eventId(sample, moments),
    ...workerKind(columns, readings),
    workerId(sample),
    ...moments,
    ...employmentRows(columns),
    ...onLeave(columns),
    ...optionalText(columns, GIVEN_NAME, 'worker.given_name', 'Ada'),
    ...optionalText(columns, FAMILY_NAME, 'worker.family_name', 'Lovelace'),
    ...(email ? [textRow(email, 'worker.email', 'ada.lovelace@example.com')] : []),
  ];
};
