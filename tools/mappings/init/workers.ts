import type { Column } from './column.ts';
import { emailColumn, eventId, optionalText, PERSON_ID, type Sample } from './fields.ts';
import { constantRow, type GuessedRow, namedColumn, placeholder, textRow } from './guess.ts';
import { looksDistinct, looksLikeWords } from './recognise.ts';
import { receivedAt, timeRow } from './time.ts';

const EMPLOYMENT: readonly (readonly [RegExp, string])[] = [
  [/contract|contingent|external|freelance|vendor|temp/i, 'contractor'],
  [/alumni|former|terminated|inactive|retired|left/i, 'alumni'],
];

const employmentKind = (columns: readonly Column[]): readonly GuessedRow[] => {
  const best = namedColumn(
    columns,
    [/\b(employment|worker|employee) ?(kind|type|class|category)\b/, /\b(type|contract)\b/],
    looksLikeWords,
  );
  if (best === undefined) {
    return [
      constantRow(
        'worker.employment_kind',
        'EmploymentKind',
        'employee',
        'no column tells employees and contractors apart',
      ),
    ];
  }
  const words = [...new Set(best.column.values.map((value) => value.trim()))];
  const meaning = (word: string): string => EMPLOYMENT.find(([pattern]) => pattern.test(word))?.[1] ?? 'employee';
  const parameters = words.map((word) => `'${word.replaceAll("'", "''")}=${meaning(word)}'`).join(', ');
  const row = textRow(best, 'worker.employment_kind', words[0]!, `words(${parameters})`, meaning(words[0]!));
  return [{ ...row, type: 'EmploymentKind', why: `${row.why}; what each word means is a guess from the word` }];
};

export const workers = (sample: Sample): readonly GuessedRow[] => {
  const { columns } = sample;
  const id = namedColumn(columns, PERSON_ID, looksDistinct);
  const email = emailColumn(sample);
  return [
    eventId(sample),
    constantRow('kind', 'WorkerEventKind', 'snapshot_row', 'a table of workers lists who is there'),
    id ? textRow(id, 'employee_id', 'E-1001') : placeholder('employee_id', 'the number of the person'),
    timeRow(sample, 'effective_at', 'moment') ?? receivedAt('effective_at'),
    ...employmentKind(columns),
    ...optionalText(columns, [/\b(first|given) ?name\b/], 'worker.given_name', 'Ada'),
    ...optionalText(columns, [/\b(last|family|sur) ?name\b/], 'worker.family_name', 'Lovelace'),
    ...(email ? [textRow(email, 'worker.email', 'ada.lovelace@example.com')] : []),
  ];
};
