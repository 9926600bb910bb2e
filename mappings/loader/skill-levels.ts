import type { Mappings } from '../types.ts';
import { complete, createDuplicateCheck, number, text } from './cells.ts';
import type { FileFormat, Table } from './table.ts';

export const SKILL_LEVELS = {
  summary:
    'Which proficiency levels there are, and which is higher. Of several levels that a member has evidence of, the skill profile shows the highest.',
  columns: {
    framework: 'Skill framework whose level it is; `*` for all that have no such level of their own.',
    level: 'The level, as `course-skills.csv` names it.',
    rank: 'Its place among the levels, a whole number from 1 to 1000: the greater, the higher.',
  },
} as const satisfies FileFormat;

type Column = keyof typeof SKILL_LEVELS.columns;

const RANK_MAX = 1000;
const EVERY_OTHER = '*';

export const loadSkillLevels = (table: Table<Column>): Mappings['levelRank'] => {
  const isDuplicate = createDuplicateCheck('level of a framework');
  const ranks = new Map<string, number>();
  for (const row of table.rows) {
    const values = {
      framework: text(row.framework),
      level: text(row.level),
      rank: number(
        row.rank,
        (value) => Number.isInteger(value) && value >= 1 && value <= RANK_MAX,
        `a whole number from 1 to ${RANK_MAX}`,
      ),
    };
    if (!complete(values)) continue;
    const key = `${values.framework} ${values.level}`;
    if (!isDuplicate(row.level, key)) ranks.set(key, values.rank);
  }
  return (framework, level) => ranks.get(`${framework} ${level}`) ?? ranks.get(`${EVERY_OTHER} ${level}`);
};
