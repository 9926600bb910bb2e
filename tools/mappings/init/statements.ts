import type { Column } from './column.ts';
import { COURSE_NAME, courseId, emailColumn, optionalText, PERSON_ID, type Sample } from './fields.ts';
import { constantRow, type GuessedRow, namedColumn, placeholder, textRow } from './guess.ts';
import { looksLikeNumber } from './recognise.ts';
import { timeRows } from './time.ts';

const COMPLETED = 'http://adlnet.gov/expapi/verbs/completed';

const score = (columns: readonly Column[]): readonly GuessedRow[] => {
  const best = namedColumn(columns, [/\b(score|grade|mark|points|percent|result|course total)\b/], looksLikeNumber);
  if (best === undefined) return [];
  const { transform } = looksLikeNumber(best.column);
  const text = transform.includes('%') ? '84 %' : '84';
  const row = { ...textRow(best, 'result.score.raw', text, transform, '84'), type: 'number' };
  const why = 'nothing says which scores are possible: 0 to 100 is a guess';
  return [
    { ...row, ambiguity: 'points or percent: the lowest and highest possible score decide' },
    constantRow('result.score.min', 'number', '0', why),
    constantRow('result.score.max', 'number', '100', why),
  ];
};

const actor = (sample: Sample): readonly GuessedRow[] => {
  const email = emailColumn(sample);
  if (email) {
    return [
      textRow(
        email,
        'actor.mbox',
        'ada.lovelace@example.com',
        'trim | prefix(mailto:)',
        'mailto:ada.lovelace@example.com',
      ),
    ];
  }
  const id = namedColumn(sample.columns, PERSON_ID);
  if (id === undefined) return [placeholder('actor.mbox', 'who the learner is')];
  return [
    constantRow(
      'actor.account.homePage',
      'string',
      sample.source.issuer ?? `urn:${sample.source.id}`,
      'the account is one of this system',
    ),
    textRow(id, 'actor.account.name', 'U-1001'),
  ];
};

export const statements = (sample: Sample): readonly GuessedRow[] => [
  ...actor(sample),
  constantRow('verb.id', 'string', COMPLETED, 'each row is taken for a completed course'),
  courseId(sample, 'object.id'),
  ...optionalText(sample.columns, COURSE_NAME, 'object.definition.name.en', 'Security Awareness'),
  ...score(sample.columns),
  ...timeRows(sample, 'timestamp', 'text'),
];
