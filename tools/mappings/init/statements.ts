import { COURSE_NAME, NEVER_STANDING, STANDING_CHANGED } from '../words/columns.ts';
import type { Column } from './column.ts';
import {
  courseId,
  emailColumn,
  employeeIdColumn,
  loginOrName,
  optionalText,
  type Sample,
  userIdColumn,
} from './fields.ts';
import { constantRow, type GuessedRow, namedColumn, placeholder, textRow, undecidedRow } from './guess.ts';
import { looksLikeNumber } from './recognise.ts';
import { timeRows } from './time.ts';

const COMPLETED = 'http://adlnet.gov/expapi/verbs/completed';

const score = (columns: readonly Column[]): readonly GuessedRow[] => {
  const best = namedColumn(columns, [/\b(score|grade|mark|points|percent|result|course total)\b/], looksLikeNumber);
  if (best === undefined) return [];
  const { transform } = looksLikeNumber(best.column);
  const text = transform.includes('%') ? '84 %' : '84';
  const row = { ...textRow(best, 'result.score.raw', text, transform, '84'), type: 'number' };
  if (transform.includes('%')) {
    const why = 'the scores are in percent, so 0 to 100 is a guess';
    return [
      row,
      constantRow('result.score.min', 'number', '0', why),
      constantRow('result.score.max', 'number', '100', why),
    ];
  }
  const { place } = best.column;
  return [
    { ...row, ambiguity: 'points or percent: the lowest and highest possible score decide' },
    undecidedRow(
      place,
      'result.score.min',
      'number',
      `the lowest score that is possible in ${place}: then write constant(0)`,
    ),
    undecidedRow(
      place,
      'result.score.max',
      'number',
      `the highest score that is possible in ${place}: then write constant(100)`,
    ),
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
  const id = employeeIdColumn(sample.columns) ?? userIdColumn(sample.columns);
  if (id === undefined) return [loginOrName(sample, 'actor.mbox') ?? placeholder('actor.mbox', 'who the learner is')];
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
  ...timeRows(sample, 'timestamp', 'text', STANDING_CHANGED, NEVER_STANDING),
];
