import { IGNORED_BY } from '../../../mappings/exports/targets.ts';
import { canonical, vocabulary } from '../words/canonical.ts';
import { LEARNER_ROLES, OTHER_ROLES, ROLE } from '../words/columns.ts';
import type { Column } from './column.ts';
import type { Sample } from './fields.ts';
import { behindCleaning, type GuessedRow, sampleOf } from './guess.ts';

const LEARNERS = vocabulary(LEARNER_ROLES);
const OTHERS = vocabulary(OTHER_ROLES);

interface Roles {
  readonly column: Column;
  readonly learners: readonly string[];
  /** Roles that are known not to learn, and those that nobody knows. */
  readonly others: readonly string[];
}

const rolesIn = (column: Column): Roles | undefined => {
  const words = column.vocabulary ?? [];
  if (!ROLE.some((pattern) => pattern.test(column.words)) || words.some((word) => /[=@]/.test(word))) return undefined;
  const learners = words.filter((word) => LEARNERS.has(canonical(word)));
  const known = learners.length + words.filter((word) => OTHERS.has(canonical(word))).length;
  return known === 0 ? undefined : { column, learners, others: words.filter((word) => !learners.includes(word)) };
};

const quote = (word: string): string => `'${word.replaceAll("'", "''")}'`;

/** A row that leaves out the rows of those who do not learn in a course, where a column says who that is. */
export const roleRows = ({ columns, source }: Sample): readonly GuessedRow[] => {
  const [roles] = columns
    .flatMap((column) => rolesIn(column) ?? [])
    .toSorted((a, b) => b.learners.length - a.learners.length);
  if (roles === undefined) return [];
  const { column, learners, others } = roles;
  const rule = `${source.id}-not-a-learner`;
  const kept = learners.length > 0 ? learners : ['student', 'learner'];
  const left_out = others.length === 0 ? 'no role of the sample' : others.map((word) => `"${word}"`).join(', ');
  return [
    {
      source_field: column.place,
      target_field: IGNORED_BY,
      type: 'string',
      transform: behindCleaning(column, `keep_only(${[rule, ...kept.map(quote)].join(', ')})`),
      sample_input: sampleOf(column, others[0] ?? 'teacher'),
      sample_output: rule,
      confidence: 0.6,
      why: `its name, and its words: leaves out ${left_out}`,
    },
  ];
};
