import type { Column } from './column.ts';
import { emailColumn, eventId, optionalText, PERSON_ID, type Sample } from './fields.ts';
import { type Candidate, constantRow, type GuessedRow, namedColumn, placeholder, textRow } from './guess.ts';
import { looksDistinct, looksLikeWords } from './recognise.ts';
import { momentRows } from './time.ts';

const EMPLOYMENT: readonly (readonly [RegExp, string])[] = [
  [/contract|contingent|extern|freelance|vendor|temp|^con$/i, 'contractor'],
  [/alumni|former|terminated|inactive|retired|left/i, 'alumni'],
];

const employmentKind = (columns: readonly Column[]): readonly GuessedRow[] => {
  const best = namedColumn(
    columns,
    [
      /\b(employment|worker|employee|user) ?(kind|type|class|category)\b/,
      /\b(type|contract)\b/,
      /\bemployment( history)? status\b/,
    ],
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
  const meaning = (word: string): string => EMPLOYMENT.find(([pattern]) => pattern.test(word))?.[1] ?? 'employee';
  return [{ ...wordRow(best, 'worker.employment_kind', meaning), type: 'EmploymentKind' }];
};

/** A row that says of each word what it means. */
const wordRow = (best: Candidate, target_field: string, meaning: (word: string) => string): GuessedRow => {
  const words = [...new Set(best.column.values.map((value) => value.trim()))];
  const parameters = words.map((word) => `'${word.replaceAll("'", "''")}=${meaning(word)}'`).join(', ');
  const row = textRow(best, target_field, words[0]!, `words(${parameters})`, meaning(words[0]!));
  return { ...row, why: `${row.why}; what each word means is a guess from the word` };
};

/** Words of workers who have left; UKG writes T for that, and SuccessFactors f, with t for those who are there. */
const LEFT = [/terminat|inactive|left|ended|retired|^false$/i, /^[Tf]$/];
const hasLeft = (word: string): boolean => LEFT.some((pattern) => pattern.test(word));

/** A row of a worker who has left says so by a status, if the table has one with such a word. */
const eventKind = (columns: readonly Column[]): GuessedRow => {
  const best = namedColumn(
    columns.filter(({ values }) => values.some((value) => hasLeft(value.trim()))),
    [/\b(employment|worker|employee)? ?status\b/, /^active$/],
    looksLikeWords,
  );
  if (best === undefined)
    return constantRow('kind', 'WorkerEventKind', 'snapshot_row', 'a table of workers lists who is there');
  const meaning = (word: string): string => (hasLeft(word) ? 'terminate' : 'snapshot_row');
  return { ...wordRow(best, 'kind', meaning), type: 'WorkerEventKind' };
};

/** An id by itself is that of the worker, in a list of workers. */
const WORKER_ID = [...PERSON_ID, /^id$/];

export const workers = (sample: Sample): readonly GuessedRow[] => {
  const { columns } = sample;
  const id = namedColumn(columns, WORKER_ID, looksDistinct);
  const email = emailColumn(sample);
  return [
    eventId(sample),
    eventKind(columns),
    id ? textRow(id, 'employee_id', 'E-1001') : placeholder('employee_id', 'the number of the person'),
    ...momentRows(sample, 'effective_at'),
    ...employmentKind(columns),
    ...optionalText(columns, [/\b(first|given) ?name\b/], 'worker.given_name', 'Ada'),
    ...optionalText(columns, [/\b(last|family|sur) ?name\d?\b/], 'worker.family_name', 'Lovelace'),
    ...(email ? [textRow(email, 'worker.email', 'ada.lovelace@example.com')] : []),
  ];
};
